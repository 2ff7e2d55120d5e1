#include "sekisho/base/address.h"

#include <algorithm>

namespace sekisho {
namespace {

std::size_t byte_count(Family family) {
  return bits_of(family) / 8;
}

// The addresses of a prefix differ in these low bits.
Uint128 host_mask(Family family, unsigned length) {
  const unsigned host_bits = bits_of(family) - length;
  if (host_bits == 0) return 0;
  return host_bits == 128 ? ~Uint128{0} : (Uint128{1} << host_bits) - 1;
}

}  // namespace

Uint128 to_number(const Address& address) {
  Uint128 number = 0;
  for (std::size_t i = 0; i < byte_count(address.family); ++i) {
    number = number << 8 | address.bytes[i];
  }
  return number;
}

Address to_address(Family family, Uint128 number) {
  Address address{.family = family, .bytes = {}};
  for (std::size_t i = byte_count(family); i-- > 0; number >>= 8) {
    address.bytes[i] = static_cast<std::uint8_t>(number & 0xFF);
  }
  return address;
}

AddressRange range_of(const Address& address) {
  const Uint128 number = to_number(address);
  return {address.family, number, number};
}

AddressRange range_of(const Prefix& prefix) {
  const Family family = prefix.address.family;
  const Uint128 mask = host_mask(family, prefix.length);
  const Uint128 first = to_number(prefix.address) & ~mask;
  return {family, first, first | mask};
}

bool has_host_bits(const Prefix& prefix) {
  return (to_number(prefix.address) & host_mask(prefix.address.family, prefix.length)) != 0;
}

Prefix masked(const Prefix& prefix) {
  return {to_address(prefix.address.family, range_of(prefix).first), prefix.length};
}

bool is_special(const Address& address) {
  const auto& b = address.bytes;
  if (address.family == Family::ipv4) {
    const bool is_broadcast = to_number(address) == 0xFFFFFFFFu;
    const bool is_multicast = (b[0] & 0xF0) == 0xE0;
    return b[0] == 0 || b[0] == 127 || is_multicast || is_broadcast;
  }
  const bool is_multicast = b[0] == 0xFF;
  const bool is_link_local = b[0] == 0xFE && (b[1] & 0xC0) == 0x80;
  return is_multicast || is_link_local || to_number(address) <= 1;
}

}  // namespace sekisho

#include "sekisho/base/address.h"

#include <algorithm>
#include <vector>

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

std::span<const AddressRange> special_ranges() {
  static const auto ranges = [] {
    std::vector<AddressRange> parsed;
    for (const char* prefix : {"0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32",
                               "::/127", "fe80::/10", "ff00::/8"})
      parsed.push_back(range_of(*parse_prefix(prefix)));
    return parsed;
  }();
  return ranges;
}

bool is_special(const Address& address) {
  const auto ranges = special_ranges();
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const AddressRange& range) { return range.contains(range_of(address)); });
}

}  // namespace sekisho

// Network addresses as values: MAC, IPv4 and IPv6 addresses, prefixes and ranges.
//
// An Address keeps its family beside its bytes, so that ::ffff:192.0.2.1 on the wire and 192.0.2.1
// are never taken for one another. Bytes are in network order, IPv4 in the first four.
// Pure values; thread: any.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sekisho {

__extension__ typedef unsigned __int128 Uint128;

enum class Family : std::uint8_t { ipv4 = 4, ipv6 = 6 };

constexpr unsigned bits_of(Family family) {
  return family == Family::ipv4 ? 32 : 128;
}

struct Mac {
  std::array<std::uint8_t, 6> bytes{};

  bool is_group() const { return (bytes[0] & 1) != 0; }
  bool is_locally_administered() const { return (bytes[0] & 2) != 0; }
  bool is_zero() const { return *this == Mac{}; }
  friend auto operator<=>(const Mac&, const Mac&) = default;
};

struct Address {
  Family family = Family::ipv4;
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const Address&, const Address&) = default;
};

// A prefix whose host bits are clear.
struct Prefix {
  Address address;
  unsigned length = 0;

  friend auto operator<=>(const Prefix&, const Prefix&) = default;
};

// Every address from `first` to `last`, both included, of one family.
struct AddressRange {
  Family family = Family::ipv4;
  Uint128 first = 0;
  Uint128 last = 0;

  bool contains(const AddressRange& other) const {
    return family == other.family && first <= other.first && other.last <= last;
  }
  bool overlaps(const AddressRange& other) const {
    return family == other.family && first <= other.last && other.first <= last;
  }
  friend bool operator==(const AddressRange&, const AddressRange&) = default;
  friend bool operator<(const AddressRange& a, const AddressRange& b) {
    if (a.family != b.family) return a.family < b.family;
    return a.first != b.first ? a.first < b.first : a.last < b.last;
  }
};

// The number that an address is, host order: 0 to 2^32-1 for IPv4.
Uint128 to_number(const Address& address);
Address to_address(Family family, Uint128 number);

AddressRange range_of(const Address& address);
AddressRange range_of(const Prefix& prefix);

// aa:bb:cc:dd:ee:ff, AA-BB-CC-DD-EE-FF, aabb.ccdd.eeff or aabbccddeeff, any case; else nullopt.
std::optional<Mac> parse_mac(std::string_view text);
// Dotted quad without leading zeros, or RFC 4291 text without a zone index; else nullopt.
std::optional<Address> parse_address(std::string_view text);
// "10.0.0.0/8"; host bits may be set, the caller judges that. A bare address is no prefix.
std::optional<Prefix> parse_prefix(std::string_view text);
bool has_host_bits(const Prefix& prefix);
// The same prefix with its host bits cleared.
Prefix masked(const Prefix& prefix);
// "192.0.2.10-192.0.2.20", first <= last, one family; else nullopt.
std::optional<AddressRange> parse_address_range(std::string_view text);

std::string to_string(const Mac& mac);
// IPv6 as RFC 5952 writes it.
std::string to_string(const Address& address);
std::string to_string(const Prefix& prefix);
// "first-last", or the prefix or address that it is.
std::string to_string(const AddressRange& range);

// Has no zone whatever the prefixes say (policy.md 2.2): multicast, 255.255.255.255, 0.0.0.0/8,
// 127.0.0.0/8, ::, ::1 and fe80::/10.
std::span<const AddressRange> special_ranges();  // apart
bool is_special(const Address& address);

}  // namespace sekisho

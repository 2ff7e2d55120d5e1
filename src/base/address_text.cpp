// Addresses from and to text. Sources: RFC 4291 2.2 (reading), RFC 5952 (writing).
#include <arpa/inet.h>

#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "sekisho/base/address.h"

namespace sekisho {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Digits without a leading zero, at most `limit`.
std::optional<unsigned> parse_decimal(std::string_view text, unsigned limit) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > limit) {
    return std::nullopt;
  }
  return value;
}

std::optional<Address> parse_ipv4(std::string_view text) {
  Address address;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t dot = i < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const auto part = parse_decimal(text.substr(0, dot), 255);
    if (!part) return std::nullopt;
    address.bytes[i] = static_cast<std::uint8_t>(*part);
    text.remove_prefix(i < 3 ? dot + 1 : dot);
  }
  return address;
}

std::optional<Address> parse_ipv6(std::string_view text) {
  char buffer[INET6_ADDRSTRLEN];
  // A zone index ("%eth0") says which link, and is no part of the address.
  const bool fits = text.size() < sizeof buffer;
  if (!fits || text.find_first_of(std::string_view("%\0", 2)) != std::string_view::npos) {
    return std::nullopt;
  }
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  Address address{.family = Family::ipv6, .bytes = {}};
  if (inet_pton(AF_INET6, buffer, address.bytes.data()) != 1) return std::nullopt;
  return address;
}

struct ZeroRun {
  std::size_t begin = 8, length = 0;
};

// RFC 5952 4.2: the first longest run of at least two zero groups is shortened.
ZeroRun longest_zero_run(const std::uint16_t (&groups)[8]) {
  ZeroRun best;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > best.length) best = {i, end - i};
    if (end > i) i = end;
  }
  return best.length >= 2 ? best : ZeroRun{};
}

std::string write_ipv6(const Address& address) {
  const auto& b = address.bytes;
  const bool is_mapped = to_number(address) >> 32 == 0xFFFF;  // RFC 5952 5
  if (is_mapped) return fmt::format("::ffff:{}.{}.{}.{}", b[12], b[13], b[14], b[15]);
  std::uint16_t groups[8];
  for (std::size_t i = 0; i < 8; ++i) {
    groups[i] = static_cast<std::uint16_t>(b[2 * i] << 8 | b[2 * i + 1]);
  }
  const ZeroRun zeros = longest_zero_run(groups);
  std::string out;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == zeros.begin) {
      out += "::";
      i += zeros.length - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    out += fmt::format("{:x}", groups[i]);
  }
  return out;
}

// Where the separators of a notation stand, and how many characters it has.
std::optional<Mac> parse_mac_grouped(std::string_view text, char separator, std::size_t group) {
  const std::size_t separators = separator == 0 ? 0 : 12 / group - 1;
  if (text.size() != 12 + separators) return std::nullopt;
  Mac mac;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool at_separator = separator != 0 && i % (group + 1) == group;
    if (at_separator) {
      if (text[i] != separator) return std::nullopt;
      continue;
    }
    const int digit = hex_digit(text[i]);
    if (digit < 0) return std::nullopt;
    mac.bytes[digits / 2] = static_cast<std::uint8_t>(mac.bytes[digits / 2] << 4 | digit);
    ++digits;
  }
  return mac;
}

}  // namespace

std::optional<Mac> parse_mac(std::string_view text) {
  if (text.size() == 12) return parse_mac_grouped(text, 0, 12);
  if (text.size() == 14) return parse_mac_grouped(text, '.', 4);
  if (text.size() != 17) return std::nullopt;
  return parse_mac_grouped(text, text[2] == '-' ? '-' : ':', 2);
}

std::optional<Address> parse_address(std::string_view text) {
  return text.find(':') == std::string_view::npos ? parse_ipv4(text) : parse_ipv6(text);
}

std::optional<Prefix> parse_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const auto length = parse_decimal(text.substr(slash + 1), bits_of(address->family));
  if (!length) return std::nullopt;
  return Prefix{*address, *length};
}

std::optional<AddressRange> parse_address_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = parse_address(text.substr(0, dash));
  const auto last = parse_address(text.substr(dash + 1));
  if (!first || !last || first->family != last->family) return std::nullopt;
  const AddressRange range{first->family, to_number(*first), to_number(*last)};
  if (range.first > range.last) return std::nullopt;
  return range;
}

std::string to_string(const Mac& mac) {
  const auto& b = mac.bytes;
  return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", b[0], b[1], b[2], b[3], b[4],
                     b[5]);
}

std::string to_string(const Address& address) {
  const auto& b = address.bytes;
  if (address.family == Family::ipv6) return write_ipv6(address);
  return fmt::format("{}.{}.{}.{}", b[0], b[1], b[2], b[3]);
}

std::string to_string(const Prefix& prefix) {
  return fmt::format("{}/{}", to_string(prefix.address), prefix.length);
}

std::string to_string(const AddressRange& range) {
  const Address first = to_address(range.family, range.first);
  if (range.first == range.last) return to_string(first);
  for (unsigned length = 0; length < bits_of(range.family); ++length) {
    const Prefix prefix{first, length};
    if (range_of(prefix) == range) return to_string(prefix);
  }
  return to_string(first) + "-" + to_string(to_address(range.family, range.last));
}

}  // namespace sekisho

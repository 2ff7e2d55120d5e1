// Protocols and ICMP types by the names that nftables and iptables give them.
#include <algorithm>
#include <charconv>
#include <string_view>

#include "import/filter.h"

namespace sekisho {
namespace {

struct Word {
  std::string_view name;
  std::uint8_t number;
};

constexpr Word kProtocols[] = {{"icmp", 1},   {"igmp", 2},    {"ipencap", 4},    {"tcp", 6},
                               {"udp", 17},   {"ipv6", 41},   {"gre", 47},       {"esp", 50},
                               {"ah", 51},    {"icmpv6", 58}, {"ipv6-icmp", 58}, {"ospf", 89},
                               {"vrrp", 112}, {"sctp", 132},  {"udplite", 136}};
constexpr Word kIcmp[] = {{"echo-reply", 0},         {"destination-unreachable", 3},
                          {"source-quench", 4},      {"redirect", 5},
                          {"echo-request", 8},       {"time-exceeded", 11},
                          {"parameter-problem", 12}, {"timestamp-request", 13},
                          {"timestamp-reply", 14}};
constexpr Word kIcmp6[] = {{"destination-unreachable", 1}, {"packet-too-big", 2},
                           {"time-exceeded", 3},           {"parameter-problem", 4},
                           {"echo-request", 128},          {"echo-reply", 129}};

template <std::size_t n>
std::optional<std::uint8_t> number_of(const Word (&words)[n], std::string_view word) {
  std::uint8_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error == std::errc() && end == word.data() + word.size()) return number;
  const auto found = std::find_if(std::begin(words), std::end(words),
                                  [&](const Word& each) { return each.name == word; });
  return found == std::end(words) ? std::nullopt : std::optional(found->number);
}

}  // namespace

std::optional<std::uint8_t> protocol_number(std::string_view word) {
  return number_of(kProtocols, word);
}

std::optional<std::uint8_t> icmp_type_number(std::string_view word, bool is_v6) {
  return is_v6 ? number_of(kIcmp6, word) : number_of(kIcmp, word);
}

}  // namespace sekisho

// The protocols that a policy has a name for, and what it can ask of them. Thread: any.
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sekisho {

struct ProtocolName {
  std::string_view name;
  std::uint8_t number;
};
inline constexpr ProtocolName kProtocolNames[] = {{"tcp", IPPROTO_TCP},
                                                  {"udp", IPPROTO_UDP},
                                                  {"sctp", IPPROTO_SCTP},
                                                  {"icmp", IPPROTO_ICMP},
                                                  {"icmpv6", IPPROTO_ICMPV6}};

constexpr std::optional<std::uint8_t> find_protocol(std::string_view name) {
  for (const ProtocolName& row : kProtocolNames)
    if (row.name == name) return row.number;
  return std::nullopt;
}

// "" where a policy writes the number.
constexpr std::string_view name_of_protocol(std::uint8_t number) {
  for (const ProtocolName& row : kProtocolNames)
    if (row.number == number) return row.name;
  return "";
}

// The name, or the number where there is none: "icmpv6", "47".
inline std::string name_or_number(std::uint8_t number) {
  const std::string_view name = name_of_protocol(number);
  return name.empty() ? std::to_string(number) : std::string(name);
}

// tcp, udp and sctp; the others are known by their number alone, ICMP by its types too.
constexpr bool has_ports(std::uint8_t protocol) {
  return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}
constexpr bool has_types(std::uint8_t protocol) {
  return protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6;
}

}  // namespace sekisho

// Frames between a client in `in` and the server in VLAN 10, for rows about flows and rules.
#pragma once

#include "packet_case.h"

namespace sekisho::test {

inline constexpr const char* kOwn = "10.3.0.1";  // the gateway's

// From the client in `in`, and from the server in VLAN 10.
inline Bytes go(const Bytes& payload, std::uint8_t protocol = kTcp, const char* src = kHost,
                const char* dst = kServer) {
  return v4(kStranger, {.src = src, .dst = dst, .protocol = protocol}, payload);
}
inline Bytes come(const Bytes& payload, std::uint8_t protocol = kTcp, const char* dst = kHost) {
  return v4(kDmSrv, {.src = kServer, .dst = dst, .protocol = protocol}, payload, 10);
}
inline Bytes go_tcp(std::uint8_t flags, std::uint16_t sport = 50000) {
  return go(tcp(sport, 443, flags));
}
inline Bytes come_tcp(std::uint8_t flags, std::uint16_t dport = 50000) {
  return come(tcp(443, dport, flags));
}
inline Bytes from_web(const Bytes& payload, std::uint8_t protocol, const char* dst = kOwn) {
  return v4(kInWeb, {.src = "10.3.0.13", .dst = dst, .protocol = protocol}, payload);
}

inline Bytes quoted(const Ipv4& header, const Bytes& transport) {
  return zeros(4) + ipv4(header, transport);
}

}  // namespace sekisho::test

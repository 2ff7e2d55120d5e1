// Frames between the client in `in` and the server in VLAN 10, for rows about evasions.
#pragma once

#include "packet_case.h"

namespace sekisho::test {

inline constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kFragmentHeader = 44, kAuth = 51,
                              kNone = 59, kOptions = 60;

inline Bytes to_server(const Bytes& payload, std::uint8_t protocol = kTcp,
                       std::uint16_t fragment = 0, std::uint16_t id = 7) {
  return v4(kStranger,
            {.src = kHost, .dst = kServer, .protocol = protocol, .id = id, .fragment = fragment},
            payload);
}
inline Bytes from_server(const Bytes& payload, std::uint8_t protocol) {
  return v4(kDmSrv, {.src = kServer, .dst = kHost, .protocol = protocol}, payload, 10);
}

inline constexpr std::uint16_t kMore = 0x2000;

}  // namespace sekisho::test

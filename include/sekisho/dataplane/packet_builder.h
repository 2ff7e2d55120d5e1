// Builds the frame of one new packet, byte for byte as a host would send it.
//
// Lengths and checksums are right, so that nothing but the policy decides it. The frame is not
// padded. Pure; thread: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sekisho/abi/packet.h"
#include "sekisho/base/address.h"

namespace sekisho {

struct PacketSpec {
  Mac src_mac, dst_mac;
  std::uint16_t vlan = 0;              // 0: untagged; else one 802.1Q tag
  Address src, dst;                    // of one family
  std::uint8_t protocol = 0;           // IANA number
  std::uint16_t sport = 0, dport = 0;  // tcp, udp, sctp
  std::uint8_t type = 0;               // icmp, icmpv6
  std::uint8_t tcp_flags = SK_TCP_SYN;
};

// Neighbour discovery (ICMPv6 133 to 137) leaves with hop limit 255 and a whole message; its target
// is the source for an advertisement, the destination for the rest.
std::vector<std::byte> build_frame(const PacketSpec& spec);

}  // namespace sekisho

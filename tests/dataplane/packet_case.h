// A named row of the packet table: frames in a row, each with what must be decided of it.
#pragma once

#include <string>
#include <vector>

#include "support/frame_builder.h"

namespace sekisho::test {

struct Step {
  double at_s;     // since the case began
  const char* in;  // port
  Bytes frame;
  const char* reason;
  const char* rule = "";  // "" for none
};

struct PacketCase {
  const char* why;
  const char* policy;  // base, bridge or tiny
  std::vector<Step> steps;
};

// Steps 1 to 3; 4 to 6; 7, 8, 10 and 13; 9; errors of step 10; 11 and 12; the known evasions, by
// their sources: those of fragments and headers, and all others.
std::vector<PacketCase> parse_cases();
std::vector<PacketCase> link_cases();
std::vector<PacketCase> flow_cases();
std::vector<PacketCase> fragment_cases();
std::vector<PacketCase> error_cases();
std::vector<PacketCase> rule_cases();
std::vector<PacketCase> header_evasion_cases();
std::vector<PacketCase> evasion_cases();

// Ports and MACs of the table's policy.
constexpr const char *kMn = "skt-mn", *kLg = "skt-lg", *kIn = "skt-in", *kTrunk = "skt-tr";
constexpr const char *kMnPc = "00:00:5e:00:53:11", *kLgSrv = "00:00:5e:00:53:12",
                     *kInWeb = "00:00:5e:00:53:13", *kDmSrv = "00:00:5e:00:53:14",
                     *kDmSrv2 = "00:00:5e:00:53:15", *kDmGone = "00:00:5e:00:53:16",
                     *kDmRouter = "00:00:5e:00:53:1f", *kInRouter = "00:00:5e:00:53:2f",
                     *kStranger = "02:00:00:00:00:99", *kGateway = "02:00:00:00:00:01";

// A client in `in` and the server in VLAN 10, both without a name in the policy's rules.
inline constexpr const char *kHost = "10.3.0.20", *kServer = "10.4.0.14";
inline constexpr const char *kHost6 = "2001:db8:3::20", *kServer6 = "2001:db8:4::14";
inline constexpr std::uint8_t kTcp = 6, kUdp = 17, kIcmp = 1, kIcmp6 = 58, kSctp = 132, kGre = 47;
inline const Bytes kSynPacket = tcp(50000, 443, kSyn);

// A row of one frame, judged by the policy `base`.
inline PacketCase one(const char* why, const char* in, Bytes frame, const char* reason,
                      const char* rule = "") {
  return {why, "base", {{0, in, std::move(frame), reason, rule}}};
}

// An IPv4 packet, a tag where `vlan` is not 0.
inline Bytes v4(const char* src_mac, const Ipv4& header, const Bytes& payload,
                std::uint16_t vlan = 0, const char* dst_mac = kGateway) {
  const Bytes frame = ethernet(src_mac, dst_mac, 0x0800, ipv4(header, payload));
  return vlan ? tag(0x8100, vlan, frame) : frame;
}
inline Bytes v6(const char* src_mac, const Ipv6& header, const Bytes& payload,
                std::uint16_t vlan = 0, const char* dst_mac = kGateway) {
  const Bytes frame = ethernet(src_mac, dst_mac, 0x86dd, ipv6(header, payload));
  return vlan ? tag(0x8100, vlan, frame) : frame;
}
// From the client to the server, over IPv6.
inline Bytes to_server6(std::uint8_t next, const Bytes& payload, int payload_length = -1) {
  return v6(kStranger,
            {.src = kHost6, .dst = kServer6, .next = next, .payload_length = payload_length},
            payload);
}

}  // namespace sekisho::test

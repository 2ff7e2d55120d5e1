// The reference's own parser: step 1 of policy.md 2.3, over a copy of the frame.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sekisho/base/address.h"

namespace sekisho::test {

using Octets = std::span<const std::uint8_t>;

constexpr std::uint8_t kIcmp = 1, kTcp = 6, kUdp = 17, kIcmpv6 = 58, kSctp = 132;

struct TcpFlags {
  bool syn = false, ack = false, fin = false, rst = false;
  bool is_bare_syn() const { return syn && !ack && !fin && !rst; }
};

// What a transport header says, as far as rules and flows ask.
struct Transport {
  std::uint8_t protocol = 0;
  std::uint16_t source_port = 0, destination_port = 0;  // tcp, udp, sctp
  std::uint8_t type = 0;                                // icmp, icmpv6
  std::uint16_t identifier = 0;                         // of an echo
};

struct Quote {
  Address source, destination;
  Transport transport;
};

enum class FragmentKind : std::uint8_t { none, first, later };

struct IpPacket {
  Address source, destination;
  std::uint8_t hop_limit = 0;
  Transport transport;
  TcpFlags flags;
  FragmentKind fragment = FragmentKind::none;
  std::uint32_t identification = 0;
  std::uint32_t fragment_begin = 0, fragment_end = 0;  // bytes of the fragmentable part
  std::vector<std::uint8_t> payload;                   // from the transport header on
  std::optional<Quote> quote;                          // of an ICMP error

  bool has_transport() const { return fragment != FragmentKind::later; }
};

struct ArpMessage {
  Mac sender_mac;
  Address sender, target;
};

enum class Parsed : std::uint8_t { malformed, non_ip, arp, ip };

struct FrameContent {
  Parsed parsed = Parsed::malformed;
  Mac source_mac, destination_mac;
  std::uint16_t vlan = 0;         // 0: untagged
  std::optional<ArpMessage> arp;  // nullopt for an ARP frame that step 4 calls malformed
  IpPacket ip;
};

FrameContent read_frame(Octets frame);

bool is_icmp(std::uint8_t protocol);
bool has_ports(std::uint8_t protocol);
bool is_echo_request(const Transport& transport);
bool is_echo_reply(const Transport& transport);

}  // namespace sekisho::test

// Steps 11 and 12: the gateway, destinations, rules.
#include "flow_frames.h"

namespace sekisho::test {

namespace {

std::vector<PacketCase> gateway_cases() {
  return {
      one("a time server's answer", kIn, from_web(udp(123, 40123), kUdp), "gateway-reply",
          "gw-ntp"),
      one("a time server's answer to a port that is not local", kIn, from_web(udp(123, 161), kUdp),
          "default-deny"),
      one("not a time server's answer", kIn, from_web(udp(124, 40123), kUdp), "default-deny"),
      one("an answer to the gateway's address of another zone", kIn,
          from_web(udp(123, 40123), kUdp, "10.4.0.1"), "gateway-reply", "gw-ntp"),
      one("an SSH server's answer", kIn, from_web(tcp(22, 40000, kSyn | kAck), kTcp),
          "gateway-reply", "gw-ssh"),
      one("a bare SYN is no answer", kIn, from_web(tcp(22, 40000, kSyn), kTcp), "default-deny"),
      one("a ping's answer", kIn, from_web(echo(0, 5), kIcmp), "gateway-reply", "gw-ssh"),
      one("OSPF's answer: a protocol without ports", kIn, from_web(zeros(24), 89), "gateway-reply",
          "gw-ssh"),
      one("another ICMP type cannot be reversed", kIn, from_web(icmp(14, 0, zeros(4)), kIcmp),
          "default-deny"),
      one("an error about what the gateway sent", kIn,
          from_web(icmp(3, 3,
                        quoted({.src = kOwn, .dst = "10.3.0.13", .protocol = kUdp}, udp(400, 123))),
                   kIcmp),
          "gateway-reply", "gw-ntp"),
      one("an error about what the gateway may not send", kIn,
          from_web(
              icmp(3, 3,
                   quoted({.src = kOwn, .dst = "10.3.0.13", .protocol = kUdp}, udp(40000, 124))),
              kIcmp),
          "default-deny"),
      one("an error about another's packet", kIn,
          from_web(icmp(3, 3,
                        quoted({.src = "10.4.0.1", .dst = "10.3.0.13", .protocol = kUdp},
                               udp(40000, 123))),
                   kIcmp),
          "default-deny"),
      one("to the gateway without a rule", kIn, go(tcp(50000, 22, kSyn), kTcp, kHost, kOwn),
          "default-deny"),
      {"SSH to the gateway is established at the first ACK",
       "base",
       {{0, kIn, from_web(tcp(50000, 22, kSyn), kTcp), "rule", "to-gw"},
        {1, kIn, from_web(tcp(50000, 22, kAck), kTcp), "established", "to-gw"},
        {3000, kIn, from_web(tcp(50000, 22, kAck), kTcp), "established", "to-gw"}}},
      {"SSH to the gateway that never says ACK",
       "base",
       {{0, kIn, from_web(tcp(50000, 22, kSyn), kTcp), "rule", "to-gw"},
        {30, kIn, from_web(tcp(50000, 22, kAck), kTcp), "no-state"}}},
      {"UDP to the gateway counts as replied",
       "base",
       {{0, kIn, from_web(udp(50000, 514), kUdp), "rule", "to-gw"},
        {179, kIn, from_web(udp(50000, 514), kUdp), "established", "to-gw"}}},
      one("ping to the gateway", kIn, from_web(echo(8, 5), kIcmp), "rule", "to-gw"),
  };
}

std::vector<PacketCase> permission_cases() {
  return {
      one("the first rule that matches is named", kIn, go_tcp(kSyn), "rule", "web"),
      one("a port that no rule names", kIn, go(tcp(50000, 444, kSyn)), "default-deny"),
      one("the port before a rule's", kIn, go(tcp(50000, 442, kSyn)), "default-deny"),
      one("the right port of the wrong protocol", kIn, go(udp(50000, 443), kUdp), "default-deny"),
      one("the wrong direction", kTrunk, come(tcp(50000, 443, kSyn)), "default-deny"),
      one("a limited flow", kMn,
          v4(kMnPc, {.src = "10.1.0.11", .dst = "10.2.0.12", .protocol = kTcp},
             tcp(50000, 443, kSyn)),
          "rule", "limited"),
      one("its other direction", kLg,
          v4(kLgSrv, {.src = "10.2.0.12", .dst = "10.1.0.11", .protocol = kTcp},
             tcp(50000, 443, kSyn)),
          "default-deny"),
      one("mynumber to the Internet", kMn,
          v4(kMnPc, {.src = "10.1.0.11", .dst = "198.51.100.9", .protocol = kTcp},
             tcp(50000, 443, kSyn)),
          "default-deny"),
      one("to multicast", kIn, go(udp(50000, 5353), kUdp, kHost, "224.0.0.251"),
          "unknown-destination"),
      one("to the broadcast address", kIn, go(udp(50000, 67), kUdp, kHost, "255.255.255.255"),
          "unknown-destination"),
      one("to 127.0.0.1", kIn, go(tcp(1, 80, kSyn), kTcp, kHost, "127.0.0.1"),
          "unknown-destination"),
      one("to a link-local address", kIn,
          v6(kStranger, {.src = "2001:db8:3::20", .dst = "fe80::1", .next = kTcp},
             tcp(1, 80, kSyn)),
          "unknown-destination"),
      one("source port inside the rule's", kTrunk,
          v4(kStranger, {.src = "10.5.0.5", .dst = "10.3.0.32", .protocol = kUdp}, udp(1000, 2000)),
          "rule", "sport"),
      one("source port, last of both ranges, tagged", kTrunk,
          v4(kStranger, {.src = "10.5.0.5", .dst = "10.3.0.40", .protocol = kUdp}, udp(1999, 2010),
             20),
          "rule", "sport"),
      one("source port below the rule's", kTrunk,
          v4(kStranger, {.src = "10.5.0.5", .dst = "10.3.0.33", .protocol = kUdp}, udp(999, 2000)),
          "default-deny"),
      one("source port above the rule's", kTrunk,
          v4(kStranger, {.src = "10.5.0.5", .dst = "10.3.0.33", .protocol = kUdp}, udp(2000, 2000)),
          "default-deny"),
      one("destination behind the range", kTrunk,
          v4(kStranger, {.src = "10.5.0.5", .dst = "10.3.0.41", .protocol = kUdp}, udp(1500, 2000)),
          "default-deny"),
      one("a type that no rule names", kIn, go(icmp(17, 0, zeros(8)), kIcmp), "default-deny"),
  };
}

}  // namespace

std::vector<PacketCase> rule_cases() {
  std::vector<PacketCase> cases = gateway_cases();
  for (const auto& row : permission_cases()) cases.push_back(row);
  return cases;
}

}  // namespace sekisho::test

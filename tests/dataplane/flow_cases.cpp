// Steps 7 to 13: blocks, TCP flags, fragments, flows, errors, the gateway, rules.
#include "packet_case.h"

namespace sekisho::test {

namespace {

constexpr std::uint8_t kTcp = 6, kUdp = 17, kIcmp = 1, kIcmp6 = 58, kSctp = 132, kGre = 47;
const char* const kHost = "10.3.0.20";
const char* const kServer = "10.4.0.14";
const char* const kOwn = "10.3.0.1";  // the gateway's

PacketCase one(const char* why, const char* in, Bytes frame, const char* reason,
               const char* rule = "") {
  return {why, "base", {{0, in, std::move(frame), reason, rule}}};
}

// From the client in `in`, and from the server in VLAN 10.
Bytes go(const Bytes& payload, std::uint8_t protocol = kTcp, const char* src = kHost,
         const char* dst = kServer) {
  return v4(kStranger, {.src = src, .dst = dst, .protocol = protocol}, payload);
}
Bytes come(const Bytes& payload, std::uint8_t protocol = kTcp, const char* dst = kHost) {
  return v4(kDmSrv, {.src = kServer, .dst = dst, .protocol = protocol}, payload, 10);
}
Bytes go_tcp(std::uint8_t flags, std::uint16_t sport = 50000) {
  return go(tcp(sport, 443, flags));
}
Bytes come_tcp(std::uint8_t flags, std::uint16_t dport = 50000) {
  return come(tcp(443, dport, flags));
}
Bytes from_web(const Bytes& payload, std::uint8_t protocol, const char* dst = kOwn) {
  return v4(kInWeb, {.src = "10.3.0.13", .dst = dst, .protocol = protocol}, payload);
}

std::vector<PacketCase> block_and_flag_cases() {
  std::vector<PacketCase> cases{
      one("source is blocked", kIn, go(tcp(1, 443, kSyn), kTcp, "10.3.0.65"), "blocked",
          "stop-range"),
      one("the first block in file order is named", kIn, go(tcp(1, 443, kSyn), kTcp, "10.3.0.66"),
          "blocked", "stop-host"),
      one("destination is blocked", kTrunk, come(tcp(1, 25, kSyn), kTcp, "203.0.113.5"), "blocked",
          "stop-range"),
      one("a block that has ended", kIn, go(tcp(1, 443, kSyn), kTcp, "10.3.0.30"), "rule", "web"),
      one("a block goes before TCP flags", kIn, go(tcp(1, 443, 0), kTcp, "10.3.0.66"), "blocked",
          "stop-host"),
      one("a block goes after the binding", kIn,
          v4(kInWeb, {.src = "10.3.0.66", .dst = kServer, .protocol = kTcp}, tcp(1, 443, kSyn)),
          "mac-ip-mismatch"),
  };
  struct Flags {
    const char* why;
    std::uint8_t flags;
    const char* reason;
  };
  for (const Flags& f : std::initializer_list<Flags>{
           {"null scan", 0, "bad-tcp-flags"},
           {"xmas scan", kFin | kPsh | kUrg, "bad-tcp-flags"},
           {"FIN scan", kFin, "bad-tcp-flags"},
           {"SYN and FIN", kSyn | kFin, "bad-tcp-flags"},
           {"SYN and RST", kSyn | kRst, "bad-tcp-flags"},
           {"FIN and RST without ACK", kFin | kRst, "bad-tcp-flags"},
           {"URG alone", kUrg, "bad-tcp-flags"},
           {"all flags", 0x3f, "bad-tcp-flags"},
           {"SYN with ECE and CWR is a bare SYN (RFC 3168)", kSyn | 0xc0, "rule"},
           {"SYN with PSH is a bare SYN", kSyn | kPsh, "rule"},
           {"ACK scan", kAck, "no-state"},
           {"SYN and ACK without a flow", kSyn | kAck, "no-state"},
           {"FIN and ACK without a flow", kFin | kAck, "no-state"},
           {"RST without a flow", kRst, "no-state"}})
    cases.push_back(one(f.why, kIn, go_tcp(f.flags), f.reason,
                        std::string_view(f.reason) == "rule" ? "web" : ""));
  cases.push_back(one("an ACK that no rule permits", kIn, go(tcp(1, 80, kAck)), "default-deny"));
  return cases;
}

Bytes fragment(std::uint16_t id, std::uint16_t offset, bool more, const Bytes& payload,
               const char* src = kHost) {
  return v4(kStranger,
            {.src = src,
             .dst = kServer,
             .protocol = kUdp,
             .id = id,
             .fragment = static_cast<std::uint16_t>(offset / 8 | (more ? 0x2000 : 0))},
            payload);
}
Bytes fragment6(std::uint32_t id, std::uint16_t offset, bool more, const Bytes& payload) {
  return v6(kStranger, {.src = "2001:db8:3::20", .dst = "2001:db8:4::14", .next = 44},
            fragment_header(kUdp, offset, more, id, payload));
}

std::vector<PacketCase> fragment_cases() {
  const Bytes first = udp(50000, 53, zeros(16), 200);  // 24 bytes
  return {
      one("a later fragment without its first", kIn, fragment(1, 24, true, zeros(8)), "fragment"),
      {"first and later fragments",
       "base",
       {{0, kIn, fragment(2, 0, true, first), "rule", "dns"},
        {1, kIn, fragment(2, 24, true, zeros(8)), "fragment-follows", "dns"},
        {1, kIn, fragment(2, 32, false, zeros(8)), "fragment-follows", "dns"}}},
      {"a later fragment of another identification",
       "base",
       {{0, kIn, fragment(3, 0, true, first), "rule", "dns"},
        {0, kIn, fragment(4, 24, false, zeros(8)), "fragment"}}},
      {"a later fragment of another protocol",
       "base",
       {{0, kIn, fragment(3, 0, true, first), "rule", "dns"},
        {0, kIn,
         v4(kStranger, {.src = kHost, .dst = kServer, .protocol = kTcp, .id = 3, .fragment = 3},
            zeros(8)),
         "fragment"}}},
      {"a later fragment over the first (RFC 1858, 3128)",
       "base",
       {{0, kIn, fragment(5, 0, true, first), "rule", "dns"},
        {0, kIn, fragment(5, 16, true, zeros(8)), "fragment"}}},
      {"a first fragment that was denied vouches for none",
       "base",
       {{0, kIn, fragment(6, 0, true, udp(50000, 54, zeros(16))), "default-deny"},
        {0, kIn, fragment(6, 24, false, zeros(8)), "fragment"}}},
      {"fragments are forgotten after their time",
       "base",
       {{0, kIn, fragment(7, 0, true, first), "rule", "dns"},
        {29.999, kIn, fragment(7, 24, true, zeros(8)), "fragment-follows", "dns"},
        {30, kIn, fragment(7, 32, false, zeros(8)), "fragment"}}},
      {"fragments of an established flow",
       "base",
       {{0, kIn, go(udp(50000, 53), kUdp), "rule", "dns"},
        {1, kIn, fragment(8, 0, true, first), "established", "dns"},
        {1, kIn, fragment(8, 24, false, zeros(8)), "fragment-follows", "dns"}}},
      one("fragments into a zone that takes none", kIn,
          v4(kStranger, {.src = kHost, .dst = "10.5.0.5", .protocol = kUdp, .fragment = 0x2000},
             first),
          "fragment"),
      one("fragments out of a zone that takes none", kTrunk,
          v4(kStranger,
             {.src = "10.5.0.5", .dst = "10.3.0.33", .protocol = kUdp, .fragment = 0x2000},
             udp(1500, 2000)),
          "fragment"),
      one("fragments out of a mynumber zone", kMn,
          v4(kMnPc, {.src = "10.1.0.11", .dst = "10.2.0.12", .protocol = kTcp, .fragment = 0x2000},
             tcp(50000, 443, kSyn)),
          "fragment"),
      one("a fragment to an address of no zone", kIn,
          v4(kStranger, {.src = kHost, .dst = "224.0.0.9", .protocol = kUdp, .fragment = 0x2000},
             first),
          "unknown-destination"),
      {"IPv6 fragments",
       "base",
       {{0, kIn, fragment6(9, 0, true, first), "rule", "dns"},
        {0, kIn, fragment6(9, 24, false, zeros(8)), "fragment-follows", "dns"},
        {0, kIn, fragment6(9, 16, false, zeros(8)), "fragment"},
        {0, kIn, fragment6(10, 24, false, zeros(8)), "fragment"}}},
      {"room for one first fragment",
       "tiny",
       {{0, kIn, fragment(1, 0, true, first), "rule", "dns"},
        {1, kIn, fragment(2, 0, true, first), "fragment"},
        {1, kIn, fragment(1, 0, true, first), "established", "dns"},
        {31, kIn, fragment(2, 0, true, udp(50000, 54, zeros(8))), "default-deny"},
        {31, kIn, fragment(3, 0, true, first), "rule", "dns"}}},
      one("bad TCP flags in a first fragment", kIn,
          v4(kStranger, {.src = kHost, .dst = kServer, .protocol = kTcp, .fragment = 0x2000},
             tcp(1, 443, 0)),
          "bad-tcp-flags"),
      one("a first fragment that is an ACK without a flow", kIn,
          v4(kStranger, {.src = kHost, .dst = kServer, .protocol = kTcp, .fragment = 0x2000},
             tcp(1, 443, kAck, zeros(4))),
          "no-state"),
  };
}

std::vector<PacketCase> tcp_cases() {
  const Step syn{0, kIn, go_tcp(kSyn), "rule", "web"};
  const Step syn_ack{1, kTrunk, come_tcp(kSyn | kAck), "established", "web"};
  const Step ack{2, kIn, go_tcp(kAck), "established", "web"};
  return {
      {"a TCP connection",
       "base",
       {syn,
        syn_ack,
        ack,
        {3, kIn, go_tcp(kAck | kPsh), "established", "web"},
        {4, kTrunk, come_tcp(kAck), "established", "web"},
        {5, kIn, go_tcp(kFin | kAck), "established", "web"},
        {6, kTrunk, come_tcp(kFin | kAck), "established", "web"},
        {7, kIn, go_tcp(kAck), "established", "web"}}},
      {"a SYN again is of the same flow",
       "base",
       {syn, {1, kIn, go_tcp(kSyn), "established", "web"}}},
      {"opening runs out",
       "base",
       {syn,
        {29.999, kIn, go_tcp(kSyn), "established", "web"},
        {59.999, kTrunk, come_tcp(kSyn | kAck), "default-deny"}}},
      {"established lives an hour",
       "base",
       {syn,
        syn_ack,
        {3600.999, kIn, go_tcp(kAck), "established", "web"},
        {7200.999, kIn, go_tcp(kAck), "no-state"}}},
      {"closing lives a minute, each packet renews it",
       "base",
       {syn,
        syn_ack,
        ack,
        {10, kTrunk, come_tcp(kFin | kAck), "established", "web"},
        {69, kIn, go_tcp(kAck), "established", "web"},
        {128, kTrunk, come_tcp(kAck), "established", "web"},
        {188, kIn, go_tcp(kAck), "no-state"}}},
      {"a reset begins closing, either way",
       "base",
       {syn,
        syn_ack,
        {2, kTrunk, come_tcp(kRst | kAck), "established", "web"},
        {61.9, kIn, go_tcp(kAck), "established", "web"},
        {122, kIn, go_tcp(kAck), "no-state"}}},
      {"the other side opens no connection in a flow's reverse",
       "base",
       {syn,
        {1, kTrunk, come_tcp(kSyn), "no-state"},
        {2, kTrunk, come_tcp(kAck), "established", "web"}}},
      {"a bare SYN in closing is a new connection",
       "base",
       {syn,
        syn_ack,
        {2, kIn, go_tcp(kFin | kAck), "established", "web"},
        {3, kIn, go_tcp(kSyn), "rule", "web"},
        {4, kTrunk, come_tcp(kSyn | kAck), "established", "web"},
        {600, kIn, go_tcp(kAck), "established", "web"}}},
      {"a bare SYN in an open connection is of it",
       "base",
       {syn, syn_ack, {2, kIn, go_tcp(kSyn), "established", "web"}}},
      {"another source port is another flow",
       "base",
       {syn, {1, kIn, go_tcp(kAck, 50001), "no-state"}}},
      {"a reply from another port",
       "base",
       {syn, {1, kTrunk, come(tcp(444, 50000, kSyn | kAck)), "default-deny"}}},
      {"a reply over another zone's line",
       "base",
       {syn,
        {1, kIn,
         v4(kDmSrv, {.src = kServer, .dst = kHost, .protocol = kTcp}, tcp(443, 50000, kSyn | kAck)),
         "spoofed-source"}}},
      {"a reply with another MAC",
       "base",
       {syn,
        {1, kTrunk,
         v4(kStranger, {.src = kServer, .dst = kHost, .protocol = kTcp},
            tcp(443, 50000, kSyn | kAck), 10),
         "mac-ip-mismatch"}}},
      {"TCP over IPv6",
       "base",
       {{0, kIn,
         v6(kStranger, {.src = "2001:db8:3::20", .dst = "2001:db8:4::14", .next = kTcp},
            tcp(50000, 443, kSyn)),
         "rule", "web"},
        {1, kTrunk,
         v6(kDmSrv, {.src = "2001:db8:4::14", .dst = "2001:db8:3::20", .next = kTcp},
            tcp(443, 50000, kSyn | kAck), 10),
         "established", "web"}}},
      {"the table is full",
       "tiny",
       {{0, kIn, go_tcp(kSyn, 1), "rule", "web"},
        {0, kIn, go_tcp(kSyn, 2), "rule", "web"},
        {0, kIn, go_tcp(kSyn, 3), "flow-table-full"},
        {0, kIn, go_tcp(kSyn, 1), "established", "web"},
        {0, kTrunk, come(tcp(1, 25, kSyn), kTcp, "198.51.100.9"), "rule", "outside"},
        {0, kTrunk, come(tcp(2, 25, kSyn), kTcp, "198.51.100.9"), "flow-table-full"},
        {0, kIn, go(echo(8, 1), kIcmp), "flow-table-full"},
        {31, kIn, go_tcp(kSyn, 3), "rule", "web"}}},
  };
}

std::vector<PacketCase> other_flow_cases() {
  return {
      {"UDP and its reply",
       "base",
       {{0, kIn, go(udp(50000, 53), kUdp), "rule", "dns"},
        {1, kTrunk, come(udp(53, 50000), kUdp), "established", "dns"},
        {181, kTrunk, come(udp(53, 50000), kUdp), "default-deny"}}},
      {"UDP without a reply runs out sooner",
       "base",
       {{0, kIn, go(udp(50000, 53), kUdp), "rule", "dns"},
        {30, kTrunk, come(udp(53, 50000), kUdp), "default-deny"}}},
      {"UDP that was replied to lives longer",
       "base",
       {{0, kIn, go(udp(50000, 53), kUdp), "rule", "dns"},
        {1, kTrunk, come(udp(53, 50000), kUdp), "established", "dns"},
        {180.9, kIn, go(udp(50000, 53), kUdp), "established", "dns"}}},
      {"ping and its reply",
       "base",
       {{0, kIn, go(echo(8, 77), kIcmp), "rule", "ping"},
        {1, kTrunk, come(echo(0, 77), kIcmp), "established", "ping"},
        {2, kIn, go(echo(8, 77), kIcmp), "established", "ping"}}},
      {"a reply to another ping",
       "base",
       {{0, kIn, go(echo(8, 77), kIcmp), "rule", "ping"},
        {1, kTrunk, come(echo(0, 78), kIcmp), "default-deny"}}},
      {"a request is no reply",
       "base",
       {{0, kIn, go(echo(8, 77), kIcmp), "rule", "ping"},
        {1, kTrunk, come(echo(8, 77), kIcmp), "default-deny"}}},
      {"ping over IPv6",
       "base",
       {{0, kIn,
         v6(kStranger, {.src = "2001:db8:3::20", .dst = "2001:db8:4::14", .next = kIcmp6},
            echo(128, 9)),
         "rule", "ping"},
        {1, kTrunk,
         v6(kDmSrv, {.src = "2001:db8:4::14", .dst = "2001:db8:3::20", .next = kIcmp6},
            echo(129, 9), 10),
         "established", "ping"}}},
      one("an echo reply out of nowhere", kIn, go(echo(0, 77), kIcmp), "default-deny"),
      {"GRE and its reverse",
       "base",
       {{0, kIn, go(zeros(8), kGre, kHost, "10.4.0.130"), "rule", "gre"},
        {1, kTrunk,
         v4(kDmRouter, {.src = "10.4.0.130", .dst = kHost, .protocol = kGre}, zeros(8), 10),
         "established", "gre"},
        {61, kIn, go(zeros(8), kGre, kHost, "10.4.0.130"), "rule", "gre"}}},
      {"SCTP and its reply",
       "base",
       {{0, kIn, go(sctp(40000, 5000), kSctp), "rule", "sctp"},
        {1, kTrunk, come(sctp(5000, 40000), kSctp), "established", "sctp"}}},
      {"other ICMP types are judged each time",
       "base",
       {{0, kIn,
         v4(kStranger, {.src = "10.3.0.30", .dst = kServer, .protocol = kIcmp},
            icmp(3, 1, zeros(4))),
         "rule", "unreach"},
        {0, kIn,
         v4(kStranger, {.src = "10.3.0.30", .dst = kServer, .protocol = kIcmp},
            icmp(3, 1, zeros(4))),
         "rule", "unreach"}}},
  };
}

Bytes quoted(const Ipv4& header, const Bytes& transport) {
  return zeros(4) + ipv4(header, transport);
}
const Ipv4 kAsked{.src = kHost, .dst = kServer, .protocol = kTcp};
const Ipv4 kAnswered{.src = kServer, .dst = kHost, .protocol = kTcp};

std::vector<PacketCase> error_cases() {
  const Step syn{0, kIn, go_tcp(kSyn), "rule", "web"};
  const Bytes about_syn = quoted(kAsked, cut(tcp(50000, 443, kSyn), 8));
  const auto unreachable = [](const Bytes& quote) { return come(icmp(3, 3, quote), kIcmp); };
  const auto case_of = [&](const char* why, Bytes frame, const char* reason,
                           const char* rule = "") {
    return PacketCase{why, "base", {syn, {1, kTrunk, std::move(frame), reason, rule}}};
  };
  Ipv4 later = kAsked;
  later.fragment = 3;
  Ipv4 broken = kAsked;
  broken.wrong_checksum = true;
  broken.total_length = 9999;
  broken.options = {131, 99, 4, 0};
  return {
      case_of("an error about a flow's packet", unreachable(about_syn), "related", "web"),
      case_of("source quench, time exceeded, parameter problem",
              come(icmp(12, 0, about_syn), kIcmp), "related", "web"),
      case_of("time exceeded", come(icmp(11, 0, about_syn), kIcmp), "related", "web"),
      case_of("ICMP redirect is no error of these", come(icmp(5, 0, about_syn), kIcmp),
              "default-deny"),
      case_of("an error about a packet of no flow",
              unreachable(quoted(kAsked, cut(tcp(50001, 443, kSyn), 8))), "default-deny"),
      case_of("an error whose quote has seven bytes behind its header",
              unreachable(quoted(kAsked, cut(tcp(50000, 443, kSyn), 7))), "default-deny"),
      case_of("an error that quotes a later fragment",
              unreachable(quoted(later, cut(tcp(50000, 443, kSyn), 8))), "default-deny"),
      case_of("a quote's options, checksum and length are not judged",
              unreachable(quoted(broken, cut(tcp(50000, 443, kSyn), 8))), "related", "web"),
      case_of("an error to another than the quoted source",
              v4(kDmSrv, {.src = kServer, .dst = "10.3.0.21", .protocol = kIcmp},
                 icmp(3, 3, about_syn), 10),
              "default-deny"),
      case_of("an error from a router on the way",
              v4(kDmRouter, {.src = "10.4.0.254", .dst = kHost, .protocol = kIcmp},
                 icmp(3, 1, about_syn), 10),
              "related", "web"),
      {"an error from another zone than the quoted destination's",
       "base",
       {syn,
        {1, kIn, go(icmp(3, 3, about_syn), kIcmp, "10.3.0.254", kHost), "mac-ip-mismatch"},
        {1, kIn,
         v4(kInRouter, {.src = "10.3.0.254", .dst = kHost, .protocol = kIcmp},
            icmp(3, 3, about_syn)),
         "default-deny"}}},
      {"an error about a packet of the reverse direction",
       "base",
       {syn,
        {1, kTrunk, come_tcp(kSyn | kAck), "established", "web"},
        {2, kIn, go(icmp(3, 3, quoted(kAnswered, cut(tcp(443, 50000, kAck), 8))), kIcmp), "related",
         "web"}}},
      {"an error about a ping",
       "base",
       {{0, kIn, go(echo(8, 77), kIcmp), "rule", "ping"},
        {1, kTrunk,
         come(icmp(3, 1, quoted({.src = kHost, .dst = kServer, .protocol = kIcmp}, echo(8, 77))),
              kIcmp),
         "related", "ping"},
        {1, kTrunk,
         come(icmp(3, 1, quoted({.src = kHost, .dst = kServer, .protocol = kIcmp}, echo(8, 78))),
              kIcmp),
         "default-deny"}}},
      {"an error renews no timer",
       "base",
       {syn,
        {20, kTrunk, unreachable(about_syn), "related", "web"},
        {30, kTrunk, unreachable(about_syn), "default-deny"}}},
      {"packet too big over IPv6",
       "base",
       {{0, kIn,
         v6(kStranger, {.src = "2001:db8:3::20", .dst = "2001:db8:4::14", .next = kTcp},
            tcp(50000, 443, kSyn)),
         "rule", "web"},
        {1, kTrunk,
         v6(kDmSrv, {.src = "2001:db8:4::14", .dst = "2001:db8:3::20", .next = kIcmp6},
            icmp(2, 0,
                 zeros(4) + ipv6({.src = "2001:db8:3::20", .dst = "2001:db8:4::14", .next = kTcp},
                                 tcp(50000, 443, kSyn))),
            10),
         "related", "web"},
        {1, kTrunk,
         v6(kDmSrv, {.src = "2001:db8:4::14", .dst = "2001:db8:3::20", .next = kIcmp6},
            icmp(2, 0,
                 zeros(4) + ipv6({.src = "2001:db8:3::20", .dst = "2001:db8:4::14", .next = 60},
                                 extension(kTcp, zeros(6), tcp(50000, 443, kSyn)))),
            10),
         "default-deny"}}},
  };
}

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

std::vector<PacketCase> rule_cases() {
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

std::vector<PacketCase> flow_cases() {
  std::vector<PacketCase> cases = block_and_flag_cases();
  for (auto more : {fragment_cases(), tcp_cases(), other_flow_cases(), error_cases(),
                    gateway_cases(), rule_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

}  // namespace sekisho::test

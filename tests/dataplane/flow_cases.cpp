// Steps 7, 8, 10 and 13: blocks, TCP flags, flows.
#include "flow_frames.h"

namespace sekisho::test {

namespace {

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

}  // namespace

std::vector<PacketCase> flow_cases() {
  std::vector<PacketCase> cases = block_and_flag_cases();
  for (auto more : {tcp_cases(), other_flow_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

}  // namespace sekisho::test

// Step 10: ICMP errors about a packet of a flow, and those about none.
#include "flow_frames.h"

namespace sekisho::test {

namespace {

const Ipv4 kAsked{.src = kHost, .dst = kServer, .protocol = kTcp};
const Ipv4 kAnswered{.src = kServer, .dst = kHost, .protocol = kTcp};

}  // namespace

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

}  // namespace sekisho::test

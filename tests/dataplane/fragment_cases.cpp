// Step 9: fragments, of which only the first says where it goes.
#include "flow_frames.h"

namespace sekisho::test {

namespace {

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

}  // namespace

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

}  // namespace sekisho::test

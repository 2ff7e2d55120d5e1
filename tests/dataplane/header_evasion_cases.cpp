// The known evasions by what an IP packet is cut into or begins with: fragments and chains of
// headers, by name and source.
#include "evasion_frames.h"

namespace sekisho::test {

namespace {

std::vector<PacketCase> ipv4_fragment_cases() {
  const Bytes first = tcp(50000, 443, kSyn, zeros(12));  // 32 bytes
  const Bytes datagram = udp(50000, 53, zeros(16));      // 24 bytes
  return {
      one("tiny fragment: 8 bytes of TCP, the flags in the next (RFC 1858 3)", kIn,
          to_server(cut(kSynPacket, 8), kTcp, kMore), "malformed"),
      one("tiny fragment: TCP cut before its flags (RFC 1858 3)", kIn,
          to_server(cut(kSynPacket, 16), kTcp, kMore), "malformed"),
      {"the rest of a tiny fragment, at offset 8 (RFC 1858 3.2)",
       "base",
       {{0, kIn, to_server(cut(kSynPacket, 8), kTcp, kMore), "malformed"},
        {0, kIn, to_server(zeros(16), kTcp, 1), "fragment"}}},
      {"overlap: a fragment at offset 8 rewrites the flags (RFC 1858 4)",
       "base",
       {{0, kIn, to_server(first, kTcp, kMore), "rule", "web"},
        {0, kIn, to_server(zeros(16), kTcp, kMore | 1), "fragment"}}},
      {"overlap by eight bytes (RFC 3128, RFC 1858 4)",
       "base",
       {{0, kIn, to_server(first, kTcp, kMore), "rule", "web"},
        {0, kIn, to_server(zeros(16), kTcp, 3), "fragment"},
        {0, kIn, to_server(zeros(16), kTcp, 4), "fragment-follows", "web"}}},
      {"tiny fragment variant: two zero-offset fragments, the second replaces the first (RFC 3128)",
       "base",
       {{0, kIn, to_server(first, kTcp, kMore), "rule", "web"},
        {0, kIn, to_server(tcp(50000, 22, kSyn, zeros(12)), kTcp, kMore), "default-deny"},
        {0, kIn, to_server(zeros(16), kTcp, 4), "fragment-follows", "web"}}},
      one("a later fragment without its first (Rose attack)", kIn, to_server(zeros(8), kTcp, 8000),
          "fragment"),
      {"the last fragment before the first",
       "base",
       {{0, kIn, to_server(zeros(8), kUdp, 3), "fragment"},
        {0, kIn, to_server(datagram, kUdp, kMore), "rule", "dns"},
        {0, kIn, to_server(zeros(8), kUdp, 3), "fragment-follows", "dns"}}},
      {"teardrop: the second inside the first (CERT CA-1997-28)",
       "base",
       {{0, kIn, to_server(datagram, kUdp, kMore), "rule", "dns"},
        {0, kIn, to_server(zeros(4), kUdp, 1), "fragment"}}},
      {"a fragment of the same identification between other hosts",
       "base",
       {{0, kIn, to_server(datagram, kUdp, kMore), "rule", "dns"},
        {0, kIn,
         v4(kStranger,
            {.src = "10.3.0.21", .dst = kServer, .protocol = kUdp, .id = 7, .fragment = 3},
            zeros(8)),
         "fragment"}}},
      one("don't-fragment and more-fragments together are a first fragment", kIn,
          to_server(datagram, kUdp, kMore | 0x4000), "rule", "dns"),
      one("the reserved flag alone makes no fragment (RFC 3514)", kIn,
          to_server(kSynPacket, kTcp, 0x8000), "rule", "web"),
      one("ICMPv6 in a later IPv4 fragment", kIn, to_server(zeros(8), kIcmp6, 3), "malformed"),
  };
}

// An IPv6 fragment with `before` in front of its fragment header.
Bytes fragmented6(std::uint8_t next, std::uint16_t offset, bool more, const Bytes& payload,
                  std::uint32_t id = 9) {
  return to_server6(kFragmentHeader, fragment_header(next, offset, more, id, payload));
}

std::vector<PacketCase> ipv6_fragment_cases() {
  const Bytes first = tcp(50000, 443, kSyn, zeros(12));
  return {
      {"overlapping IPv6 fragments (RFC 5722)",
       "base",
       {{0, kIn, fragmented6(kTcp, 0, true, first), "rule", "web"},
        {0, kIn, fragmented6(kTcp, 24, false, zeros(8)), "fragment"},
        {0, kIn, fragmented6(kTcp, 32, false, zeros(8)), "fragment-follows", "web"}}},
      one("an atomic fragment is a whole packet (RFC 6946)", kIn,
          fragmented6(kTcp, 0, false, kSynPacket), "rule", "web"),
      {"an atomic fragment does not vouch for fragments of its identification (RFC 6946)",
       "base",
       {{0, kIn, fragmented6(kTcp, 0, false, first), "rule", "web"},
        {0, kIn, fragmented6(kTcp, 32, false, zeros(8)), "fragment"}}},
      one("the header chain ends in the next fragment (RFC 7112)", kIn,
          fragmented6(kOptions, 0, true, extension(kTcp, zeros(6), {})), "malformed"),
      one("an extension header cut by the fragment (RFC 7112)", kIn,
          fragmented6(kOptions, 0, true, Bytes{kTcp, 3} + zeros(14)), "malformed"),
      one("a TCP header cut by the fragment (RFC 7112)", kIn,
          fragmented6(kTcp, 0, true, cut(kSynPacket, 16)), "malformed"),
      one("a TCP header whose options are in the next fragment (RFC 7112)", kIn,
          fragmented6(kTcp, 0, true, cut(tcp(50000, 443, kSyn, zeros(20), 10), 24)), "malformed"),
      one("two fragment headers (RFC 7112, RFC 8200 4.1)", kIn,
          fragmented6(kFragmentHeader, 0, false, fragment_header(kTcp, 0, false, 10, kSynPacket)),
          "malformed"),
      one("destination options in a first fragment, the chain whole", kIn,
          fragmented6(kOptions, 0, true, extension(kTcp, zeros(6), first)), "rule", "web"),
      one("a hop-by-hop header behind a fragment header", kIn,
          fragmented6(kHopByHop, 0, false, extension(kTcp, zeros(6), kSynPacket)), "rule", "web"),
      one("ICMP in a later IPv6 fragment", kIn, fragmented6(kIcmp, 32, false, zeros(8)),
          "malformed"),
      one("a fragment header cut short", kIn, to_server6(kFragmentHeader, Bytes{kTcp, 0, 0, 0}),
          "malformed"),
  };
}

Bytes routing_header(std::uint8_t type, std::uint8_t left, std::uint8_t next,
                     const Bytes& payload) {
  return extension(next, Bytes{type, left} + zeros(4), payload);
}

Bytes chain_of(int headers, const Bytes& payload) {
  Bytes packet = payload;
  for (int i = 0; i < headers; ++i) packet = extension(i == 0 ? kTcp : kOptions, zeros(6), packet);
  return packet;
}

std::vector<PacketCase> header_chain_cases() {
  Bytes auth = Bytes{kTcp, 4} + zeros(22);
  return {
      one("routing header 0 (RFC 5095)", kIn,
          to_server6(kRouting, routing_header(0, 1, kTcp, kSynPacket)), "malformed"),
      one("routing header 0 with nothing left (RFC 5095)", kIn,
          to_server6(kRouting, routing_header(0, 0, kTcp, kSynPacket)), "malformed"),
      one("mobile routing header with a segment left (RFC 6275 6.4)", kIn,
          to_server6(kRouting, routing_header(2, 1, kTcp, kSynPacket)), "malformed"),
      one("segment routing with segments left (RFC 8754)", kIn,
          to_server6(kRouting, routing_header(4, 2, kTcp, kSynPacket)), "malformed"),
      one("segment routing that has arrived (RFC 8754)", kIn,
          to_server6(kRouting, routing_header(4, 0, kTcp, kSynPacket)), "rule", "web"),
      one("routing header 0 behind destination options (RFC 5095)", kIn,
          to_server6(kOptions,
                     extension(kRouting, zeros(6), routing_header(0, 1, kTcp, kSynPacket))),
          "malformed"),
      one("eight destination options headers", kIn, to_server6(kOptions, chain_of(8, kSynPacket)),
          "rule", "web"),
      one("nine destination options headers (RFC 7045, RFC 9098)", kIn,
          to_server6(kOptions, chain_of(9, kSynPacket)), "malformed"),
      one("an authentication header in front of TCP (RFC 4302)", kIn,
          to_server6(kAuth, auth + kSynPacket), "rule", "web"),
      one("an extension header that ends behind the packet", kIn,
          to_server6(kOptions, Bytes{kTcp, 200} + zeros(30)), "malformed"),
      one("no next header (RFC 8200 4.7)", kIn, to_server6(kNone, zeros(20)), "default-deny"),
      one("ESP hides its content (RFC 4303)", kIn, to_server6(50, zeros(24)), "default-deny"),
      one("6in4 (RFC 4213)", kIn,
          to_server(ipv6({.src = kHost6, .dst = kServer6, .next = kTcp}, kSynPacket), 41),
          "default-deny"),
      one("4in6 (RFC 2473)", kIn,
          to_server6(4, ipv4({.src = kHost, .dst = kServer, .protocol = kTcp}, kSynPacket)),
          "default-deny"),
      one("loose source routing (RFC 7126 4.3)", kIn,
          v4(kStranger,
             {.src = kHost, .dst = kServer, .protocol = kTcp, .options = {131, 7, 4, 10, 1, 0, 11}},
             kSynPacket),
          "malformed"),
      one("strict source routing behind padding (RFC 7126 4.4)", kIn,
          v4(kStranger,
             {.src = kHost,
              .dst = kServer,
              .protocol = kTcp,
              .options = {1, 1, 1, 137, 7, 4, 10, 1, 0, 11}},
             kSynPacket),
          "malformed"),
      one("source routing behind the end of the options is no option", kIn,
          v4(kStranger,
             {.src = kHost,
              .dst = kServer,
              .protocol = kTcp,
              .options = {0, 131, 7, 4, 10, 1, 0, 11}},
             kSynPacket),
          "rule", "web"),
      one("an IPv4 option of length 1", kIn,
          v4(kStranger, {.src = kHost, .dst = kServer, .protocol = kTcp, .options = {7, 1, 0, 0}},
             kSynPacket),
          "malformed"),
  };
}

}  // namespace

std::vector<PacketCase> header_evasion_cases() {
  std::vector<PacketCase> cases = ipv4_fragment_cases();
  for (const auto& more : {ipv6_fragment_cases(), header_chain_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

}  // namespace sekisho::test

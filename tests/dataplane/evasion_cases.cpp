// The known evasions of packet filters, by name and source: each is what an attacker sends to get a
// packet past a filter, or past the eyes of whoever watches it.
#include "packet_case.h"

namespace sekisho::test {

namespace {

constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kFragmentHeader = 44, kAuth = 51, kNone = 59,
                       kOptions = 60;

Bytes to_server(const Bytes& payload, std::uint8_t protocol = kTcp, std::uint16_t fragment = 0,
                std::uint16_t id = 7) {
  return v4(kStranger,
            {.src = kHost, .dst = kServer, .protocol = protocol, .id = id, .fragment = fragment},
            payload);
}
Bytes from_server(const Bytes& payload, std::uint8_t protocol) {
  return v4(kDmSrv, {.src = kServer, .dst = kHost, .protocol = protocol}, payload, 10);
}

constexpr std::uint16_t kMore = 0x2000;

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

Bytes discovery(const char* mac, const char* src, const char* dst, std::uint8_t next,
                const Bytes& payload) {
  return v6(mac, {.src = src, .dst = dst, .next = next, .hop_limit = 255}, payload);
}

std::vector<PacketCase> neighbour_cases() {
  const Bytes advertisement = icmp(134, 0, zeros(12));
  const Bytes solicitation = neighbour(135, "2001:db8:3::13");
  return {
      one("router advertisement from a host (RFC 6104)", kIn,
          discovery(kInWeb, "fe80::13", "ff02::1", kIcmp6, advertisement), "rogue-ra"),
      one("router advertisement from a stranger (RFC 6104)", kIn,
          discovery(kStranger, "fe80::66", "ff02::1", kIcmp6, advertisement), "rogue-ra"),
      one("router advertisement from the registered router (RFC 6105)", kIn,
          discovery(kInRouter, "fe80::1", "ff02::1", kIcmp6, advertisement), "link-control"),
      one("RA guard evasion: behind destination options (RFC 7113 2.1)", kIn,
          discovery(kStranger, "fe80::66", "ff02::1", kOptions,
                    extension(kIcmp6, zeros(6), advertisement)),
          "rogue-ra"),
      one("RA guard evasion: behind a hop-by-hop header (RFC 7113 2.1)", kIn,
          discovery(kStranger, "fe80::66", "ff02::1", kHopByHop,
                    extension(kIcmp6, zeros(6), advertisement)),
          "rogue-ra"),
      one("RA guard evasion: in a first fragment (RFC 7113 2.2, RFC 6980)", kIn,
          discovery(kStranger, "fe80::66", "ff02::1", kFragmentHeader,
                    fragment_header(kIcmp6, 0, true, 5, advertisement)),
          "fragment"),
      one("RA guard evasion: the type in a second fragment (RFC 7113 2.2)", kIn,
          discovery(kStranger, "fe80::66", "ff02::1", kFragmentHeader,
                    fragment_header(kOptions, 0, true, 5, extension(kIcmp6, zeros(6), {}))),
          "malformed"),
      one("fragmented neighbour solicitation, from whom it may come (RFC 6980)", kIn,
          discovery(kInWeb, "2001:db8:3::13", "ff02::1", kFragmentHeader,
                    fragment_header(kIcmp6, 0, true, 6, solicitation)),
          "fragment"),
      one("redirect (RFC 4861 8, RFC 6980)", kIn,
          discovery(kInRouter, "fe80::1", "2001:db8:3::20", kIcmp6, icmp(137, 0, zeros(36))),
          "rogue-ra"),
      one("neighbour advertisement for the gateway (RFC 3756 4.1.1)", kIn,
          discovery(kStranger, "fe80::66", "ff02::1", kIcmp6, neighbour(136, "2001:db8:3::1")),
          "arp-spoof"),
      one("neighbour advertisement for a device, from a stranger (RFC 3756 4.1.1)", kIn,
          discovery(kStranger, "fe80::66", "ff02::1", kIcmp6, neighbour(136, "2001:db8:3::13")),
          "arp-spoof"),
      one("neighbour advertisement routed from afar: hop limit 254 (RFC 4861 7.1.2)", kIn,
          v6(kStranger, {.src = kHost6, .dst = kServer6, .next = kIcmp6, .hop_limit = 254},
             neighbour(136, kServer6)),
          "default-deny"),
  };
}

std::vector<PacketCase> link_layer_cases() {
  const Bytes plain =
      ethernet(kDmSrv, kGateway, 0x0800,
               ipv4({.src = kServer, .dst = "198.51.100.9", .protocol = kTcp}, tcp(1, 25, kSyn)));
  const Bytes request = arp(1, kStranger, kHost, "10.3.0.13");
  return {
      one("VLAN hopping: two tags, the native one outside (CVE-2005-1942, IEEE 802.1Q)", kTrunk,
          tag(0x8100, 20, tag(0x8100, 10, plain)), "malformed"),
      one("VLAN hopping: 802.1ad around 802.1Q (IEEE 802.1ad)", kTrunk,
          tag(0x88a8, 10, tag(0x8100, 20, plain)), "malformed"),
      one("VLAN hopping: two priority tags", kTrunk, tag(0x8100, 0, tag(0x8100, 10, plain)),
          "malformed"),
      one("a tag of another zone (VLAN hopping by a host)", kTrunk, tag(0x8100, 20, plain),
          "spoofed-source"),
      one("LLC/SNAP in front of IP (CVE-2021-27862)", kIn,
          ethernet(kStranger, kGateway, 0x0030, Bytes{0xaa, 0xaa, 3, 0, 0, 0, 8, 0} + zeros(40)),
          "non-ip"),
      one("LLC/SNAP behind a priority tag (CVE-2021-27854)", kIn,
          tag(0x8100, 0, ethernet(kStranger, kGateway, 0x0030, Bytes{0xaa, 0xaa, 3} + zeros(45))),
          "non-ip"),
      one("ARP with another sender than the frame's (ARP spoofing)", kIn,
          ethernet(kStranger, "ff:ff:ff:ff:ff:ff", 0x0806, arp(2, kInWeb, "10.3.0.13", kHost)),
          "arp-spoof"),
      one("ARP for the gateway's address (ARP poisoning)", kIn,
          ethernet(kStranger, "ff:ff:ff:ff:ff:ff", 0x0806, arp(2, kStranger, "10.3.0.1", kHost)),
          "arp-spoof"),
      one("gratuitous ARP for a device's address (RFC 5227)", kIn,
          ethernet(kStranger, "ff:ff:ff:ff:ff:ff", 0x0806,
                   arp(1, kStranger, "10.3.0.13", "10.3.0.13")),
          "arp-spoof"),
      one("ARP over another hardware type", kIn,
          ethernet(kStranger, "ff:ff:ff:ff:ff:ff", 0x0806,
                   Bytes{0, 6} + Bytes(request.begin() + 2, request.end())),
          "malformed"),
      one("inverse ARP (RFC 2390)", kIn,
          ethernet(kStranger, "ff:ff:ff:ff:ff:ff", 0x0806, arp(8, kStranger, kHost, "10.3.0.13")),
          "malformed"),
  };
}

std::vector<PacketCase> address_and_flag_cases() {
  const auto from = [](const char* source) {
    return v4(kStranger, {.src = source, .dst = kServer, .protocol = kTcp}, kSynPacket);
  };
  const auto flags = [](std::uint8_t bits) { return to_server(tcp(50000, 443, bits)); };
  return {
      one("land (CVE-1999-0016)", kTrunk,
          v4(kDmSrv, {.src = kServer, .dst = kServer, .protocol = kTcp}, tcp(443, 443, kSyn), 10),
          "default-deny"),
      one("martian: this network (RFC 1122 3.2.1.3)", kIn, from("0.0.0.1"), "spoofed-source"),
      one("martian: loopback (RFC 6890)", kIn, from("127.8.8.8"), "spoofed-source"),
      one("martian: multicast source (RFC 1122 3.2.1.3)", kIn, from("239.1.1.1"), "spoofed-source"),
      one("martian: limited broadcast (RFC 6890)", kIn, from("255.255.255.255"), "spoofed-source"),
      one("an inside address from outside (RFC 2827)", kIn, from("10.2.0.12"), "spoofed-source"),
      one("to the loopback address (RFC 1122)", kIn,
          v4(kStranger, {.src = kHost, .dst = "127.0.0.1", .protocol = kTcp}, kSynPacket),
          "unknown-destination"),
      one("smurf: echo to a broadcast address (CERT CA-1998-01)", kIn,
          v4(kStranger, {.src = kHost, .dst = "255.255.255.255", .protocol = kIcmp}, echo(8, 1)),
          "unknown-destination"),
      one("NULL scan (nmap -sN)", kIn, flags(0), "bad-tcp-flags"),
      one("XMAS scan (nmap -sX)", kIn, flags(kFin | kPsh | kUrg), "bad-tcp-flags"),
      one("FIN probe (nmap -sF)", kIn, flags(kFin), "bad-tcp-flags"),
      one("Maimon scan (nmap -sM)", kIn, flags(kFin | kAck), "no-state"),
      one("window scan (nmap -sW)", kIn, flags(kAck), "no-state"),
      one("SYN with FIN (Phrack 51-11)", kIn, flags(kSyn | kFin), "bad-tcp-flags"),
      one("SYN with RST (Phrack 51-11)", kIn, flags(kSyn | kRst), "bad-tcp-flags"),
      one("port 0 (winnuke of its day)", kIn, to_server(tcp(0, 0, kSyn)), "default-deny"),
      one("data in a SYN (T/TCP, RFC 7413)", kIn, to_server(tcp(50000, 443, kSyn, zeros(64))),
          "rule", "web"),
  };
}

Bytes quote_of(const char* src, const char* dst, std::uint8_t protocol, const Bytes& payload) {
  return zeros(4) + ipv4({.src = src, .dst = dst, .protocol = protocol}, payload);
}

// RFC 5927: ICMP attacks against TCP, and what a filter that believes a quote lets in.
std::vector<PacketCase> quote_cases() {
  const Step syn{0, kIn, to_server(kSynPacket), "rule", "web"};
  const Bytes sent = cut(kSynPacket, 8);
  const auto lie = [&](const char* why, Bytes frame, const char* in, const char* reason,
                       const char* rule = "") {
    return PacketCase{why, "base", {syn, {1, in, std::move(frame), reason, rule}}};
  };
  return {
      lie("the truth: port unreachable about the flow (RFC 5927)",
          from_server(icmp(3, 3, quote_of(kHost, kServer, kTcp, sent)), kIcmp), kTrunk, "related",
          "web"),
      lie("quoting lie: ports of no flow (RFC 5927 4)",
          from_server(icmp(3, 3, quote_of(kHost, kServer, kTcp, cut(tcp(50000, 444, kSyn), 8))),
                      kIcmp),
          kTrunk, "default-deny"),
      lie("quoting lie: another protocol (RFC 5927 4)",
          from_server(icmp(3, 3, quote_of(kHost, kServer, kUdp, sent)), kIcmp), kTrunk,
          "default-deny"),
      lie("quoting lie: a flow of someone else's (RFC 5927 4)",
          from_server(icmp(3, 3, quote_of("10.3.0.21", kServer, kTcp, sent)), kIcmp), kTrunk,
          "default-deny"),
      lie("quoting lie: from a zone that the packet never went to (RFC 5927 4)",
          v4(kInRouter, {.src = "198.51.100.1", .dst = kHost, .protocol = kIcmp},
             icmp(3, 3, quote_of(kHost, kServer, kTcp, sent))),
          kIn, "default-deny"),
      lie("quoting lie: an error about an error (RFC 1122 3.2.2)",
          from_server(icmp(3, 3, quote_of(kHost, kServer, kIcmp, icmp(3, 3, zeros(8)))), kIcmp),
          kTrunk, "default-deny"),
      lie("quoting lie: a redirect (RFC 5927, CVE-1999-0265)",
          from_server(icmp(5, 1, quote_of(kHost, kServer, kTcp, sent)), kIcmp), kTrunk,
          "default-deny"),
      lie("quoting lie: a quote cut before its ports",
          from_server(icmp(3, 3, cut(quote_of(kHost, kServer, kTcp, sent), 26)), kIcmp), kTrunk,
          "default-deny"),
      lie("quoting lie: the header length of the quote reaches behind the packet",
          from_server(
              icmp(3, 3,
                   zeros(4) +
                       ipv4({.src = kHost, .dst = kServer, .protocol = kTcp, .ihl = 15}, sent)),
              kIcmp),
          kTrunk, "default-deny"),
      lie("quoting lie: IPv6 in an ICMP error",
          from_server(
              icmp(3, 3, zeros(4) + ipv6({.src = kHost6, .dst = kServer6, .next = kTcp}, sent)),
              kIcmp),
          kTrunk, "default-deny"),
  };
}

// A whole good packet, cut at every length. No driver hands over less than an Ethernet header, and
// BPF_PROG_TEST_RUN takes none; the fuzzers try those in userland.
std::vector<PacketCase> truncated_cases() {
  static std::vector<std::string> names;  // rows keep pointers to their names
  std::vector<PacketCase> cases;
  const Bytes v4_frame = to_server(kSynPacket), v6_frame = to_server6(kTcp, kSynPacket);
  const Bytes tagged =
      tag(0x8100, 10,
          v4(kDmSrv, {.src = kServer, .dst = "198.51.100.9", .protocol = kTcp}, tcp(1, 25, kSyn)));
  names.reserve(v4_frame.size() + v6_frame.size() + tagged.size());
  const auto cut_everywhere = [&](const char* what, const char* in, const Bytes& frame) {
    for (std::size_t size = 14; size < frame.size(); ++size) {
      names.push_back(std::string(what) + " cut at " + std::to_string(size));
      cases.push_back(one(names.back().c_str(), in, cut(frame, size), "malformed"));
    }
  };
  cut_everywhere("TCP over IPv4", kIn, v4_frame);
  cut_everywhere("TCP over IPv6", kIn, v6_frame);
  cut_everywhere("TCP over IPv4 behind a tag", kTrunk, tagged);
  return cases;
}

}  // namespace

std::vector<PacketCase> evasion_cases() {
  std::vector<PacketCase> cases = ipv4_fragment_cases();
  for (const auto& more :
       {ipv6_fragment_cases(), header_chain_cases(), neighbour_cases(), link_layer_cases(),
        address_and_flag_cases(), quote_cases(), truncated_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

}  // namespace sekisho::test

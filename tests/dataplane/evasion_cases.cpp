// The known evasions of packet filters, by name and source: each is what an attacker sends to get a
// packet past a filter, or past the eyes of whoever watches it.
#include "evasion_frames.h"

namespace sekisho::test {

namespace {

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
  std::vector<PacketCase> cases = neighbour_cases();
  for (const auto& more :
       {link_layer_cases(), address_and_flag_cases(), quote_cases(), truncated_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

}  // namespace sekisho::test

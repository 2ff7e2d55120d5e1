// Steps 1 to 3: what cannot be parsed, what is not IP, where it came in.
#include "packet_case.h"

namespace sekisho::test {

namespace {

constexpr std::uint8_t kTcp = 6, kUdp = 17, kIcmp = 1, kIcmp6 = 58, kSctp = 132;
const char* const kHost = "10.3.0.20";
const char* const kServer = "10.4.0.14";
const char* const kHost6 = "2001:db8:3::20";
const char* const kServer6 = "2001:db8:4::14";

Bytes to_server(Ipv4 header, const Bytes& payload) {
  header.src = kHost;
  header.dst = kServer;
  return v4(kStranger, header, payload);
}
Bytes to_server6(std::uint8_t next, const Bytes& payload, int payload_length = -1) {
  return v6(kStranger,
            {.src = kHost6, .dst = kServer6, .next = next, .payload_length = payload_length},
            payload);
}
const Bytes kSynPacket = tcp(50000, 443, kSyn);
const Bytes kRest = zeros(4);

Bytes routing(std::uint8_t type, std::uint8_t segments_left) {
  return Bytes{type, segments_left} + zeros(4);
}
Bytes chain(int headers, std::uint8_t last, const Bytes& payload) {
  Bytes packet = payload;
  for (int i = 0; i < headers; ++i) packet = extension(i == 0 ? last : 60, zeros(6), packet);
  return packet;
}

PacketCase one(const char* why, const char* in, Bytes frame, const char* reason,
               const char* rule = "") {
  return {why, "base", {{0, in, std::move(frame), reason, rule}}};
}

}  // namespace

std::vector<PacketCase> parse_cases() {
  const Bytes good = to_server({.protocol = kTcp}, kSynPacket);
  const Bytes good6 = to_server6(kTcp, kSynPacket);
  return {
      one("a SYN to the web server", kIn, good, "rule", "web"),
      one("the same over IPv6", kIn, good6, "rule", "web"),
      one("padding behind the packet is fine", kIn, good + zeros(6), "rule", "web"),
      one("padding behind an IPv6 packet is fine", kIn, good6 + zeros(60), "rule", "web"),
      one("an Ethernet header and nothing else", kIn, ethernet(kStranger, kGateway, 0x0800, {}),
          "malformed"),
      one("IPX", kIn, ethernet(kStranger, kGateway, 0x8137, zeros(46)), "non-ip"),
      one("a length instead of an ethertype (802.3)", kIn,
          ethernet(kStranger, kGateway, 0x0026, zeros(46)), "non-ip"),
      one("spanning tree", kIn, ethernet(kStranger, "01:80:c2:00:00:00", 0x0027, zeros(39)),
          "non-ip"),
      one("MPLS", kIn, ethernet(kStranger, kGateway, 0x8847, zeros(46)), "non-ip"),
      one("PPPoE", kIn, ethernet(kStranger, kGateway, 0x8864, zeros(46)), "non-ip"),
      one("non-IP behind a tag", kTrunk,
          tag(0x8100, 10, ethernet(kDmSrv, kGateway, 0x88cc, zeros(46))), "non-ip"),
      one("non-IP on an interface of no zone is still non-ip", "elsewhere",
          ethernet(kStranger, kGateway, 0x88cc, zeros(46)), "non-ip"),
      one("a tag cut short", kIn, cut(tag(0x8100, 10, good), 16), "malformed"),
      one("two tags (QinQ)", kTrunk, tag(0x88a8, 10, tag(0x8100, 10, good)), "malformed"),
      one("two tags of 802.1Q (VLAN hopping)", kTrunk, tag(0x8100, 20, tag(0x8100, 10, good)),
          "malformed"),
      one("a priority tag and then another", kTrunk, tag(0x8100, 0, tag(0x8100, 10, good)),
          "malformed"),
      one("TPID 0x9100 is no tag", kTrunk, tag(0x9100, 10, good), "non-ip"),
      one("a priority tag (VID 0) counts as untagged", kIn, tag(0x8100, 0x6000, good), "rule",
          "web"),
      one("a tag that no zone of the port has", kIn, tag(0x8100, 10, good), "no-zone"),
      one("a trunk's tag of no zone", kTrunk, tag(0x8100, 11, good), "no-zone"),
      one("an interface of no zone", "elsewhere", good, "no-zone"),
      one("802.1ad with one tag", kTrunk,
          tag(0x88a8, 10,
              ethernet(kDmSrv, kGateway, 0x0800,
                       ipv4({.src = "10.4.0.14", .dst = "198.51.100.9", .protocol = kTcp},
                            tcp(40000, 25, kSyn)))),
          "rule", "outside"),
      one("priority bits of a tag do not matter", kTrunk,
          tag(0x8100, 0xe00a,
              ethernet(kDmSrv, kGateway, 0x0800,
                       ipv4({.src = "10.4.0.14", .dst = "198.51.100.9", .protocol = kTcp},
                            tcp(40000, 25, kSyn)))),
          "rule", "outside"),

      one("IPv4 header cut short", kIn, cut(good, 14 + 19), "malformed"),
      one("IP version 5", kIn, to_server({.protocol = kTcp, .version = 5}, kSynPacket),
          "malformed"),
      one("IPv6 in an IPv4 ethertype", kIn,
          ethernet(kStranger, kGateway, 0x0800,
                   ipv6({.src = kHost6, .dst = kServer6, .next = kTcp}, kSynPacket)),
          "malformed"),
      one("IHL 4", kIn, to_server({.protocol = kTcp, .ihl = 4}, kSynPacket), "malformed"),
      one("IHL 0", kIn, to_server({.protocol = kTcp, .ihl = 0}, kSynPacket), "malformed"),
      one("total length beyond the frame", kIn,
          to_server({.protocol = kTcp, .total_length = 41}, kSynPacket), "malformed"),
      one("total length below the header", kIn,
          to_server({.protocol = kTcp, .total_length = 19}, kSynPacket), "malformed"),
      one("total length 0 (as offloads leave it)", kIn,
          to_server({.protocol = kTcp, .total_length = 0}, kSynPacket), "malformed"),
      one("wrong header checksum", kIn,
          to_server({.protocol = kTcp, .wrong_checksum = true}, kSynPacket), "malformed"),
      one("options: no-ops and an end", kIn,
          to_server({.protocol = kTcp, .options = {1, 1, 0, 0}}, kSynPacket), "rule", "web"),
      one("options: router alert", kIn,
          to_server({.protocol = kTcp, .options = {148, 4, 0, 0}}, kSynPacket), "rule", "web"),
      one("options: loose source route", kIn,
          to_server({.protocol = kTcp, .options = {131, 7, 4, 10, 3, 0, 9, 0}}, kSynPacket),
          "malformed"),
      one("options: strict source route behind a no-op", kIn,
          to_server({.protocol = kTcp, .options = {1, 137, 7, 4, 10, 3, 0, 9}}, kSynPacket),
          "malformed"),
      one("options: a source route behind the end is not read", kIn,
          to_server({.protocol = kTcp, .options = {0, 131, 7, 4}}, kSynPacket), "rule", "web"),
      one("options: one longer than the header", kIn,
          to_server({.protocol = kTcp, .options = {7, 9, 4, 0}}, kSynPacket), "malformed"),
      one("options: length 1", kIn,
          to_server({.protocol = kTcp, .options = {7, 1, 0, 0}}, kSynPacket), "malformed"),
      one("options: length 0", kIn,
          to_server({.protocol = kTcp, .options = {7, 0, 0, 0}}, kSynPacket), "malformed"),
      one("options: a kind without its length", kIn,
          to_server({.protocol = kTcp, .options = {1, 1, 1, 7}}, kSynPacket), "malformed"),
      one("options: forty bytes of no-ops", kIn,
          to_server({.protocol = kTcp, .options = Bytes(40, 1)}, kSynPacket), "rule", "web"),
      one("options: record route that fills the header", kIn,
          to_server({.protocol = kTcp, .options = Bytes{7, 39, 4} + zeros(36) + Bytes{1}},
                    kSynPacket),
          "rule", "web"),

      one("TCP header cut short", kIn, to_server({.protocol = kTcp}, cut(kSynPacket, 19)),
          "malformed"),
      one("TCP data offset 4", kIn, to_server({.protocol = kTcp}, tcp(50000, 443, kSyn, {}, 4)),
          "malformed"),
      one("TCP data offset beyond the packet", kIn,
          to_server({.protocol = kTcp}, tcp(50000, 443, kSyn, {}, 6)), "malformed"),
      one("TCP header beyond the packet but in the padding", kIn,
          to_server({.protocol = kTcp, .total_length = 39}, kSynPacket), "malformed"),
      one("TCP options", kIn,
          to_server({.protocol = kTcp}, tcp(50000, 443, kSyn, {2, 4, 5, 180}, 6)), "rule", "web"),
      one("UDP length 7", kIn, to_server({}, udp(50000, 53, {}, 7)), "malformed"),
      one("UDP length beyond the packet", kIn, to_server({}, udp(50000, 53, zeros(4), 13)),
          "malformed"),
      one("UDP length short of the packet is fine", kIn,
          to_server({}, udp(50000, 53, zeros(8), 12)), "rule", "dns"),
      one("UDP header cut short", kIn, to_server({}, cut(udp(50000, 53), 7)), "malformed"),
      one("ICMP header cut short", kIn, to_server({.protocol = kIcmp}, cut(echo(8, 7), 7)),
          "malformed"),
      one("SCTP header cut short", kIn, to_server({.protocol = kSctp}, cut(sctp(40000, 5000), 11)),
          "malformed"),
      one("SCTP", kIn, to_server({.protocol = kSctp}, sctp(40000, 5000)), "rule", "sctp"),
      one("ICMPv6 in IPv4", kIn, to_server({.protocol = kIcmp6}, echo(128, 7)), "malformed"),
      one("ICMPv6 in a later fragment of IPv4", kIn,
          to_server({.protocol = kIcmp6, .fragment = 2}, zeros(16)), "malformed"),

      one("IPv6 header cut short", kIn, cut(good6, 14 + 39), "malformed"),
      one("IPv6 version 4", kIn,
          v6(kStranger, {.src = kHost6, .dst = kServer6, .next = kTcp, .version = 4}, kSynPacket),
          "malformed"),
      one("IPv6 payload length beyond the frame", kIn, to_server6(kTcp, kSynPacket, 21),
          "malformed"),
      one("IPv6 payload length 0 with TCP", kIn, to_server6(kTcp, kSynPacket, 0), "malformed"),
      one("ICMP in IPv6", kIn, to_server6(kIcmp, echo(8, 7)), "malformed"),
      one("ICMP in a later fragment of IPv6", kIn,
          to_server6(44, fragment_header(kIcmp, 64, false, 9, zeros(16))), "malformed"),
      one("hop-by-hop and destination options", kIn,
          to_server6(0, extension(60, zeros(6), extension(kTcp, zeros(14), kSynPacket))), "rule",
          "web"),
      one("routing header of type 0 (RFC 5095)", kIn,
          to_server6(43, extension(kTcp, routing(0, 0), kSynPacket)), "malformed"),
      one("routing header with segments left", kIn,
          to_server6(43, extension(kTcp, routing(4, 1), kSynPacket)), "malformed"),
      one("routing header that is used up", kIn,
          to_server6(43, extension(kTcp, routing(4, 0), kSynPacket)), "rule", "web"),
      one("authentication header counts in words of four", kIn,
          to_server6(51, Bytes{kTcp, 4} + zeros(22) + kSynPacket), "rule", "web"),
      one("eight extension headers", kIn, to_server6(60, chain(8, kTcp, kSynPacket)), "rule",
          "web"),
      one("nine extension headers", kIn, to_server6(60, chain(9, kTcp, kSynPacket)), "malformed"),
      one("extension header beyond the packet", kIn,
          to_server6(60, Bytes{kTcp, 9} + zeros(6) + kSynPacket), "malformed"),
      one("extension header cut short", kIn, to_server6(60, Bytes{kTcp, 0, 0, 0}), "malformed"),
      one("two fragment headers", kIn,
          to_server6(
              44, fragment_header(44, 0, false, 9, fragment_header(kTcp, 0, false, 9, kSynPacket))),
          "malformed"),
      one("atomic fragment counts as whole (RFC 6946)", kIn,
          to_server6(44, fragment_header(kTcp, 0, false, 9, kSynPacket)), "rule", "web"),
      one("header chain not in the first fragment (RFC 7112)", kIn,
          to_server6(44, fragment_header(60, 0, true, 9, Bytes{kTcp, 2} + zeros(6))), "malformed"),
      one("first fragment without its whole TCP header (RFC 1858)", kIn,
          to_server({.protocol = kTcp, .fragment = 0x2000}, cut(kSynPacket, 8)), "malformed"),
      one("first fragment of UDP longer than the fragment is fine", kIn,
          to_server({.fragment = 0x2000}, udp(50000, 53, zeros(8), 200)), "rule", "dns"),
      one("no next header (59)", kIn, to_server6(59, {}), "default-deny"),
      one("ESP is a protocol, not an extension header", kIn, to_server6(50, zeros(16)),
          "default-deny"),
      one("IP in IP without a rule", kIn,
          to_server({.protocol = 4},
                    ipv4({.src = kHost, .dst = kServer, .protocol = kTcp}, kSynPacket)),
          "default-deny"),
  };
}

}  // namespace sekisho::test

// The reference against rows spelled by hand from the page: frames that need no memory.
#include "reference_rows.h"

namespace sekisho::test {
namespace {

Bytes dns() {
  return udp(4000, 53);
}
Bytes from_a1(const Bytes& payload, Ipv4 header = {}) {
  header.src = "10.1.0.1";
  header.dst = "10.2.0.1";
  return v4(kA1, header, payload);
}
Bytes with_options(const Bytes& options) {
  return from_a1(dns(), {.options = options});
}
Bytes six(std::uint8_t next, const Bytes& payload, int payload_length = -1) {
  return v6(kB1,
            {.src = "2001:db8:2::1",
             .dst = "2001:db8:9::9",
             .next = next,
             .payload_length = payload_length},
            payload);
}
// `count` destination options headers before a SYN.
Bytes with_extensions(int count) {
  Bytes payload = tcp(4000, 80, kSyn);
  for (int i = 0; i < count; ++i) payload = extension(i == 0 ? 6 : 60, {}, payload);
  return six(60, payload);
}

TEST(Reference, ReadsEthernetAsStepOneSays) {
  const Bytes plain = from_a1(dns()), one_tag = tag(0x8100, 10, plain);
  expect_alone(
      rows_model(),
      {{"as it should be", "eth1", plain, "rule web"},
       {"behind the packet is padding", "eth1", plain + zeros(18), "rule web"},
       {"VID 0 counts as untagged", "eth1", tag(0x88a8, 0xe000, plain), "rule web"},
       {"no zone owns tag 10", "eth1", one_tag, "no-zone"},
       {"nor that interface", "eth9", plain, "no-zone"},
       {"two tags", "eth1", tag(0x88a8, 10, one_tag), "malformed"},
       {"two tags, the second cut", "eth1", cut(tag(0x88a8, 10, one_tag), 18), "malformed"},
       {"a tag cut", "eth1", cut(one_tag, 17), "malformed"},
       {"no Ethernet header", "eth1", cut(plain, 13), "malformed"},
       {"LLDP", "eth1", ethernet(kA1, kOurs, 0x88cc, zeros(46)), "non-ip"},
       {"a length", "eth1", ethernet(kA1, kOurs, 0x05ff, zeros(46)), "non-ip"},
       {"non-ip comes before no-zone", "eth9", ethernet(kA1, kOurs, 0x88cc, {}), "non-ip"}});
}

TEST(Reference, ReadsIpv4AsStepOneSays) {
  expect_alone(
      rows_model(),
      {{"version", "eth1", from_a1(dns(), {.version = 5}), "malformed"},
       {"IHL 4", "eth1", from_a1(dns(), {.ihl = 4}), "malformed"},
       {"header cut", "eth1", cut(from_a1(dns()), 14 + 19), "malformed"},
       {"length below the header", "eth1", from_a1(dns(), {.total_length = 19}), "malformed"},
       {"length beyond the frame", "eth1", from_a1(dns(), {.total_length = 29}), "malformed"},
       {"checksum", "eth1", from_a1(dns(), {.wrong_checksum = true}), "malformed"},
       {"an option that fits", "eth1", with_options({68, 4, 5, 0}), "rule web"},
       {"not read past the end of the list", "eth1", with_options({1, 0, 131, 99}), "rule web"},
       {"an option too short", "eth1", with_options({68, 1, 0, 0}), "malformed"},
       {"an option too long", "eth1", with_options({68, 5, 0, 0}), "malformed"},
       {"an option without its length", "eth1", with_options({1, 1, 1, 68}), "malformed"},
       {"loose source routing", "eth1", with_options({131, 3, 4, 0}), "malformed"},
       {"strict source routing", "eth1", with_options({137, 3, 4, 0}), "malformed"},
       {"ICMPv6", "eth1", from_a1(echo(128, 1), {.protocol = 58}), "malformed"},
       {"ICMPv6 later", "eth1", from_a1(zeros(8), {.protocol = 58, .fragment = 9}), "malformed"}});
}

TEST(Reference, ReadsTransportAsStepOneSays) {
  const Bytes syn = tcp(4000, 80, kSyn);
  expect_alone(
      rows_model(),
      {{"TCP", "eth1", from_a1(syn, {.protocol = 6}), "rule web"},
       {"TCP cut", "eth1", from_a1(cut(syn, 19), {.protocol = 6}), "malformed"},
       {"offset 4", "eth1", from_a1(tcp(1, 80, kSyn, {}, 4), {.protocol = 6}), "malformed"},
       {"offset beyond", "eth1", from_a1(tcp(1, 80, kSyn, {}, 6), {.protocol = 6}), "malformed"},
       {"UDP length 7", "eth1", from_a1(udp(4000, 53, {}, 7)), "malformed"},
       {"UDP length short of the packet", "eth1", from_a1(udp(1, 53, zeros(9), 8)), "rule web"},
       {"UDP length beyond", "eth1", from_a1(udp(1, 53, {}, 9)), "malformed"},
       {"of a first fragment", "eth1", from_a1(udp(1, 53, {}, 999), {.fragment = 0x2000}),
        "rule web"},
       {"UDP cut", "eth1", from_a1(cut(dns(), 7), {.fragment = 0x2000}), "malformed"},
       {"ICMP cut", "eth1", from_a1(cut(echo(8, 1), 7), {.protocol = 1}), "malformed"},
       {"SCTP", "eth1", from_a1(sctp(1, 2), {.protocol = 132}), "rule web"},
       {"from another port", "eth1", from_a1(sctp(6, 2), {.protocol = 132}), "default-deny"},
       {"SCTP cut", "eth1", from_a1(cut(sctp(1, 2), 11), {.protocol = 132}), "malformed"}});
}

TEST(Reference, ReadsIpv6AsStepOneSays) {
  const Bytes syn = tcp(4000, 80, kSyn);
  const Bytes first = fragment_header(6, 0, true, 1, syn),
              atomic = fragment_header(6, 0, false, 1, syn);
  expect_alone(
      rows_model(),
      {{"plain", "eth2", six(6, syn), "rule six"},
       {"payload beyond", "eth2", six(6, syn, 21), "malformed"},
       {"eight extension headers", "eth2", with_extensions(8), "rule six"},
       {"nine", "eth2", with_extensions(9), "malformed"},
       {"a chain cut", "eth2", six(60, Bytes{6, 1} + zeros(13)), "malformed"},
       {"routing type 0", "eth2", six(43, extension(6, {0, 0}, syn)), "malformed"},
       {"segments left", "eth2", six(43, extension(6, {2, 1}, syn)), "malformed"},
       {"no segments left", "eth2", six(43, extension(6, {2, 0}, syn)), "rule six"},
       {"authentication: 4-byte units", "eth2", six(51, Bytes{6, 1} + zeros(10) + syn), "rule six"},
       {"a first fragment", "eth2", six(44, first), "rule six"},
       {"atomic: whole", "eth2", six(44, atomic), "rule six"},
       {"two fragment headers", "eth2", six(44, fragment_header(44, 0, false, 1, atomic)),
        "malformed"},
       {"a later one is not read on", "eth2", six(44, fragment_header(60, 8, false, 1, {})),
        "fragment"},
       {"ICMP", "eth2", six(1, echo(8, 1)), "malformed"},
       {"ICMP later", "eth2", six(44, fragment_header(1, 8, false, 1, zeros(8))), "malformed"},
       {"ESP is no extension header here", "eth2", six(50, {}), "default-deny"}});
}

TEST(Reference, JudgesArpAsStepFourSays) {
  const auto from = [](const char* mac, const Bytes& message) {
    return ethernet(mac, "ff:ff:ff:ff:ff:ff", 0x0806, message);
  };
  const Bytes good = arp(1, kA1, "10.1.0.1", "10.1.0.254");
  expect_alone(
      rows_model(),
      {{"a request", "eth1", from(kA1, good), "link-control"},
       {"cut", "eth1", from(kA1, cut(good, 27)), "malformed"},
       {"but first the zone", "eth9", from(kA1, cut(good, 27)), "no-zone"},
       {"neither request nor reply", "eth1", from(kA1, arp(3, kA1, "10.1.0.1", "10.1.0.2")),
        "malformed"},
       {"another MAC", "eth1", from(kStranger, good), "arp-spoof"},
       {"the gateway's", "eth1", from(kA1, arp(2, kA1, "10.1.0.254", "10.1.0.1")), "arp-spoof"},
       {"another zone's", "eth1", from(kA1, arp(2, kA1, "10.2.0.9", "10.1.0.1")), "arp-spoof"},
       {"a failed step 6", "eth1", from(kStranger, arp(2, kStranger, "10.1.0.1", "10.1.0.2")),
        "arp-spoof"},
       {"a probe", "eth1", from(kStranger, arp(1, kStranger, "0.0.0.0", "10.1.0.2")),
        "link-control"},
       {"b1 probes in a", "eth1", from(kB1, arp(1, kB1, "0.0.0.0", "10.1.0.2")), "wrong-zone"}});
}

TEST(Reference, JudgesNeighbourDiscoveryAsStepFiveSays) {
  const auto from = [](const char* mac, const char* source, const char* to, const Bytes& message,
                       std::uint8_t hop_limit = 255) {
    return v6(mac, {.src = source, .dst = to, .next = 58, .hop_limit = hop_limit}, message);
  };
  const Bytes asks = neighbour(135, "2001:db8:2::9");
  const char *own = "2001:db8:2::1", *all = "ff02::1", *local = "fe80::9",
             *abroad = "2001:db8:9::9";
  expect_alone(
      rows_model(),
      {{"asks", "eth2", from(kB1, own, all, asks), "link-control"},
       {"asks elsewhere", "eth2", from(kB1, own, abroad, asks), "default-deny"},
       {"no address yet", "eth2", from(kStranger, "::", all, asks), "link-control"},
       {"in another zone", "eth1", from(kB1, "::", all, asks), "wrong-zone"},
       {"short", "eth2", from(kB1, own, all, cut(asks, 23)), "malformed"},
       {"fragmented", "eth2",
        v6(kB1, {.src = own, .dst = all, .next = 44, .hop_limit = 255},
           fragment_header(58, 0, true, 1, asks)),
        "fragment"},
       {"hop limit 254 is a packet", "eth2", from(kB1, own, all, asks, 254), "unknown-destination"},
       {"and its source counts", "eth2", from(kB1, local, all, asks, 254), "spoofed-source"},
       {"the gateway's", "eth2", from(kB1, "2001:db8:2::fe", all, asks), "spoofed-source"},
       {"says its own", "eth2", from(kB1, own, all, neighbour(136, own)), "link-control"},
       {"says b1's", "eth2", from(kStranger, local, all, neighbour(136, own)), "arp-spoof"},
       {"says ours", "eth2", from(kB1, own, all, neighbour(136, "2001:db8:2::fe")), "arp-spoof"},
       {"no router", "eth2", from(kB1, local, all, icmp(134, 0, zeros(12))), "rogue-ra"},
       {"a router", "eth2", from(kRt, local, all, icmp(134, 0, zeros(12))), "link-control"},
       {"a redirect", "eth2", from(kRt, local, all, icmp(137, 0, zeros(36)), 1), "rogue-ra"}});
}

TEST(Reference, BindsAddressesAsStepsFiveAndSixSay) {
  const auto from = [](const char* mac, const char* source) {
    return v4(mac, {.src = source, .dst = "192.0.2.1"}, udp(1, 2));
  };
  Model model = rows_model();
  expect_alone(model, {{"the gateway's own", "eth1", from(kA1, "10.1.0.254"), "spoofed-source"},
                       {"another zone's", "eth1", from(kA1, "10.2.0.1"), "spoofed-source"},
                       {"another zone's MAC", "eth1", from(kB1, "10.1.0.2"), "wrong-zone"},
                       {"a1's by another", "eth1", from(kStranger, "10.1.0.1"), "mac-ip-mismatch"},
                       {"another's by a1", "eth1", from(kA1, "10.1.0.2"), "mac-ip-mismatch"},
                       {"nobody's by nobody", "eth1", from(kStranger, "10.1.0.2"), "default-deny"},
                       {"behind the router", "eth2", from(kRt, "10.2.0.65"), "default-deny"},
                       {"not by it", "eth2", from(kB1, "10.2.0.65"), "mac-ip-mismatch"},
                       {"a router forwards", "eth2", from(kRt, "10.2.0.9"), "default-deny"}});
  for (Zone& zone : model.zones) zone.registered_only = true;
  expect_alone(model, {{"nobody's", "eth1", from(kStranger, "10.1.0.2"), "unknown-device"},
                       {"a router's", "eth2", from(kRt, "10.2.0.9"), "unknown-device"}});
  for (Device& device : model.devices) device.dates.ends = *parse_date("2026-11-19");
  model.devices[3].dates.ends.reset();
  for (Zone& zone : model.zones) zone.registered_only = false;
  expect_alone(model, {{"a1 is gone", "eth1", from(kStranger, "10.1.0.1"), "default-deny"},
                       {"far's router too", "eth2", from(kRt, "10.2.0.65"), "mac-ip-mismatch"}});
}

}  // namespace
}  // namespace sekisho::test

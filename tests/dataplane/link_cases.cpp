// Steps 4 to 6: ARP, neighbour discovery, where a source may stand and who may use it.
#include "packet_case.h"

namespace sekisho::test {

namespace {

constexpr const char *kAll = "33:33:00:00:00:01", *kBroadcast = "ff:ff:ff:ff:ff:ff";

Bytes arp_frame(const char* src, std::uint16_t operation, const char* sender_mac,
                const char* sender, const char* target, std::uint16_t vlan = 0) {
  const Bytes frame = ethernet(src, kBroadcast, 0x0806, arp(operation, sender_mac, sender, target));
  return vlan ? tag(0x8100, vlan, frame) : frame;
}

Bytes discovery(const char* src_mac, const char* src, const char* dst, const Bytes& message,
                std::uint8_t hop_limit = 255) {
  return v6(src_mac, {.src = src, .dst = dst, .next = 58, .hop_limit = hop_limit}, message, 0,
            kAll);
}
const Bytes kAdvertisement = icmp(134, 0, zeros(12));

PacketCase bridged(const char* why, const char* in, Bytes frame, const char* reason,
                   const char* rule = "") {
  return {why, "bridge", {{0, in, std::move(frame), reason, rule}}};
}

std::vector<PacketCase> arp_cases() {
  const Bytes request = arp_frame(kInWeb, 1, kInWeb, "10.3.0.13", "10.3.0.1");
  return {
      one("ARP request of a device", kIn, request, "link-control"),
      one("ARP reply of a device", kIn, arp_frame(kInWeb, 2, kInWeb, "10.3.0.13", "10.3.0.1"),
          "link-control"),
      one("ARP of an unregistered host where any may be", kIn,
          arp_frame(kStranger, 1, kStranger, "10.3.0.77", "10.3.0.1"), "link-control"),
      one("ARP with padding", kIn, request + zeros(18), "link-control"),
      one("ARP cut short", kIn, cut(request, 41), "malformed"),
      one("ARP operation 3 (reverse ARP)", kIn,
          arp_frame(kInWeb, 3, kInWeb, "10.3.0.13", "10.3.0.1"), "malformed"),
      one("ARP for another hardware", kIn,
          ethernet(kInWeb, kBroadcast, 0x0806, be16(6) + Bytes(26)), "malformed"),
      one("ARP on an interface of no zone", "elsewhere", request, "no-zone"),
      one("ARP sender MAC is not the frame's", kIn,
          arp_frame(kStranger, 1, kInWeb, "10.3.0.13", "10.3.0.1"), "arp-spoof"),
      one("ARP claims the gateway's address", kIn,
          arp_frame(kInWeb, 2, kInWeb, "10.3.0.1", "10.3.0.13"), "arp-spoof"),
      one("ARP claims the gateway's address of another zone", kIn,
          arp_frame(kInWeb, 2, kInWeb, "10.1.0.1", "10.3.0.13"), "arp-spoof"),
      one("ARP claims another device's address", kIn,
          arp_frame(kStranger, 2, kStranger, "10.3.0.13", "10.3.0.1"), "arp-spoof"),
      one("ARP sender of another zone", kIn,
          arp_frame(kStranger, 1, kStranger, "10.4.0.14", "10.3.0.1"), "arp-spoof"),
      one("ARP of a stranger where only devices may be", kLg,
          arp_frame(kStranger, 1, kStranger, "10.2.0.99", "10.2.0.1"), "arp-spoof"),
      one("ARP of a device plugged into another zone", kLg,
          arp_frame(kInWeb, 1, kInWeb, "10.2.0.12", "10.2.0.1"), "arp-spoof"),
      one("ARP of a device in its VLAN", kTrunk,
          arp_frame(kDmSrv, 1, kDmSrv, "10.4.0.14", "10.4.0.1", 10), "link-control"),
      one("ARP of a device with its second MAC", kTrunk,
          arp_frame(kDmSrv2, 1, kDmSrv2, "10.4.0.14", "10.4.0.1", 10), "link-control"),
      one("ARP probe of a device", kLg, arp_frame(kLgSrv, 1, kLgSrv, "0.0.0.0", "10.2.0.12"),
          "link-control"),
      one("ARP probe of a stranger where only devices may be", kLg,
          arp_frame(kStranger, 1, kStranger, "0.0.0.0", "10.2.0.99"), "unknown-device"),
      one("ARP probe of a stranger where any may be", kIn,
          arp_frame(kStranger, 1, kStranger, "0.0.0.0", "10.3.0.99"), "link-control"),
      one("ARP probe of a device plugged into another zone", kLg,
          arp_frame(kInWeb, 1, kInWeb, "0.0.0.0", "10.2.0.99"), "wrong-zone"),
      bridged("bridge: ARP for a host that a rule reaches", kIn,
              arp_frame(kStranger, 1, kStranger, "10.3.0.20", "10.4.0.14"), "link-control"),
      bridged("bridge: ARP against the rule's direction", kTrunk,
              arp_frame(kDmSrv, 2, kDmSrv, "10.4.0.14", "10.3.0.20", 10), "link-control"),
      bridged("bridge: ARP for a host that no rule reaches", kIn,
              arp_frame(kStranger, 1, kStranger, "10.3.0.20", "10.2.0.12"), "default-deny"),
      bridged("bridge: ARP within the zone", kIn,
              arp_frame(kStranger, 1, kStranger, "10.3.0.20", "10.3.0.21"), "link-control"),
      bridged("bridge: ARP probe of another zone's address", kIn,
              arp_frame(kStranger, 1, kStranger, "0.0.0.0", "10.4.0.14"), "default-deny"),
      one("kernel: ARP for another zone's host goes to the router", kIn,
          arp_frame(kStranger, 1, kStranger, "10.3.0.20", "10.2.0.12"), "link-control"),
  };
}

std::vector<PacketCase> discovery_cases() {
  const char* const host = "2001:db8:3::20";
  return {
      one("router solicitation from ::", kIn,
          discovery(kStranger, "::", "ff02::2", icmp(133, 0, zeros(4))), "link-control"),
      one("router solicitation from a link-local address", kIn,
          discovery(kStranger, "fe80::20", "ff02::2", icmp(133, 0, zeros(4))), "link-control"),
      one("router advertisement from a registered router", kIn,
          discovery(kInRouter, "fe80::2f", "ff02::1", kAdvertisement), "link-control"),
      one("router advertisement from a stranger (RFC 6105)", kIn,
          discovery(kStranger, "fe80::99", "ff02::1", kAdvertisement), "rogue-ra"),
      one("router advertisement from a host", kIn,
          discovery(kInWeb, "fe80::13", "ff02::1", kAdvertisement), "rogue-ra"),
      one("router advertisement behind an extension header (RFC 7113)", kIn,
          v6(kStranger, {.src = "fe80::99", .dst = "ff02::1", .next = 0, .hop_limit = 255},
             extension(58, zeros(6), kAdvertisement), 0, kAll),
          "rogue-ra"),
      one("router advertisement in a fragment (RFC 6980)", kIn,
          v6(kStranger, {.src = "fe80::99", .dst = "ff02::1", .next = 44, .hop_limit = 255},
             fragment_header(58, 0, true, 5, kAdvertisement), 0, kAll),
          "fragment"),
      one("router advertisement with hop limit 254 is no neighbour discovery", kIn,
          discovery(kStranger, "fe80::99", "ff02::1", kAdvertisement, 254), "spoofed-source"),
      one("redirect", kIn, discovery(kInRouter, "fe80::2f", host, icmp(137, 0, zeros(36))),
          "rogue-ra"),
      one("redirect with any hop limit", kIn,
          discovery(kInRouter, "2001:db8:3::ffff", host, icmp(137, 0, zeros(36)), 64), "rogue-ra"),
      one("neighbour solicitation", kIn,
          discovery(kStranger, host, "ff02::1:ff00:1", neighbour(135, "2001:db8:3::1")),
          "link-control"),
      one("neighbour solicitation to the gateway itself", kIn,
          discovery(kStranger, host, "2001:db8:3::1", neighbour(135, "2001:db8:3::1")),
          "link-control"),
      one("neighbour solicitation to a host of the zone", kIn,
          discovery(kStranger, host, "2001:db8:3::21", neighbour(135, "2001:db8:3::21")),
          "link-control"),
      one("neighbour solicitation to a host of another zone", kIn,
          discovery(kStranger, host, "2001:db8:4::14", neighbour(135, "2001:db8:4::14")),
          "default-deny"),
      one("neighbour solicitation under 24 bytes", kIn,
          discovery(kStranger, host, "ff02::1", icmp(135, 0, zeros(16))), "malformed"),
      one("duplicate address detection from ::", kIn,
          discovery(kStranger, "::", "ff02::1:ff00:20", neighbour(135, host)), "link-control"),
      one("neighbour advertisement of one's own", kIn,
          discovery(kInWeb, "2001:db8:3::13", "ff02::1", neighbour(136, "2001:db8:3::13")),
          "link-control"),
      one("neighbour advertisement for the gateway", kIn,
          discovery(kInWeb, "2001:db8:3::13", "ff02::1", neighbour(136, "2001:db8:3::1")),
          "arp-spoof"),
      one("neighbour advertisement for another's device", kIn,
          discovery(kStranger, host, "ff02::1", neighbour(136, "2001:db8:3::13")), "arp-spoof"),
      one("neighbour advertisement for a device of another zone", kIn,
          discovery(kInWeb, "2001:db8:3::13", "ff02::1", neighbour(136, "2001:db8:4::14")),
          "arp-spoof"),
      one("neighbour advertisement of an unregistered address", kIn,
          discovery(kStranger, host, "ff02::1", neighbour(136, host)), "link-control"),
      one("neighbour discovery from the gateway's address", kIn,
          discovery(kStranger, "2001:db8:3::1", "ff02::1", neighbour(135, host)), "spoofed-source"),
      one("neighbour discovery from another zone's address", kIn,
          discovery(kStranger, "2001:db8:4::14", "ff02::1", neighbour(135, host)),
          "spoofed-source"),
      one("neighbour discovery with another's MAC", kIn,
          discovery(kStranger, "2001:db8:3::13", "ff02::1", neighbour(135, host)),
          "mac-ip-mismatch"),
      one("neighbour discovery of a stranger where only devices may be", kMn,
          discovery(kStranger, "fe80::99", "ff02::1", neighbour(135, "2001:db8:1::11")),
          "unknown-device"),
      one("neighbour discovery of a device plugged into another zone", kMn,
          discovery(kInWeb, "fe80::13", "ff02::1", neighbour(135, "2001:db8:1::11")), "wrong-zone"),
      one("neighbour discovery to an address of no zone", kLg,
          v6(kLgSrv, {.src = "fe80::12", .dst = "::1", .next = 58, .hop_limit = 255},
             neighbour(135, "::1")),
          "default-deny"),
      bridged("bridge: neighbour solicitation to a host that a rule reaches", kIn,
              discovery(kStranger, host, "2001:db8:4::14", neighbour(135, "2001:db8:4::14")),
              "link-control"),
      bridged("bridge: neighbour solicitation to a host that no rule reaches", kIn,
              discovery(kStranger, host, "2001:db8:1::11", neighbour(135, "2001:db8:1::11")),
              "default-deny"),
      one("multicast listener report from a link-local address", kIn,
          discovery(kStranger, "fe80::20", "ff02::16", icmp(143, 0, zeros(8)), 1),
          "spoofed-source"),
  };
}

Bytes web(const char* src_mac, const char* src, const char* dst_mac = kGateway) {
  return v4(src_mac, {.src = src, .dst = "10.4.0.14", .protocol = 6}, tcp(50000, 443, kSyn), 0,
            dst_mac);
}
Bytes out_of_dmz(const char* src_mac, const char* src) {
  return v4(src_mac, {.src = src, .dst = "198.51.100.9", .protocol = 6}, tcp(50000, 25, kSyn), 10);
}

std::vector<PacketCase> binding_cases() {
  return {
      one("source is the gateway's own", kIn, web(kStranger, "10.3.0.1"), "spoofed-source"),
      one("source is the gateway's own in another zone", kIn, web(kStranger, "10.1.0.1"),
          "spoofed-source"),
      one("source of another zone", kIn, web(kStranger, "10.4.0.14"), "spoofed-source"),
      one("source of another zone by the longest prefix", kIn, web(kStranger, "10.1.0.11"),
          "spoofed-source"),
      one("source anywhere in the world", kIn, web(kStranger, "198.51.100.7"), "rule", "web"),
      one("source 0.0.0.0 (DHCP)", kIn,
          v4(kStranger, {.src = "0.0.0.0", .dst = "255.255.255.255"}, udp(68, 67)),
          "spoofed-source"),
      one("source 127.0.0.1 (martian)", kIn, web(kStranger, "127.0.0.1"), "spoofed-source"),
      one("source 0.1.2.3", kIn, web(kStranger, "0.1.2.3"), "spoofed-source"),
      one("source multicast", kIn, web(kStranger, "224.0.0.1"), "spoofed-source"),
      one("source broadcast", kIn, web(kStranger, "255.255.255.255"), "spoofed-source"),
      one("source ::", kIn,
          v6(kStranger, {.src = "::", .dst = "2001:db8:4::14", .next = 6}, tcp(50000, 443, kSyn)),
          "spoofed-source"),
      one("source ::1", kIn,
          v6(kStranger, {.src = "::1", .dst = "2001:db8:4::14", .next = 6}, tcp(50000, 443, kSyn)),
          "spoofed-source"),
      one("source link-local", kIn,
          v6(kStranger, {.src = "fe80::1", .dst = "2001:db8:4::14", .next = 6},
             tcp(50000, 443, kSyn)),
          "spoofed-source"),
      one("an IPv4-mapped IPv6 source is no IPv4 device", kIn,
          v6(kStranger, {.src = "::ffff:10.3.0.13", .dst = "2001:db8:4::14", .next = 6},
             tcp(50000, 443, kSyn)),
          "rule", "web"),
      one("land: source and destination alike", kIn,
          v4(kStranger, {.src = "10.4.0.14", .dst = "10.4.0.14", .protocol = 6},
             tcp(443, 443, kSyn)),
          "spoofed-source"),
      one("device with its own MAC", kIn, web(kInWeb, "10.3.0.13"), "rule", "web"),
      one("device's address with another MAC", kIn, web(kStranger, "10.3.0.13"), "mac-ip-mismatch"),
      one("device's MAC with an unregistered address", kIn, web(kInWeb, "10.3.0.20"),
          "mac-ip-mismatch"),
      one("device's MAC with another device's address", kIn, web(kInRouter, "10.3.0.13"),
          "mac-ip-mismatch"),
      one("router's MAC with an address from behind it", kIn, web(kInRouter, "198.51.100.7"),
          "rule", "web"),
      one("router's MAC with its own address", kIn, web(kInRouter, "10.3.0.254"), "rule", "web"),
      one("device plugged into another zone", kIn, web(kDmSrv, "10.3.0.20"), "wrong-zone"),
      one("wrong zone goes before a wrong address", kLg,
          v4(kMnPc, {.src = "10.2.0.12", .dst = "10.1.0.11", .protocol = 6}, tcp(1, 2, kSyn)),
          "wrong-zone"),
      one("stranger where only devices may be", kLg,
          v4(kStranger, {.src = "10.2.0.99", .dst = "10.1.0.11", .protocol = 6}, tcp(1, 2, kSyn)),
          "unknown-device"),
      one("device's MAC with an unregistered address where only devices may be", kLg,
          v4(kLgSrv, {.src = "10.2.0.99", .dst = "10.1.0.11", .protocol = 6}, tcp(1, 2, kSyn)),
          "unknown-device"),
      one("device's second MAC", kTrunk, out_of_dmz(kDmSrv2, "10.4.0.14"), "rule", "outside"),
      one("device behind a router with the router's MAC", kTrunk,
          out_of_dmz(kDmRouter, "10.4.0.130"), "rule", "outside"),
      one("device behind a router with another MAC", kTrunk, out_of_dmz(kStranger, "10.4.0.130"),
          "mac-ip-mismatch"),
      one("device behind a router with another device's MAC", kTrunk,
          out_of_dmz(kDmSrv, "10.4.0.130"), "mac-ip-mismatch"),
      one("last address of a device's prefix", kTrunk, out_of_dmz(kDmRouter, "10.4.0.143"), "rule",
          "outside"),
      one("address behind a device's prefix", kTrunk, out_of_dmz(kDmRouter, "10.4.0.144"),
          "unknown-device"),
      one("device whose dates are over is nobody", kTrunk, out_of_dmz(kDmGone, "10.4.0.16"),
          "unknown-device"),
      one("frames of VLAN 10 without their tag are of another zone", kTrunk,
          cut(ethernet(kDmSrv, kGateway, 0x0800,
                       ipv4({.src = "10.4.0.14", .dst = "198.51.100.9", .protocol = 6},
                            tcp(1, 25, kSyn))),
              60),
          "spoofed-source"),
      bridged("bridge: frame to the device of the destination's zone", kIn,
              web(kStranger, "10.3.0.20", kDmSrv), "rule", "web"),
      bridged("bridge: frame to a device of another zone", kIn, web(kStranger, "10.3.0.20", kLgSrv),
              "mac-ip-mismatch"),
      bridged("bridge: frame to an unknown MAC", kIn, web(kStranger, "10.3.0.20", kStranger),
              "rule", "web"),
      bridged("bridge: frame to a device, packet to no zone", kIn,
              v4(kStranger, {.src = "10.3.0.20", .dst = "224.0.0.5"}, udp(1, 2), 0, kDmSrv),
              "mac-ip-mismatch"),
  };
}

}  // namespace

std::vector<PacketCase> link_cases() {
  std::vector<PacketCase> cases = arp_cases();
  for (auto more : {discovery_cases(), binding_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

}  // namespace sekisho::test

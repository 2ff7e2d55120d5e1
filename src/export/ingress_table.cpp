// Steps 1 to 9 of policy.md 2.3: what a frame says of itself, at netdev ingress.
#include <set>

#include <fmt/format.h>

#include "export/ingress.h"

namespace sekisho::nft {
namespace {

// What does not depend on the zone. Each returns where it finds nothing wrong.
void write_form_chains(Script& script) {
  {
    const Chain chain(script, "form_v4");
    script.rule("ip option lsrr exists", "drop", kMalformed);
    script.rule("ip option ssrr exists", "drop", kMalformed);
    script.rule("ip protocol icmpv6", "drop", kMalformed);
    script.rule("udp length < 8", "drop", kMalformed);
  }
  {
    const Chain chain(script, "form_v6");
    script.rule("rt type 0", "drop", kMalformed);
    script.rule("rt seg-left > 0", "drop", kMalformed);
    script.rule("meta protocol ip6 meta l4proto icmp", "drop", kMalformed);
    script.rule("udp length < 8", "drop", kMalformed);
    for (const char* fragment : {"frag frag-off != 0", "frag more-fragments 1"})
      script.rule(fmt::format("icmpv6 type 133-137 {}", fragment), "drop", "fragment");
    script.rule("icmpv6 type nd-redirect", "drop", "rogue-ra");
  }
  const Chain chain(script, "form_arp");
  // All 28 bytes are there, and it is Ethernet and IPv4.
  script.rule("meta length < 28", "drop", kMalformed);
  script.rule("arp htype != 1", "drop", kMalformed);
  script.rule("arp ptype != ip", "drop", kMalformed);
  script.rule("arp hlen != 6", "drop", kMalformed);
  script.rule("arp plen != 4", "drop", kMalformed);
  script.rule("arp operation != { request, reply }", "drop", kMalformed);
  // Of two MACs that are nobody's, nft cannot tell whether they are the same.
  // ARP's own field stands first: behind one of Ethernet, nft would ask for ARP's ethertype where a
  // tagged frame has its tag.
  script.rule("arp htype 1 ether saddr @macs ether saddr . arp saddr ether != @same_mac", "drop",
              kArpSpoof);
  script.rule("arp saddr ether @macs ether saddr . arp saddr ether != @same_mac", "drop",
              kArpSpoof);
  script.rule("arp saddr ip @gateway_v4", "drop", kArpSpoof);
}

// Steps 5 to 9 for IP; behind it the packet is the flow table's.
void write_ip(Script& script, const View& view, const Zone& zone, Family family) {
  const bool is_v4 = family == Family::ipv4;
  const char* version = is_v4 ? "v4" : "v6";
  const char* saddr = is_v4 ? "ip saddr" : "ip6 saddr";
  const char* daddr = is_v4 ? "ip daddr" : "ip6 daddr";
  const Chain chain(script, fmt::format("ip{}_{}", is_v4 ? "" : "6", zone.id));
  script.line(fmt::format("jump form_{}", version));
  if (!is_v4) script.line(fmt::format("icmpv6 type 133-136 ip6 hoplimit 255 goto nd_{}", zone.id));
  script.rule(fmt::format("{} @gateway_{}", saddr, version), "drop", "spoofed-source");
  script.rule(fmt::format("{} != @{}", saddr, zone_set(zone, family)), "drop", "spoofed-source");
  write_binding(script, zone, saddr, version);
  if (view.is_bridge()) script.line("ether daddr vmap @zone_of_mac");
  script.rule(fmt::format("{} @blocked_{}", saddr, version), "drop", "blocked");
  script.rule(fmt::format("{} @blocked_{}", daddr, version), "drop", "blocked");
  script.line("jump tcp_flags");
  const std::string to_whole_only =
      zone.tracks_fragments ? fmt::format(" {} @no_fragments_{}", daddr, version) : "";
  if (is_v4) {
    script.rule("ip frag-off & 0x3fff != 0" + to_whole_only, "drop", "fragment");
  } else {
    script.rule("frag frag-off != 0" + to_whole_only, "drop", "fragment");
    script.rule("frag more-fragments 1" + to_whole_only, "drop", "fragment");
  }
  script.line("accept");
}

void write_zone(Script& script, const View& view, ZoneId id) {
  const Zone& zone = view.model[id];
  script.blank();
  script.comment("zone " + zone.id);
  if (view.is_bridge()) {  // where the frame's destination MAC is a device of this zone
    const Chain chain(script, "to_" + zone.id);
    for (const Family family : {Family::ipv4, Family::ipv6})
      script.rule(fmt::format("{} != @{}", family == Family::ipv4 ? "ip daddr" : "ip6 daddr",
                              zone_set(zone, family)),
                  "drop", "mac-ip-mismatch");
  }
  write_arp(script, view, zone);
  write_discovery(script, view, zone);
  write_ip(script, view, zone, Family::ipv4);
  write_ip(script, view, zone, Family::ipv6);
  const Chain chain(script, "from_" + zone.id);
  script.line(fmt::format("meta mark set {:#x}", mark_of(id)));
  script.line(fmt::format(
      "meta protocol vmap {{ arp : goto arp_{0}, ip : goto ip_{0}, ip6 : goto ip6_{0} }}",
      zone.id));
  script.rule("", "drop", "non-ip");
}

void write_tcp_flags(Script& script) {
  const Chain chain(script, "tcp_flags");
  for (const char* flags : {"(fin | syn | rst | ack) == 0x0", "(fin | syn) == fin | syn",
                            "(syn | rst) == syn | rst", "(fin | ack) == fin"})
    script.rule(fmt::format("tcp flags & {}", flags), "drop", "bad-tcp-flags");
}

void write_base_chain(Script& script, const View& view) {
  std::set<std::string> ports;
  for (const Zone& zone : view.model.zones)
    for (const Interface& port : zone.interfaces) ports.insert("\"" + port.port + "\"");
  const Chain chain(script, "ingress");
  script.line(
      fmt::format("type filter hook ingress devices = {{ {} }} priority filter; policy drop;",
                  fmt::join(ports, ", ")));
  // The first tag is taken off already.
  script.rule("meta protocol { 8021q, 8021ad }", "drop", kMalformed);
  for (const char* tag : {"8021q", "8021ad"}) {
    script.line(fmt::format("ether type {} iifname . vlan id vmap @tagged", tag));
    script.rule(fmt::format("ether type {} vlan id != 0", tag), "drop", "no-zone");
  }
  script.line("iifname vmap @untagged");
  script.rule("", "drop", "no-zone");
}

}  // namespace

void write_ingress_table(Script& script, const View& view) {
  script.open("table netdev sekisho");
  write_ingress_sets(script, view);
  script.blank();
  write_form_chains(script);
  write_tcp_flags(script);
  write_link_chains(script, view);
  for (std::uint32_t zone = 0; zone < view.zones.size(); ++zone)
    write_zone(script, view, ZoneId{zone});
  script.blank();
  write_base_chain(script, view);
  script.close();
}

}  // namespace sekisho::nft

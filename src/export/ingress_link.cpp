// The frames that hold a link together, which are judged wholly at ingress: ARP (step 4) and IPv6
// neighbour discovery (step 5); with them the binding of MAC and address (step 6).
#include <fmt/format.h>

#include "export/ingress.h"

namespace sekisho::nft {
namespace {

// Step 6 without an address.
void write_binding_of_mac(Script& script, const Zone& zone) {
  script.rule(fmt::format("ether saddr @macs ether saddr != @macs_{}", zone.id), "drop",
              "wrong-zone");
  if (zone.registered_only) script.rule("ether saddr != @macs", "drop", "unknown-device");
}

// nft 1.0 has no name for the target of an advertisement, and compares raw payload with numbers
// alone, so that no named set of addresses will do.
void write_discovery_target(Script& script, const View& view) {
  std::vector<std::string> own, devices, bindings;
  for (const AddressRange& range : of_family(view.gateway, Family::ipv6))
    own.push_back(to_hex(range));
  for (const Device* device : view.devices)
    for (const AddressRange& range : of_family(make_set(device->addresses), Family::ipv6)) {
      devices.push_back(to_hex(range));
      for (const Mac& mac : view.macs(*device))
        bindings.push_back(to_string(mac) + " . " + to_hex(range));
    }
  const Chain chain(script, "advertised");
  script.rule("icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } ip6 length < 24", "drop",
              kMalformed);
  script.line("icmpv6 type != nd-neighbor-advert return");
  const std::string target = "@th,64,128";
  if (!own.empty()) script.rule(target + " " + braced(own), "drop", kArpSpoof);
  if (devices.empty()) return;
  if (!bindings.empty())
    script.line(fmt::format("ether saddr . {} {{ {} }} return", target, fmt::join(bindings, ", ")));
  script.rule(target + " " + braced(devices), "drop", kArpSpoof);
}

// With `forwarding: bridge`: accepts where some rule stands between the two addresses, either way.
// Rules overlap, which the elements of a concatenated set may not: hence a line each.
void write_conduits(Script& script, const View& view, Family family) {
  const bool is_v4 = family == Family::ipv4;
  const Chain chain(script, is_v4 ? "conduits_v4" : "conduits_v6");
  const std::string one = is_v4 ? "arp saddr ip" : "ip6 saddr";
  const std::string other = is_v4 ? "arp daddr ip" : "ip6 daddr";
  for (const Rule* rule : view.rules) {
    const Ranges from = of_family(view.addresses(rule->from), family);
    const Ranges to = of_family(view.addresses(rule->to), family);
    if (from.empty() || to.empty()) continue;
    const std::string a = braced(to_elements(from)), b = braced(to_elements(to));
    script.rule(fmt::format("{} {} {} {}", one, a, other, b), "accept", rule->id);
    script.rule(fmt::format("{} {} {} {}", one, b, other, a), "accept", rule->id);
  }
}

}  // namespace

void write_binding(Script& script, const Zone& zone, const char* address, const char* version) {
  script.rule(fmt::format("ether saddr @macs ether saddr != @macs_{}", zone.id), "drop",
              "wrong-zone");
  script.rule(fmt::format("{0} @devices_{1} ether saddr . {0} != @bindings_{1}", address, version),
              "drop", "mac-ip-mismatch");
  if (zone.registered_only)
    script.rule(fmt::format("{} != @devices_{}", address, version), "drop", "unknown-device");
  else
    script.rule(fmt::format("{} != @devices_{} ether saddr @macs ether saddr != @routers", address,
                            version),
                "drop", "mac-ip-mismatch");
}

void write_arp(Script& script, const View& view, const Zone& zone) {
  {
    const Chain chain(script, "probe_" + zone.id);
    write_binding_of_mac(script, zone);
  }
  {
    const Chain chain(script, "sender_" + zone.id);
    script.rule(fmt::format("arp saddr ip != @{}", zone_set(zone, Family::ipv4)), "drop",
                kArpSpoof);
    write_binding(script, zone, "arp saddr ip", "v4");
  }
  const Chain chain(script, "arp_" + zone.id);
  script.line("jump form_arp");
  script.line(fmt::format("arp saddr ip 0.0.0.0 jump probe_{}", zone.id));
  script.line(fmt::format("arp saddr ip != 0.0.0.0 jump sender_{}", zone.id));
  if (view.is_bridge()) {
    script.rule(fmt::format("arp daddr ip @{}", zone_set(zone, Family::ipv4)), "accept",
                "link-control");
    script.rule("arp daddr ip != @zoned_v4", "accept", "link-control");
    script.line("jump conduits_v4");
    script.rule("", "drop", "default-deny");
    return;
  }
  script.rule("", "accept", "link-control");
}

void write_discovery(Script& script, const View& view, const Zone& zone) {
  {
    const Chain chain(script, "local_" + zone.id);
    write_binding_of_mac(script, zone);
  }
  {
    const Chain chain(script, "neighbour_" + zone.id);
    script.rule("ip6 saddr @gateway_v6", "drop", "spoofed-source");
    script.rule(fmt::format("ip6 saddr != @{}", zone_set(zone, Family::ipv6)), "drop",
                "spoofed-source");
    write_binding(script, zone, "ip6 saddr", "v6");
  }
  const Chain chain(script, "nd_" + zone.id);
  script.rule("icmpv6 type nd-router-advert ether saddr != @routers", "drop", "rogue-ra");
  script.line(fmt::format("ip6 saddr {{ ::, fe80::/10 }} jump local_{}", zone.id));
  script.line(fmt::format("ip6 saddr != {{ ::, fe80::/10 }} jump neighbour_{}", zone.id));
  script.line("jump advertised");
  script.line(fmt::format("meta mark set {:#x}", kLinkControlMark));
  const std::string own = "@" + zone_set(zone, Family::ipv6);
  for (const std::string& to :
       {std::string("{ ff00::/8, fe80::/10 }"), std::string("@gateway_v6"), own})
    script.rule("ip6 daddr " + to, "accept", "link-control");
  if (view.is_bridge()) script.line("jump conduits_v6");
  script.rule("", "drop", "default-deny");
}

void write_link_chains(Script& script, const View& view) {
  write_discovery_target(script, view);
  if (!view.is_bridge()) return;
  write_conduits(script, view, Family::ipv4);
  write_conduits(script, view, Family::ipv6);
}

}  // namespace sekisho::nft

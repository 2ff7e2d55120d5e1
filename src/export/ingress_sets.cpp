// The named sets of the ingress table: addresses by zone, MACs, bindings, blocks.
#include <fmt/format.h>

#include "export/ingress.h"

namespace sekisho::nft {
namespace {

void write_address_sets(Script& script, const View& view) {
  for (std::size_t i = 0; i < view.zones.size(); ++i)
    script.address_sets("zone_" + view.model.zones[i].id, view.zones[i]);
  script.address_sets("zoned", view.zoned);
  script.address_sets("gateway", view.gateway);
  Ranges devices, blocked, whole_only;
  for (const Device* device : view.devices)
    devices.insert(devices.end(), device->addresses.begin(), device->addresses.end());
  script.address_sets("devices", make_set(std::move(devices)));
  for (const Block* block : view.blocks) {
    const Ranges held = view.addresses(block->match);
    blocked.insert(blocked.end(), held.begin(), held.end());
    script.comment("block " + block->id);
  }
  script.address_sets("blocked", make_set(std::move(blocked)));
  for (std::size_t i = 0; i < view.zones.size(); ++i)
    if (!view.model.zones[i].tracks_fragments)
      whole_only.insert(whole_only.end(), view.zones[i].begin(), view.zones[i].end());
  script.address_sets("no_fragments", make_set(std::move(whole_only)));
}

void write_mac_sets(Script& script, const View& view) {
  std::vector<std::string> all, routers, pairs;
  std::vector<std::vector<std::string>> by_zone(view.zones.size());
  for (const Device* device : view.devices) {
    for (const Mac& mac : device->macs) {
      const std::string text = to_string(mac);
      all.push_back(text);
      pairs.push_back(text + " . " + text);
      by_zone[index_of(device->zone)].push_back(text);
      if (device->role == Role::router) routers.push_back(text);
    }
  }
  script.set("macs", "ether saddr", all, false);
  script.set("routers", "ether saddr", routers, false);
  // nft compares a field with what is written, never with another field: hence the pairs.
  script.set("same_mac", "ether saddr . arp saddr ether", pairs, false);
  std::vector<std::string> to_zone;
  for (std::size_t i = 0; i < by_zone.size(); ++i) {
    const std::string& id = view.model.zones[i].id;
    script.set("macs_" + id, "ether saddr", by_zone[i], false);
    for (const std::string& mac : by_zone[i]) to_zone.push_back(mac + " : jump to_" + id);
  }
  if (view.is_bridge()) script.map("zone_of_mac", "ether daddr : verdict", to_zone);
}

void write_bindings(Script& script, const View& view) {
  std::vector<std::string> bindings[2];
  for (const Device* device : view.devices)
    for (const AddressRange& range : make_set(device->addresses))
      for (const Mac& mac : view.macs(*device))
        bindings[range.family == Family::ipv4 ? 0 : 1].push_back(to_string(mac) + " . " +
                                                                 to_string(range));
  script.set("bindings_v4", "ether saddr . ip saddr", bindings[0], true);
  script.set("bindings_v6", "ether saddr . ip6 saddr", bindings[1], true);
}

void write_ports(Script& script, const View& view) {
  std::vector<std::string> tagged, untagged;
  for (const Zone& zone : view.model.zones)
    for (const Interface& port : zone.interfaces) {
      if (port.vlan)
        tagged.push_back(fmt::format("\"{}\" . {} : goto from_{}", port.port, port.vlan, zone.id));
      else
        untagged.push_back(fmt::format("\"{}\" : goto from_{}", port.port, zone.id));
    }
  script.map("tagged", "iifname . vlan id : verdict", tagged);
  script.map("untagged", "iifname : verdict", untagged);
}

}  // namespace

void write_ingress_sets(Script& script, const View& view) {
  write_address_sets(script, view);
  write_mac_sets(script, view);
  write_bindings(script, view);
  write_ports(script, view);
}

}  // namespace sekisho::nft

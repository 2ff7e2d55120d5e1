#include "export/view.h"

#include <algorithm>

#include "policy/zone_map.h"

namespace sekisho::nft {
namespace {

// Where the zone of an address may change: the ends of every subnet, and of the special ranges.
Ranges pieces_of(const std::vector<Zone>& zones, Family family) {
  const Uint128 highest = bits_of(family) == 32 ? Uint128{0xFFFFFFFFu} : ~Uint128{0};
  std::vector<Uint128> begins{0};
  const auto add = [&](const Prefix& prefix) {
    const AddressRange range = range_of(prefix);
    if (range.family != family) return;
    begins.push_back(range.first);
    if (range.last != highest) begins.push_back(range.last + 1);
  };
  for (const Zone& zone : zones)
    for (const Prefix& subnet : zone.subnets) add(subnet);
  for (const char* special : {"0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32",
                              "::/127", "fe80::/10", "ff00::/8"})
    add(*parse_prefix(special));
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
  Ranges pieces;
  for (std::size_t i = 0; i < begins.size(); ++i)
    pieces.push_back({family, begins[i], i + 1 < begins.size() ? begins[i + 1] - 1 : highest});
  return pieces;
}

std::vector<Ranges> addresses_by_zone(const std::vector<Zone>& zones) {
  const ZoneMap map(zones);
  std::vector<Ranges> held(zones.size());
  for (const Family family : {Family::ipv4, Family::ipv6})
    for (const AddressRange& piece : pieces_of(zones, family))
      if (const auto zone = map.at(to_address(family, piece.first)))
        held[index_of(*zone)].push_back(piece);
  for (Ranges& ranges : held) ranges = merged(std::move(ranges));
  return held;
}

}  // namespace

View::View(const Model& model, Instant at, const SwitchedOn& relaxed)
    : model(model), at(at), relaxed(relaxed), zones(addresses_by_zone(model.zones)) {
  for (const Device& device : model.devices) {
    in_force_.push_back(is_in_force(device, model.time_zone, at));
    if (in_force_.back()) devices.push_back(&device);
  }
  for (const Rule& rule : model.rules)
    if (is_in_force(rule, model.time_zone, at, relaxed)) rules.push_back(&rule);
  for (const Block& block : model.blocks)
    if (is_in_force(block, model.time_zone, at)) blocks.push_back(&block);
  for (const Ranges& ranges : zones) zoned.insert(zoned.end(), ranges.begin(), ranges.end());
  zoned = merged(std::move(zoned));
  for (const Address& address : model.gateway.addresses) gateway.push_back(range_of(address));
  gateway = merged(std::move(gateway));
}

Ranges View::addresses(const std::vector<Endpoint>& endpoints) const {
  Ranges held;
  const auto add = [&](const Ranges& more) { held.insert(held.end(), more.begin(), more.end()); };
  for (const Endpoint& endpoint : endpoints) {
    if (endpoint.kind == EndpointKind::zone) add(zones[index_of(endpoint.zone)]);
    if (endpoint.kind == EndpointKind::range) add({endpoint.range});
    if (endpoint.kind == EndpointKind::device && in_force_[index_of(endpoint.device)])
      add(model[endpoint.device].addresses);
  }
  held = without(merged(std::move(held)), gateway);
  if (holds_gateway(endpoints)) add(gateway);
  return merged(std::move(held));
}

bool View::holds_gateway(const std::vector<Endpoint>& endpoints) {
  return std::any_of(endpoints.begin(), endpoints.end(), [](const Endpoint& endpoint) {
    return endpoint.kind == EndpointKind::gateway;
  });
}

std::vector<Mac> View::macs(const Device& device) const {
  if (!device.via) return device.macs;
  return in_force_[index_of(*device.via)] ? model[*device.via].macs : std::vector<Mac>{};
}

std::string zone_set(const Zone& zone, Family family) {
  return "zone_" + zone.id + (family == Family::ipv4 ? "_v4" : "_v6");
}

std::uint32_t mark_of(ZoneId zone) {
  return kLinkControlMark + 1 + index_of(zone);
}

}  // namespace sekisho::nft

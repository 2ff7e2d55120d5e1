#include "export/view.h"

#include <algorithm>

#include "policy/zone_map.h"

namespace sekisho::nft {

View::View(const Model& model, Instant at, const SwitchedOn& relaxed)
    : model(model),
      at(at),
      relaxed(relaxed),
      zones(ZoneMap(model.zones).extents(model.zones.size())) {
  for (const Device& device : model.devices) {
    in_force_.push_back(is_in_force(device, model.time_zone, at));
    if (in_force_.back()) devices.push_back(&device);
  }
  for (const Rule& rule : model.rules)
    if (is_in_force(rule, model.time_zone, at, relaxed)) rules.push_back(&rule);
  for (const Block& block : model.blocks)
    if (is_in_force(block, model.time_zone, at)) blocks.push_back(&block);
  for (const Ranges& ranges : zones) zoned.insert(zoned.end(), ranges.begin(), ranges.end());
  zoned = make_set(std::move(zoned));
  for (const Address& address : model.gateway.addresses) gateway.push_back(range_of(address));
  gateway = make_set(std::move(gateway));
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
  held = difference(make_set(std::move(held)), gateway);
  if (holds_gateway(endpoints)) add(gateway);
  return make_set(std::move(held));
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

#include "policy/separate_ends.h"

#include <algorithm>

namespace sekisho {
namespace {

AddressSet gateway_of(const Model& model) {
  std::vector<AddressRange> ranges;
  for (const Address& address : model.gateway.addresses) ranges.push_back(range_of(address));
  return AddressSet(std::move(ranges));
}

}  // namespace

EndFinder::EndFinder(const Model& model)
    : model_(model),
      map_(model.zones),
      gateway_(gateway_of(model)),
      zone_ranges_(model.zones.size()),
      places_(model.zones.size()) {
  const auto extents = map_.extents(model.zones.size());
  for (std::size_t zone = 0; zone < extents.size(); ++zone) {
    for (const AddressRange& range : extents[zone]) {
      for (const AddressRange& rest : gateway_.without(range)) zone_ranges_[zone].push_back(rest);
    }
  }
}

void EndFinder::add(const Endpoint& endpoint, const AddressRange& range, ZoneId zone,
                    std::vector<End>& ends) {
  std::size_t& place = places_[index_of(zone)];
  if (place == 0) {
    ends.push_back({zone, model_[zone].kind, {}});
    place = ends.size();
  }
  ends[place - 1].reaches.push_back({&endpoint, range});
}

std::vector<End> EndFinder::ends_of(const std::vector<Endpoint>& endpoints) {
  std::vector<End> ends;
  End gateway;
  for (const Endpoint& endpoint : endpoints) {
    switch (endpoint.kind) {
      case EndpointKind::zone:
        for (const AddressRange& range : zone_ranges_[index_of(endpoint.zone)]) {
          add(endpoint, range, endpoint.zone, ends);
        }
        break;
      case EndpointKind::device:
        for (const AddressRange& range : model_[endpoint.device].addresses) {
          add(endpoint, range, model_[endpoint.device].zone, ends);
        }
        break;
      case EndpointKind::range:
        for (const AddressRange& rest : gateway_.without(endpoint.range)) {
          for (const auto& [range, zone] : map_.parts_of(rest)) add(endpoint, range, zone, ends);
        }
        break;
      case EndpointKind::gateway:
        for (const Address& address : model_.gateway.addresses) {
          gateway.reaches.push_back({&endpoint, range_of(address)});
        }
        break;
    }
  }
  for (const End& end : ends) places_[index_of(*end.zone)] = 0;
  if (!gateway.reaches.empty()) ends.push_back(std::move(gateway));
  return ends;
}

const Endpoint* first_that_is_no_device(const End& end) {
  const auto found = std::find_if(end.reaches.begin(), end.reaches.end(),
                                  [](const Reach& reach) { return !is_device(*reach.endpoint); });
  return found == end.reaches.end() ? nullptr : found->endpoint;
}

Text name_of(const Model& model, const End& end) {
  if (!end.zone) return say("the gateway (management)");
  const std::string& id = model[*end.zone].id;
  return say("zone \"{}\" ({})", id, kind_name(end.kind));
}

}  // namespace sekisho

#include "live/routed_space.h"

#include <algorithm>
#include <set>

namespace sekisho {
namespace {

std::optional<std::size_t> longest_route(const std::vector<HostRoute>& routes,
                                         const Address& address) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const Prefix& prefix = routes[i].destination;
    if (!range_of(prefix).contains(range_of(address))) continue;
    if (!best || routes[*best].destination.length < prefix.length) best = i;
  }
  return best;
}

}  // namespace

RoutedSpace::RoutedSpace(const Model& model, const std::vector<HostRoute>& routes) {
  const auto special = special_ranges();
  std::vector<AddressRange> at(special.begin(), special.end());
  for (const Zone& zone : model.zones)
    for (const Prefix& subnet : zone.subnets) at.push_back(range_of(subnet));
  for (const HostRoute& route : routes) at.push_back(range_of(route.destination));
  cut(Family::ipv4, at, model, routes);
  cut(Family::ipv6, at, model, routes);
}

void RoutedSpace::cut(Family family, const std::vector<AddressRange>& at, const Model& model,
                      const std::vector<HostRoute>& routes) {
  const Uint128 last = bits_of(family) == 32 ? UINT32_MAX : ~Uint128{0};
  std::set<Uint128> begins{0};
  for (const AddressRange& range : at) {
    if (range.family != family) continue;
    begins.insert(range.first);
    if (range.last != last) begins.insert(range.last + 1);
  }
  for (const Uint128 first : begins) {
    const Address address = to_address(family, first);
    segments_.push_back({.family = family,
                         .first = first,
                         .zone = zone_of(model, address),
                         .route = longest_route(routes, address),
                         .named = {}});
  }
}

void RoutedSpace::mark(const AddressRange& range, std::optional<ZoneId> zone,
                       const Location& where) {
  const auto is_before = [](const AddressRange& wanted, const RoutedSegment& segment) {
    return wanted.family != segment.family ? wanted.family < segment.family
                                           : wanted.first < segment.first;
  };
  auto each = std::upper_bound(segments_.begin(), segments_.end(), range, is_before);
  for (--each; each != segments_.end() && each->family == range.family && each->first <= range.last;
       ++each) {
    if (each->named || !each->zone || (zone && each->zone != zone)) continue;
    each->named = where;
    each->named_first = std::max(each->first, range.first);
  }
}

void RoutedSpace::mark_rules(const Model& model) {
  for (const Rule& rule : model.rules) {
    for (const auto* ends : {&rule.from, &rule.to}) {
      for (const Endpoint& each : *ends) {
        if (each.kind == EndpointKind::range) mark(each.range, std::nullopt, each.where);
        if (each.kind == EndpointKind::device)
          for (const AddressRange& range : model[each.device].addresses)
            mark(range, std::nullopt, each.where);
        if (each.kind == EndpointKind::zone)
          for (const Prefix& subnet : model[each.zone].subnets)
            mark(range_of(subnet), each.zone, each.where);
      }
    }
  }
}

}  // namespace sekisho

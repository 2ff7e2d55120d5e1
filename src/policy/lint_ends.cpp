#include "policy/lint_ends.h"

#include <algorithm>

#include "policy/zone_map.h"

namespace sekisho {

RuleEnds::RuleEnds(const Policy& policy, const Model& model) : model_(model) {
  std::vector<AddressRange> own;
  for (const Address& address : model.gateway.addresses) own.push_back(range_of(address));
  const RangeSet gateway = make_set(own);
  std::vector<AddressRange> zoned;
  for (const RangeSet& extent : ZoneMap(model.zones).extents(model.zones.size())) {
    extents_.push_back(difference(extent, gateway));
    zoned.insert(zoned.end(), extents_.back().begin(), extents_.back().end());
  }
  zoned_ = make_set(std::move(zoned));
  std::size_t rule = 0;  // the model's rules stand in this order too
  for (const auto* list : {&policy.allow, &policy.exceptions, &policy.relaxed}) {
    for (const RuleDraft& draft : *list) {
      const std::uint32_t from = intern(draft.from, model.rules[rule].from);
      rules_.emplace_back(from, intern(draft.to, model.rules[rule].to));
      ++rule;
    }
  }
}

// A group of hundreds in thousands of rules is looked through once.
std::uint32_t RuleEnds::intern(const std::vector<EndpointDraft>& written,
                               const std::vector<Endpoint>& endpoints) {
  Written names;
  for (const EndpointDraft& each : written) {
    names.emplace_back(each.kind, each.name,
                       each.kind == EndpointDraft::Kind::range ? each.range : AddressRange{});
  }
  const auto known = by_name_.find(names);
  if (known != by_name_.end()) return known->second;
  return by_name_[std::move(names)] = intern(endpoints);
}

std::uint32_t RuleEnds::intern(const std::vector<Endpoint>& endpoints) {
  std::vector<Key> keys;
  for (const Endpoint& e : endpoints) keys.emplace_back(e.kind, e.zone, e.device, e.range);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  const auto [place, is_new] =
      numbers_.try_emplace(std::move(keys), static_cast<std::uint32_t>(ends_.size()));
  if (is_new) ends_.push_back(build(place->first));
  return place->second;
}

Holding RuleEnds::build(const std::vector<Key>& keys) const {
  Holding end;
  std::vector<AddressRange> always, at_times;
  const auto add = [](std::vector<AddressRange>& to, const std::vector<AddressRange>& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  for (const auto& [kind, zone, id, range] : keys) {
    const bool is_device = kind == EndpointKind::device;
    const bool is_dated = is_device && (model_[id].dates.starts || model_[id].dates.ends);
    if (kind == EndpointKind::zone) add(always, extent(zone));
    if (kind == EndpointKind::range) add(always, intersection({range}, zoned_));
    if (kind == EndpointKind::gateway) always.push_back({kGateway, 0, 0});
    if (is_device) add(is_dated ? at_times : always, model_[id].addresses);
    if (is_dated) end.dated.push_back(id);
  }
  end.always = make_set(std::move(always));
  add(at_times, end.always);
  end.ever = make_set(std::move(at_times));
  return end;
}

bool RuleEnds::holds(std::uint32_t outer, std::uint32_t inner) const {
  if (outer == inner) return true;
  const Holding &wide = ends_[outer], &narrow = ends_[inner];
  return holds_all(wide.always, narrow.always) &&
         std::all_of(narrow.dated.begin(), narrow.dated.end(), [&](DeviceId id) {
           return std::binary_search(wide.dated.begin(), wide.dated.end(), id) ||
                  holds_all(wide.always, make_set(model_[id].addresses));
         });
}

}  // namespace sekisho

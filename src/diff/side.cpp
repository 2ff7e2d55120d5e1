#include "diff/side.h"

#include <algorithm>

namespace sekisho::diffing {

namespace {

const std::string kNobody;

template <typename IsIn>
RangeSet collect(const std::vector<PolicyPiece>& pieces, IsIn is_in) {
  std::vector<AddressRange> ranges;
  for (const PolicyPiece& piece : pieces)
    if (is_in(piece.end)) ranges.push_back(piece.range);
  return make_set(std::move(ranges));
}

std::vector<RangeSet> collect_zones(const std::vector<PolicyPiece>& pieces, std::size_t zones) {
  std::vector<std::vector<AddressRange>> ranges(zones);
  for (const PolicyPiece& piece : pieces)
    if (piece.end.zone != 0 && !piece.end.is_gateway)
      ranges[piece.end.zone - 1].push_back(piece.range);
  std::vector<RangeSet> sets;
  sets.reserve(zones);
  for (auto& each : ranges) sets.push_back(make_set(std::move(each)));
  return sets;
}

}  // namespace

Side::Side(const Model& model, Instant at, const SwitchedOn& relaxed)
    : model_(&model),
      present_(model, at, relaxed),
      pieces_(find_policy_ends(model, present_)),
      zones_(collect_zones(pieces_, model.zones.size())) {
  gateway_ = collect(pieces_, [](const PolicyEnd& end) { return end.is_gateway; });
  senders_ = collect(pieces_, [&](const PolicyEnd& end) { return ability_of(end).sends; });
  receivers_ = collect(pieces_, [&](const PolicyEnd& end) { return ability_of(end).receives; });
}

// policy.md 1.2: a device whose router is outside its dates has no MAC; nor does one whose router
// stands behind another, since a router's MACs are its own.
bool Side::has_mac(const Device& device) const {
  if (!device.via) return !device.macs.empty();
  return present_.number_of_device[index_of(*device.via)] != 0 &&
         !(*model_)[*device.via].macs.empty();
}

// The gateway's own packets are not judged, but replies to what its rules permit are.
Ability Side::ability_of(const PolicyEnd& end) const {
  Ability ability;
  ability.is_gateway = end.is_gateway;
  if (end.block != 0) return ability;
  ability.receives = end.is_gateway || end.zone != 0;
  if (end.is_gateway)
    ability.sends = true;
  else if (end.device != 0)
    ability.sends = has_mac(*present_.devices[end.device - 1]);
  else
    ability.sends = end.zone != 0 && !model_->zones[end.zone - 1].registered_only;
  return ability;
}

const std::string& Side::zone_of(const PolicyEnd& end) const {
  return end.zone == 0 ? kNobody : model_->zones[end.zone - 1].id;
}

const std::string& Side::device_of(const PolicyEnd& end) const {
  return present_.device_id(end.device);
}

RangeSet Side::extent_of(const Endpoint& endpoint) const {
  switch (endpoint.kind) {
    case EndpointKind::zone:
      return zones_[index_of(endpoint.zone)];
    case EndpointKind::gateway:
      return gateway_;
    case EndpointKind::range:
      return difference({endpoint.range}, gateway_);
    case EndpointKind::device:
      break;
  }
  if (present_.number_of_device[index_of(endpoint.device)] == 0) return {};
  return make_set((*model_)[endpoint.device].addresses);
}

RangeSet Side::extent_of(std::span<const Endpoint> endpoints) const {
  std::vector<AddressRange> ranges;
  for (const Endpoint& endpoint : endpoints) {
    const RangeSet extent = extent_of(endpoint);
    ranges.insert(ranges.end(), extent.begin(), extent.end());
  }
  return make_set(std::move(ranges));
}

bool meet(const RangeSet& a, const RangeSet& b) {
  const RangeSet& few = a.size() < b.size() ? a : b;
  const RangeSet& many = a.size() < b.size() ? b : a;
  return std::any_of(few.begin(), few.end(), [&](const AddressRange& range) {
    const auto place =
        std::partition_point(many.begin(), many.end(), [&](const AddressRange& each) {
          return each.family != range.family ? each.family < range.family : each.last < range.first;
        });
    return place != many.end() && place->overlaps(range);
  });
}

RangeSet of_family(const RangeSet& set, Family family) {
  RangeSet some;
  for (const AddressRange& range : set)
    if (range.family == family) some.push_back(range);
  return some;
}

RangeSet united(RangeSet a, const RangeSet& b) {
  a.insert(a.end(), b.begin(), b.end());
  return make_set(std::move(a));
}

}  // namespace sekisho::diffing

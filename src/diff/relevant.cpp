#include "diff/relevant.h"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>

#include "diff/longest.h"
#include "verify/rule_sets.h"

namespace sekisho::diffing {

namespace {

using EndKey = std::tuple<EndpointKind, std::string, AddressRange>;
using ServiceKey = std::tuple<std::uint8_t, std::vector<PortRange>, std::vector<PortRange>,
                              std::vector<std::uint8_t>>;

template <typename T>
std::vector<T> as_set(std::vector<T> list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}

std::vector<EndKey> keys_of(const Model& model, const std::vector<Endpoint>& endpoints) {
  std::vector<EndKey> keys;
  for (const Endpoint& endpoint : endpoints) {
    EndKey key{endpoint.kind, "", {}};
    if (endpoint.kind == EndpointKind::zone) std::get<1>(key) = model[endpoint.zone].id;
    if (endpoint.kind == EndpointKind::device) std::get<1>(key) = model[endpoint.device].id;
    if (endpoint.kind == EndpointKind::range) std::get<2>(key) = endpoint.range;
    keys.push_back(std::move(key));
  }
  return as_set(std::move(keys));
}

// What a rule decides, without its name and its dates.
using RuleKey = std::tuple<std::vector<EndKey>, std::vector<EndKey>, std::vector<ServiceKey>, bool>;

RuleKey key_of_rule(const Model& model, const Rule& rule) {
  std::vector<ServiceKey> services;
  for (const Service& s : rule.services)
    services.emplace_back(s.protocol, as_set(s.ports), as_set(s.source_ports), as_set(s.types));
  return {keys_of(model, rule.from), keys_of(model, rule.to), as_set(std::move(services)),
          rule.log};
}

class Finder {
 public:
  Finder(const Side& before, const Side& after, const ServiceSpace& space)
      : before_(before), after_(after), space_(space) {
    found_.before.resize(before.present().rules.size() + 1);
    found_.after.resize(after.present().rules.size() + 1);
  }

  Relevant run(const std::vector<JointPiece>& pieces) {
    find_twins();
    mark_without_twin();
    mark_holders_of_unlike(pieces);
    mark_overlapping();
    return std::move(found_);
  }

 private:
  struct Twins {
    std::uint32_t before, after;
  };
  struct Extent {
    RangeSet from, to;
    ServiceBits services;
  };

  // In the order of `before`, as many as keep the order of `after` too.
  void find_twins() {
    std::map<RuleKey, std::deque<std::uint32_t>> by_key;
    for (std::uint32_t n = 1; n < found_.after.size(); ++n)
      by_key[key_of_rule(after_.model(), *after_.present().rules[n - 1])].push_back(n);
    std::vector<Twins> pairs;
    std::vector<std::uint32_t> order;
    for (std::uint32_t n = 1; n < found_.before.size(); ++n) {
      const auto place = by_key.find(key_of_rule(before_.model(), *before_.present().rules[n - 1]));
      if (place == by_key.end() || place->second.empty()) continue;
      pairs.push_back({n, place->second.front()});
      order.push_back(place->second.front());
      place->second.pop_front();
    }
    for (const std::size_t place : longest_ascent(order)) twins_.push_back(pairs[place]);
  }

  void mark_without_twin() {
    std::ranges::fill(found_.before, 1);
    std::ranges::fill(found_.after, 1);
    for (const Twins& twins : twins_) found_.before[twins.before] = found_.after[twins.after] = 0;
  }

  void mark_holders_of_unlike(const std::vector<JointPiece>& pieces) {
    std::vector<PolicyPiece> before, after;
    for (const JointPiece& piece : pieces) {
      const PolicyEnd& a = before_.pieces()[piece.before].end;
      const PolicyEnd& b = after_.pieces()[piece.after].end;
      if (before_.ability_of(a) == after_.ability_of(b) &&
          before_.zone_of(a) == after_.zone_of(b) && before_.device_of(a) == after_.device_of(b))
        continue;
      before.push_back({piece.range, a});
      after.push_back({piece.range, b});
    }
    if (before.empty()) return;
    mark_holders(before_, before, found_.before);
    mark_holders(after_, after, found_.after);
    for (const Twins& twins : twins_) {
      const bool matters = found_.before[twins.before] || found_.after[twins.after];
      found_.before[twins.before] = found_.after[twins.after] = matters;
    }
  }

  static void mark_holders(const Side& side, const std::vector<PolicyPiece>& pieces,
                           std::vector<std::uint8_t>& marks) {
    const auto sets = verifying::find_rule_sets(side.model(), side.present(), pieces);
    for (std::uint32_t set = 0; set < sets.pool.size(); ++set)
      for (const std::uint32_t rule : sets.pool[set]) marks[rule] = 1;
  }

  Extent extent_of(const Side& side, std::uint32_t number) const {
    const Rule& rule = *side.present().rules[number - 1];
    return {side.extent_of(rule.from), side.extent_of(rule.to), space_.bits_of(rule.services)};
  }

  void mark_overlapping() {
    std::vector<Extent> changed;
    for (std::uint32_t n = 1; n < found_.before.size(); ++n)
      if (found_.before[n]) changed.push_back(extent_of(before_, n));
    for (std::uint32_t n = 1; n < found_.after.size(); ++n)
      if (found_.after[n]) changed.push_back(extent_of(after_, n));
    if (changed.empty()) return;
    for (const Twins& twins : twins_) {
      if (found_.after[twins.after]) continue;
      const Extent extent = extent_of(after_, twins.after);
      const bool overlaps = std::ranges::any_of(changed, [&](const Extent& each) {
        return each.services.intersects(extent.services) && meet(each.from, extent.from) &&
               meet(each.to, extent.to);
      });
      if (overlaps) found_.before[twins.before] = found_.after[twins.after] = 1;
    }
  }

  const Side& before_;
  const Side& after_;
  const ServiceSpace& space_;
  std::vector<Twins> twins_;
  Relevant found_;
};

}  // namespace

std::vector<JointPiece> join_pieces(const Side& before, const Side& after) {
  std::vector<JointPiece> joint;
  const auto& a = before.pieces();
  const auto& b = after.pieces();
  // Both cover the same space in the same order.
  for (std::uint32_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const AddressRange& one = a[i].range;
    const AddressRange& other = b[j].range;
    joint.push_back(
        {{one.family, std::max(one.first, other.first), std::min(one.last, other.last)}, i, j});
    const bool ends_one = one.last <= other.last, ends_other = other.last <= one.last;
    if (ends_one) ++i;
    if (ends_other) ++j;
  }
  return joint;
}

Relevant find_relevant(const Side& before, const Side& after, const std::vector<JointPiece>& pieces,
                       const ServiceSpace& space) {
  return Finder(before, after, space).run(pieces);
}

}  // namespace sekisho::diffing

// Rules to planes: groups that are looked up apart, so that what is wide in one rule does not
// multiply with what is narrow in another.
//
// The tables of a plane grow with its crossings: each place where an end of a rule as source begins
// or ends is a change for every destination that the rule holds. A policy mostly fits into one
// plane; a set of prefixes by prefixes, some of them of everything, does not. It is cut by how many
// of the others' ends a rule's end holds, where that leaves the fewest crossings, up to
// SK_MAX_PLANES. Source: the planes by prefix width of TupleMerge's kin, here by what is held,
// which counts zones, devices and both families alike.
#include <algorithm>

#include "compiler/passes.h"

namespace sekisho {

namespace {

using RuleNumbers = std::vector<ImageIndex>;  // ascending

// The ends of all rules in one role. A mark is a distinct range that some rule names.
class Ends {
 public:
  Ends(const Model& model, const SelectedRules& in_force, std::vector<Endpoint> Rule::*role)
      : model_(model), in_force_(in_force) {
    for (ImageIndex rule = 1; rule <= in_force.rules.size(); ++rule) {
      begin_of_rule_.push_back(named_.size());
      for (const Endpoint& endpoint : in_force.rules[rule - 1]->*role) collect(endpoint);
    }
    begin_of_rule_.push_back(named_.size());
    find_held();
  }

  // What a rule's end holds: from its own mark on, those that begin inside.
  struct Held {
    std::uint32_t own, end;
  };
  std::span<const Held> held_by(ImageIndex rule) const {
    return std::span(held_).subspan(begin_of_rule_[rule - 1],
                                    begin_of_rule_[rule] - begin_of_rule_[rule - 1]);
  }
  std::size_t marks() const { return marks_; }

 private:
  void collect(const Endpoint& endpoint) {
    switch (endpoint.kind) {
      case EndpointKind::zone:
        for (const Prefix& subnet : model_[endpoint.zone].subnets)
          named_.push_back(range_of(subnet));
        break;
      case EndpointKind::device:
        if (in_force_.device_index[index_of(endpoint.device)] != 0)
          for (const AddressRange& range : model_[endpoint.device].addresses)
            named_.push_back(range);
        break;
      case EndpointKind::gateway:
        for (const Address& address : model_.gateway.addresses) named_.push_back(range_of(address));
        break;
      case EndpointKind::range:
        named_.push_back(endpoint.range);
        break;
    }
  }

  // Wider ranges stand before those that begin with them, so a mark's own place is the first.
  static bool comes_before(const AddressRange& a, const AddressRange& b) {
    if (a.family != b.family) return a.family < b.family;
    return a.first != b.first ? a.first < b.first : a.last > b.last;
  }

  void find_held() {
    std::vector<AddressRange> marks = named_;
    std::sort(marks.begin(), marks.end(), comes_before);
    marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
    marks_ = marks.size();
    for (const AddressRange& range : named_) {
      const auto own = std::lower_bound(marks.begin(), marks.end(), range, comes_before);
      const auto end = std::upper_bound(
          own, marks.end(), range, [](const AddressRange& held, const AddressRange& mark) {
            return held.family != mark.family ? held.family < mark.family : held.last < mark.first;
          });
      held_.push_back({static_cast<std::uint32_t>(own - marks.begin()),
                       static_cast<std::uint32_t>(end - marks.begin())});
    }
    named_.clear();
  }

  const Model& model_;
  const SelectedRules& in_force_;
  std::vector<AddressRange> named_;
  std::vector<std::size_t> begin_of_rule_;
  std::vector<Held> held_;
  std::size_t marks_ = 0;
};

// How many marks of a group each rule's end holds.
std::vector<std::uint64_t> count_held(const Ends& ends, const RuleNumbers& rules) {
  std::vector<std::uint32_t> before(ends.marks() + 1);
  for (const ImageIndex rule : rules)
    for (const Ends::Held& held : ends.held_by(rule)) before[held.own + 1] = 1;
  for (std::size_t n = 1; n < before.size(); ++n) before[n] += before[n - 1];
  std::vector<std::uint64_t> counts;
  for (const ImageIndex rule : rules) {
    std::uint64_t count = 0;
    for (const Ends::Held& held : ends.held_by(rule)) count += before[held.end] - before[held.own];
    counts.push_back(count);
  }
  return counts;
}

// A group of rules, and the work and room that one plane of them takes.
struct Group {
  RuleNumbers rules;
  std::vector<std::uint64_t> sources, destinations;  // held by each
  std::uint64_t crossings = 0;
  bool is_final = false;  // no cut makes it better
};

class Splitter {
 public:
  Splitter(const Model& model, const SelectedRules& in_force)
      : sources_(model, in_force, &Rule::from), destinations_(model, in_force, &Rule::to) {}

  Group group_of(RuleNumbers rules) const {
    Group group{std::move(rules), {}, {}};
    group.sources = count_held(sources_, group.rules);
    group.destinations = count_held(destinations_, group.rules);
    for (std::size_t n = 0; n < group.rules.size(); ++n)
      group.crossings += group.sources[n] + group.destinations[n] +
                         2 * sources_.held_by(group.rules[n]).size() * group.destinations[n];
    return group;
  }

  // The two halves of the best cut; empty where none is worth a plane.
  std::vector<Group> cut(const Group& group, unsigned worth_percent) const {
    std::vector<Group> best;
    std::uint64_t fewest = group.crossings * worth_percent / 100 + 1;
    for (const auto* held : {&group.sources, &group.destinations}) {
      const std::uint64_t most = *std::max_element(held->begin(), held->end());
      for (std::uint64_t limit = 1; limit < most; limit *= 2) {
        RuleNumbers narrow, wide;
        for (std::size_t n = 0; n < group.rules.size(); ++n)
          ((*held)[n] <= limit ? narrow : wide).push_back(group.rules[n]);
        if (narrow.empty() || wide.empty()) continue;
        Group one = group_of(std::move(narrow)), other = group_of(std::move(wide));
        if (one.crossings + other.crossings >= fewest) continue;
        fewest = one.crossings + other.crossings;
        best.clear();
        best.push_back(std::move(one));
        best.push_back(std::move(other));
      }
    }
    return best;
  }

 private:
  Ends sources_, destinations_;
};

}  // namespace

tl::expected<Planes, TooLarge> split_into_planes(const Model& model, const SelectedRules& in_force,
                                                 const SplitLimits& limits) {
  const Splitter splitter(model, in_force);
  RuleNumbers all(in_force.rules.size());
  for (ImageIndex rule = 1; rule <= all.size(); ++rule) all[rule - 1] = rule;
  std::vector<Group> groups;
  groups.push_back(splitter.group_of(std::move(all)));
  std::uint64_t crossings = groups.front().crossings;
  while (crossings > limits.crossings_of_one_plane && groups.size() < SK_MAX_PLANES) {
    const auto largest =
        std::max_element(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
          return std::pair(!a.is_final, a.crossings) < std::pair(!b.is_final, b.crossings);
        });
    if (largest->is_final) break;
    auto halves = splitter.cut(*largest, limits.worth_percent);
    if (halves.empty()) {
      largest->is_final = true;
      continue;
    }
    *largest = std::move(halves[0]);
    groups.push_back(std::move(halves[1]));
    crossings = 0;
    for (const Group& group : groups) crossings += group.crossings;
  }
  if (crossings > limits.most_crossings)
    return tl::unexpected(TooLarge{say("the addresses of the rules cross {} times, {} are allowed",
                                       crossings, limits.most_crossings)});
  Planes planes{static_cast<std::uint32_t>(groups.size()), {}, {}};
  planes.of_rule.resize(in_force.rules.size() + 1);
  for (std::uint32_t plane = 0; plane < groups.size(); ++plane) {
    planes.crossings.push_back(groups[plane].crossings);
    for (const ImageIndex rule : groups[plane].rules)
      planes.of_rule[rule] = static_cast<std::uint8_t>(plane);
  }
  return planes;
}

}  // namespace sekisho

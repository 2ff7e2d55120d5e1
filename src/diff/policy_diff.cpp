#include "sekisho/diff/policy_diff.h"

#include <algorithm>
#include <map>

#include "diff/diff_addresses.h"
#include "diff/timeline.h"

namespace sekisho {

namespace {

using namespace diffing;

// Decides nothing of any packet at any moment: labels and the like, and what stands in another
// order where no rule logs is found by regions.
bool is_paper(const FieldChange& field) {
  for (const char* name : {"kind", "relaxation", "from", "to", "services", "log", "schedule",
                           "dates", "match", "until", "subnets", "gateway.addresses"})
    if (field.field == name) return false;
  return !field.decides;
}

bool are_paper(const PolicyChanges& changes) {
  const auto is_paper_item = [](const PolicyItem& item) {
    return item.change == ItemChange::changed && !item.is_moved &&
           std::ranges::all_of(item.fields, is_paper);
  };
  return std::ranges::all_of(changes.rules, is_paper_item) &&
         std::ranges::all_of(changes.devices, is_paper_item) &&
         std::ranges::all_of(changes.zones, is_paper_item) &&
         std::ranges::all_of(changes.settings, is_paper);
}

// The relaxations of either policy, each once.
std::vector<std::string> relaxations_of(const NamedPolicy& before, const NamedPolicy& after) {
  std::vector<std::string> ids = before.model.relaxations;
  for (const std::string& id : after.model.relaxations)
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  return ids;
}

// What was found at some moments, each thing once with the moments at which it was.
template <typename Found>
class Sightings {
 public:
  explicit Sightings(std::size_t classes) : classes_(classes) {}

  void note(Found found, std::size_t class_number, const std::string& relaxation) {
    auto place = std::ranges::find_if(seen_, [&](const Seen& each) {
      return each.relaxation == relaxation && each.found == found;
    });
    if (place == seen_.end())
      place = seen_.insert(seen_.end(),
                           Seen{std::move(found), relaxation, std::vector<bool>(classes_)});
    place->at[class_number] = true;
  }
  template <typename Use>
  void visit(const Timeline& timeline, Use use) {
    for (Seen& each : seen_)
      use(std::move(each.found), Occasion{timeline.periods_of(each.at), each.relaxation});
  }

 private:
  struct Seen {
    Found found;
    std::string relaxation;
    std::vector<bool> at;  // by class
  };
  std::size_t classes_;
  std::vector<Seen> seen_;
};

class Differ {
 public:
  Differ(const NamedPolicy& before, const NamedPolicy& after, const Timeline& timeline)
      : before_(before),
        after_(after),
        timeline_(timeline),
        addresses_(timeline.classes().size()),
        flows_{Sightings<Region>(timeline.classes().size()),
               Sightings<Region>(timeline.classes().size()),
               Sightings<Region>(timeline.classes().size()),
               Sightings<Region>(timeline.classes().size())} {}

  void run(PolicyDiff& diff) {
    const std::vector<std::string> relaxations = relaxations_of(before_, after_);
    for (std::size_t n = 0; n < timeline_.classes().size(); ++n) {
      const Instant at = timeline_.classes()[n].at;
      for (auto& found : diff_addresses(before_, after_, at))
        addresses_.note(std::move(found), n, "");
      note_flows(n, "");
      for (const std::string& relaxation : relaxations) note_flows(n, relaxation);
    }
    addresses_.visit(timeline_, [&](AddressDifference found, Occasion occasion) {
      found.occasion = std::move(occasion);
      diff.addresses.push_back(std::move(found));
    });
    for (std::size_t change = 0; change < kFlowChanges; ++change)
      flows_[change].visit(timeline_, [&](Region found, Occasion occasion) {
        diff.flows[change].push_back({std::move(found), std::move(occasion)});
      });
  }

 private:
  // With a relaxation only what differs by it.
  void note_flows(std::size_t class_number, const std::string& relaxation) {
    const Instant at = timeline_.classes()[class_number].at;
    Regions regions = relaxation.empty() ? diff_flows(before_, after_, at)
                                         : diff_flows_beyond(before_, after_, at, {relaxation});
    for (std::size_t change = 0; change < kFlowChanges; ++change)
      for (Region& region : regions[change])
        flows_[change].note(std::move(region), class_number, relaxation);
  }

  const NamedPolicy& before_;
  const NamedPolicy& after_;
  const Timeline& timeline_;
  Sightings<AddressDifference> addresses_;
  std::array<Sightings<Region>, kFlowChanges> flows_;
};

// The flows of this model are those between any two addresses that some rule joins, in either
// direction and by whatever services (policy.md 2.3, steps 4 and 5); no block is asked about them.
Model joining_only(Model model) {
  Service one;
  one.protocol = 253;  // for experiments (RFC 3692): no more than a number
  std::vector<Rule> reversed;
  for (Rule& rule : model.rules) {
    rule.services = {one};
    rule.log = false;
    reversed.push_back(rule);
    std::swap(reversed.back().from, reversed.back().to);
  }
  model.rules.insert(model.rules.end(), reversed.begin(), reversed.end());
  model.blocks.clear();
  return model;
}

bool resolve_alike(const NamedPolicy& before, const NamedPolicy& after, const Timeline& timeline) {
  const Model a = joining_only(before.model), b = joining_only(after.model);
  std::vector<SwitchedOn> switched_on{{}};
  for (const std::string& relaxation : relaxations_of(before, after))
    switched_on.push_back({relaxation});
  for (const TimeClass& each : timeline.classes())
    for (const SwitchedOn& relaxed : switched_on)
      for (const auto& some : diff_flows({a, before.names}, {b, after.names}, each.at, relaxed))
        if (!some.empty()) return false;
  return true;
}

}  // namespace

PolicyDiff diff_policies(const NamedPolicy& before, const NamedPolicy& after, Instant at) {
  PolicyDiff diff;
  diff.changes = list_changes(before.model, after.model, at);
  if (are_paper(diff.changes)) return diff;
  const Timeline timeline(before.model, after.model, at, kMostMoments);
  Differ(before, after, timeline).run(diff);
  diff.moments = {timeline.classes().size(), timeline.is_all()};
  const auto is_empty = [](const auto& some) { return some.empty(); };
  diff.is_equal = !diff.changes.decide() && diff.addresses.empty() &&
                  std::ranges::all_of(diff.flows, is_empty) && diff.moments.is_all;
  if (diff.is_equal && after.model.forwarding == Forwarding::bridge)
    diff.resolves_alike = diff.is_equal = resolve_alike(before, after, timeline);
  return diff;
}

}  // namespace sekisho

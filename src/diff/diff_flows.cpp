// Boxes to regions: in the words of the policy that permits them, both families at once where the
// same words hold for both.
#include <algorithm>
#include <tuple>

#include "diff/address_names.h"
#include "diff/flows.h"
#include "diff/service_names.h"

namespace sekisho {

namespace {

using namespace diffing;

constexpr Family kBothFamilies[] = {Family::ipv4, Family::ipv6};

Family other_than(Family family) {
  return family == Family::ipv4 ? Family::ipv6 : Family::ipv4;
}

// A box with its words; `services` of both families where two were joined.
struct Draft {
  FlowBox box;
  AddressWords from, to;
  bool is_of_both = false;
};

class RegionWriter {
 public:
  RegionWriter(const Side& side, const PolicyNames& names, const ServiceSpace& space)
      : space_(space),
        gateway_(side.gateway()),
        senders_(side, names, side.senders()),
        receivers_(side, names, side.receivers()),
        services_(space, names) {}

  // Of IPv4 first: what of a box of IPv6 is the same in words joins a box of IPv4.
  std::vector<Region> write(std::vector<FlowBox> boxes) const {
    std::vector<Draft> drafts;
    for (FlowBox& box : boxes) {
      if (box.family == Family::ipv6) join(drafts, box);
      if (box.services.any()) drafts.push_back(write_ends(std::move(box)));
    }
    std::vector<Region> regions;
    regions.reserve(drafts.size());
    for (Draft& draft : drafts) regions.push_back(finish(std::move(draft)));
    std::sort(regions.begin(), regions.end(), [](const Region& a, const Region& b) {
      return std::tie(a.from, a.to, a.rules) < std::tie(b.from, b.to, b.rules);
    });
    return regions;
  }

 private:
  Draft write_ends(FlowBox box) const {
    const Family families[] = {box.family};
    Draft draft{.box = std::move(box), .from = {}, .to = {}};
    draft.from = senders_.write(draft.box.from, families, draft.box.rules);
    draft.to = names_of_to(draft.box).write(draft.box.to, families, draft.box.rules);
    return draft;
  }

  // What the gateway begins goes to those who can answer.
  const AddressNames& names_of_to(const FlowBox& box) const {
    return holds_all(gateway_, box.from) ? senders_ : receivers_;
  }

  // Takes out of `box` what can be said with a draft in fewer words than by itself.
  void join(std::vector<Draft>& drafts, FlowBox& box) const {
    const Draft alone = write_ends(box);
    for (Draft& draft : drafts) {
      const bool is_open = draft.box.family == Family::ipv4 && !draft.is_of_both;
      if (!is_open || !are_among(draft.box.rules, box.rules)) continue;
      const ServiceBits part = box.services & services_of(draft.box.rules);
      if (part.none() || !are_one(draft.box.services, part)) continue;
      Draft both{.box = draft.box, .from = {}, .to = {}, .is_of_both = true};
      both.box.from = united(std::move(both.box.from), box.from);
      both.box.to = united(std::move(both.box.to), box.to);
      both.box.services |= part;
      both.from = senders_.write(both.box.from, kBothFamilies, both.box.rules);
      both.to = names_of_to(both.box).write(both.box.to, kBothFamilies, both.box.rules);
      if (count_words(both) >= count_words(draft) + count_words(alone)) continue;
      draft = std::move(both);
      box.services -= part;
    }
    std::erase_if(box.rules, [&](const Rule* rule) {
      return !space_.bits_of(rule->services).intersects(box.services);
    });
  }

  static std::size_t count_words(const Draft& draft) {
    const auto count = [](const WrittenAddresses& written) {
      return written.names.size() + written.except.size();
    };
    return count(draft.from.written) + count(draft.to.written);
  }

  static bool are_among(const std::vector<const Rule*>& some,
                        const std::vector<const Rule*>& rules) {
    return std::ranges::all_of(
        some, [&](const Rule* rule) { return std::ranges::find(rules, rule) != rules.end(); });
  }

  ServiceBits services_of(const std::vector<const Rule*>& rules) const {
    ServiceBits services = space_.none();
    for (const Rule* rule : rules) services |= space_.bits_of(rule->services);
    return services;
  }

  // As far as either family can have them.
  bool are_one(const ServiceBits& of_v4, const ServiceBits& of_v6) const {
    const ServiceBits both = of_v4 | of_v6;
    return (both & space_.possible(Family::ipv4)) == of_v4 &&
           (both & space_.possible(Family::ipv6)) == of_v6;
  }

  // Whether the words would hold flows of the family that the box is not of.
  bool hold_too_much(const Draft& draft) const {
    const Family other = other_than(draft.box.family);
    return !of_family(draft.from.held, other).empty() && !of_family(draft.to.held, other).empty();
  }

  Region finish(Draft draft) const {
    const FlowBox& box = draft.box;
    ServiceBits mask = space_.possible(box.family);
    if (draft.is_of_both) {
      mask |= space_.possible(other_than(box.family));
    } else if (hold_too_much(draft)) {
      if (box.services.intersects(space_.possible(other_than(box.family))))
        draft.from = senders_.write(box.from, kBothFamilies, box.rules);
      else
        mask.set();
    }
    Region region{.from = box.from,
                  .to = box.to,
                  .services = space_.write(box.services),
                  .written_from = std::move(draft.from.written),
                  .written_to = std::move(draft.to.written),
                  .written_services = services_.write(box.services, mask),
                  .rules = {}};
    for (const Rule* rule : box.rules) region.rules.push_back(rule->id);
    return region;
  }

  const ServiceSpace& space_;
  const RangeSet gateway_;
  const AddressNames senders_, receivers_;
  const ServiceNames services_;
};

std::vector<const Service*> all_services(const NamedPolicy& before, const NamedPolicy& after) {
  std::vector<const Service*> services;
  for (const NamedPolicy* policy : {&before, &after}) {
    for (const Rule& rule : policy->model.rules)
      for (const Service& service : rule.services) services.push_back(&service);
    for (const NamedService& named : policy->names.services)
      for (const Service& service : named.services) services.push_back(&service);
  }
  return services;
}

// What other boxes hold already, whole, is not told again.
void leave_out(std::vector<FlowBox>& boxes, const std::vector<FlowBox>& known,
               const ServiceSpace& space) {
  for (FlowBox& box : boxes) {
    for (const FlowBox& each : known)
      if (each.family == box.family && holds_all(each.from, box.from) && holds_all(each.to, box.to))
        box.services -= each.services;
    std::erase_if(box.rules, [&](const Rule* rule) {
      return !space.bits_of(rule->services).intersects(box.services);
    });
  }
  std::erase_if(boxes, [](const FlowBox& box) { return box.services.none(); });
}

Regions write_regions(const NamedPolicy& before, const NamedPolicy& after, const Side& old_side,
                      const Side& new_side, const ServiceSpace& space, FlowBoxes boxes) {
  Regions regions;
  if (std::ranges::all_of(boxes, [](const auto& some) { return some.empty(); })) return regions;
  const RegionWriter of_old(old_side, before.names, space), of_new(new_side, after.names, space);
  for (std::size_t change = 0; change < kFlowChanges; ++change) {
    const auto kind = static_cast<FlowChange>(change);
    const bool is_new = kind == FlowChange::allowed || kind == FlowChange::logged;
    regions[change] = (is_new ? of_new : of_old).write(std::move(boxes[change]));
  }
  return regions;
}

}  // namespace

Regions diff_flows(const NamedPolicy& before, const NamedPolicy& after, Instant at,
                   const SwitchedOn& relaxed) {
  const Side old_side(before.model, at, relaxed), new_side(after.model, at, relaxed);
  const ServiceSpace space(all_services(before, after));
  return write_regions(before, after, old_side, new_side, space,
                       compare_flows(old_side, new_side, space));
}

Regions diff_flows_beyond(const NamedPolicy& before, const NamedPolicy& after, Instant at,
                          const SwitchedOn& relaxed) {
  const Side old_side(before.model, at, relaxed), new_side(after.model, at, relaxed);
  const ServiceSpace space(all_services(before, after));
  FlowBoxes boxes = compare_flows(old_side, new_side, space);
  const FlowBoxes known =
      compare_flows(Side(before.model, at, {}), Side(after.model, at, {}), space);
  for (std::size_t change = 0; change < kFlowChanges; ++change)
    leave_out(boxes[change], known[change], space);
  return write_regions(before, after, old_side, new_side, space, std::move(boxes));
}

}  // namespace sekisho

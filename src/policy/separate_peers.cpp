#include "policy/separate_peers.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace sekisho {
namespace {

constexpr std::size_t kNone = SIZE_MAX;

bool is_open(ZoneKind kind) {
  return kind == ZoneKind::internet || kind == ZoneKind::dmz;
}

}  // namespace

PeerWatch::PeerWatch(const Landscape& land) : land_(land), ties_(land.model.devices.size() + 1) {}

// Government systems are no far end here.
void PeerWatch::add_far_end(const Conduit& conduit, const End& far) {
  const StateSystem* system = system_of(land_, conduit.rule);
  for (const Reach& reach : far.reaches) {
    if (!is_device(*reach.endpoint) || is_of_system(system, reach.range)) continue;
    const bool is_gateway = reach.endpoint->kind == EndpointKind::gateway;
    Tie& tie = ties_[is_gateway ? ties_.size() - 1 : index_of(reach.endpoint->device)];
    if (!tie.rule) tie = {&conduit.rule, reach.endpoint};
  }
}

void PeerWatch::add_opening(const Conduit& conduit, const End& near, const End& other) {
  openings_.push_back({&conduit.rule, name_of(land_.model, other), near.reaches});
}

// What is never joined at all makes no far end, and what is refused anyway opens nothing.
void PeerWatch::add(const Conduit& conduit, std::string_view code) {
  const bool makes_far_end = is_mynumber_rule(conduit) && code != "SK3001" && code != "SK3005";
  if (makes_far_end) {
    add_far_end(conduit, far_end(conduit));
    const bool is_between_two = far_end(conduit).kind == ZoneKind::mynumber;
    if (is_between_two) add_far_end(conduit, conduit.from);
    return;
  }
  if (!code.empty() || has_sanitiser(conduit.rule)) return;
  if (is_open(conduit.to.kind)) add_opening(conduit, conduit.from, conduit.to);
  if (is_open(conduit.from.kind)) add_opening(conduit, conduit.to, conduit.from);
}

// Sorted by where they begin. No two devices of one time share an address.
std::vector<PeerWatch::Holding> PeerWatch::far_addresses() const {
  std::vector<Holding> addresses;
  for (std::size_t i = 0; i + 1 < ties_.size(); ++i) {
    if (!ties_[i].rule) continue;
    for (const AddressRange& range : land_.model.devices[i].addresses) {
      addresses.push_back({range, i});
    }
  }
  std::sort(addresses.begin(), addresses.end(),
            [](const Holding& a, const Holding& b) { return a.range < b.range; });
  // Devices of different times may: then the earlier range reaches as far as any before it.
  for (std::size_t i = 1; i < addresses.size(); ++i) {
    const Holding& before = addresses[i - 1];
    const bool is_within = before.range.contains(addresses[i].range);
    if (is_within) addresses[i] = before;
  }
  return addresses;
}

// The far device that the reach holds an address of, or kNone.
std::size_t PeerWatch::far_device_of(const Reach& reach,
                                     const std::vector<Holding>& addresses) const {
  if (is_device(*reach.endpoint)) {
    const bool is_gateway = reach.endpoint->kind == EndpointKind::gateway;
    const std::size_t device = is_gateway ? ties_.size() - 1 : index_of(reach.endpoint->device);
    return ties_[device].rule ? device : kNone;
  }
  const AddressRange& range = reach.range;
  const auto after =
      std::partition_point(addresses.begin(), addresses.end(), [&](const Holding& held) {
        return std::tie(held.range.family, held.range.first) <= std::tie(range.family, range.last);
      });
  if (after == addresses.begin()) return kNone;
  const Holding& nearest = *(after - 1);
  return nearest.range.overlaps(range) ? nearest.device : kNone;
}

void PeerWatch::report(const Opening& opening, const Reach& reach, std::size_t device,
                       Diagnostics& found) const {
  const Tie& tie = ties_[device];
  const bool is_gateway = device + 1 == ties_.size();
  const std::string name = is_gateway ? "gateway" : "device:" + land_.model.devices[device].id;
  found
      .add("SK3006",
           say("rule \"{}\" joins \"{}\" with {}, and rule \"{}\" makes it the far end of "
               "a mynumber zone; what a mynumber zone is joined with is itself not "
               "connected to the Internet, so one of the two goes",
               opening.rule->id, name, opening.zone, tie.rule->id),
           reach.endpoint->where)
      .notes.push_back({say("rule \"{}\", which makes it the far end, is here", tie.rule->id),
                        tie.endpoint->where});
}

void PeerWatch::report(Diagnostics& found) const {
  const std::vector<Holding> addresses = far_addresses();
  std::set<Location> reported;  // a rule may open the same endpoint to several zones
  for (const Opening& opening : openings_) {
    for (const Reach& reach : opening.reaches) {
      const std::size_t device = far_device_of(reach, addresses);
      if (device == kNone) continue;
      if (reported.insert(reach.endpoint->where).second) report(opening, reach, device, found);
      break;
    }
  }
}

}  // namespace sekisho

#include "diff/flows.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "diff/boxes.h"
#include "diff/relevant.h"
#include "verify/rule_sets.h"

namespace sekisho::diffing {

namespace {

using verifying::RuleSets;
using verifying::SetPool;
using Numbers = std::vector<std::uint32_t>;

// Addresses of one family that are alike on both sides.
struct EndKind {
  Family family = Family::ipv4;
  Ability before, after;
  std::uint32_t rules_before = 0, rules_after = 0;  // sets of each side's pool
  std::vector<AddressRange> ranges;
};

// The services that differ between two kinds of ends, by FlowChange.
using Cell = std::array<ServiceBits, kFlowChanges>;

// One side with its relevant rules.
struct Rules {
  Rules(const Side& side, const std::vector<std::uint8_t>& marks, const ServiceSpace& space)
      : side(side),
        sets(find_rule_sets(side.model(), side.present(), side.pieces(), marks, 1)),
        services(marks.size()) {
    for (std::uint32_t n = 1; n < marks.size(); ++n)
      if (marks[n]) services[n] = space.bits_of((*this)[n].services);
  }
  const Rule& operator[](std::uint32_t number) const { return *side.present().rules[number - 1]; }

  const Side& side;
  const RuleSets sets;
  std::vector<ServiceBits> services;  // by rule number
};

class Comparison {
 public:
  Comparison(const Side& before, const Side& after, const ServiceSpace& space,
             const std::vector<JointPiece>& pieces, const Relevant& relevant)
      : space_(space),
        before_(before, relevant.before, space),
        after_(after, relevant.after, space) {
    find_kinds(pieces);
    index_destinations();
  }

  FlowBoxes run() {
    for (const EndKind& source : sources_) compare_source(source);
    FlowBoxes boxes;
    for (std::size_t change = 0; change < kFlowChanges; ++change)
      for (const Family family : {Family::ipv4, Family::ipv6})
        cover_table(static_cast<FlowChange>(change), family, boxes[change]);
    return boxes;
  }

 private:
  void find_kinds(const std::vector<JointPiece>& pieces) {
    using Key = std::tuple<Family, Ability, Ability, std::uint32_t, std::uint32_t>;
    std::map<Key, std::size_t> sources, destinations;
    const auto note = [](std::map<Key, std::size_t>& known, std::vector<EndKind>& kinds,
                         const JointPiece& piece, Ability a, Ability b, std::uint32_t rules_before,
                         std::uint32_t rules_after) {
      if (rules_before == 0 && rules_after == 0) return;
      const Family family = piece.range.family;
      const auto [place, is_new] =
          known.try_emplace({family, a, b, rules_before, rules_after}, kinds.size());
      if (is_new) kinds.push_back({family, a, b, rules_before, rules_after, {}});
      kinds[place->second].ranges.push_back(piece.range);
    };
    for (const JointPiece& piece : pieces) {
      const Ability a = before_.side.ability_of(before_.side.pieces()[piece.before].end);
      const Ability b = after_.side.ability_of(after_.side.pieces()[piece.after].end);
      note(sources, sources_, piece, a, b, a.sends ? before_.sets.sources[piece.before] : 0,
           b.sends ? after_.sets.sources[piece.after] : 0);
      note(destinations, destinations_, piece, a, b, before_.sets.destinations[piece.before],
           after_.sets.destinations[piece.after]);
    }
  }

  // By rule number of each side: the kinds of destinations that it holds.
  void index_destinations() {
    holding_before_.resize(before_.services.size());
    holding_after_.resize(after_.services.size());
    for (std::uint32_t kind = 0; kind < destinations_.size(); ++kind) {
      for (const std::uint32_t rule : before_.sets.pool[destinations_[kind].rules_before])
        holding_before_[rule].push_back(kind);
      for (const std::uint32_t rule : after_.sets.pool[destinations_[kind].rules_after])
        holding_after_[rule].push_back(kind);
    }
  }

  // Of what the gateway begins only replies are judged, and who is asked about must send them.
  static bool is_asked_about(const Ability& source, const Ability& destination) {
    if (source.is_gateway) return destination.sends && !destination.is_gateway;
    return destination.receives;
  }

  void compare_source(const EndKind& source) {
    struct Candidate {
      std::uint32_t destination;
      bool is_after;
      std::uint32_t rule;
      auto operator<=>(const Candidate&) const = default;
    };
    std::vector<Candidate> candidates;
    const auto gather = [&](bool is_after, std::uint32_t rule, const Numbers& kinds) {
      for (const std::uint32_t kind : kinds) {
        const EndKind& destination = destinations_[kind];
        const bool is_asked = is_after ? is_asked_about(source.after, destination.after)
                                       : is_asked_about(source.before, destination.before);
        if (destination.family == source.family && is_asked)
          candidates.push_back({kind, is_after, rule});
      }
    };
    for (const std::uint32_t rule : before_.sets.pool[source.rules_before])
      gather(false, rule, holding_before_[rule]);
    for (const std::uint32_t rule : after_.sets.pool[source.rules_after])
      gather(true, rule, holding_after_[rule]);
    std::sort(candidates.begin(), candidates.end());

    std::array<Row, kFlowChanges> rows;
    for (std::size_t i = 0; i < candidates.size();) {
      const std::uint32_t destination = candidates[i].destination;
      Numbers permitting;  // rules before, a zero, rules after
      bool is_after = false;
      for (; i < candidates.size() && candidates[i].destination == destination; ++i) {
        if (candidates[i].is_after && !is_after) permitting.push_back(0);
        is_after = is_after || candidates[i].is_after;
        permitting.push_back(candidates[i].rule);
      }
      const std::array<std::uint32_t, kFlowChanges>& sets = differing(permitting, source);
      for (std::size_t change = 0; change < kFlowChanges; ++change)
        if (sets[change] != 0) rows[change].push_back({destination, sets[change]});
    }
    for (std::size_t change = 0; change < kFlowChanges; ++change)
      tables_[change].push_back(std::move(rows[change]));
  }

  // The sets of services that change, by what permits on each side; 0: none.
  const std::array<std::uint32_t, kFlowChanges>& differing(const Numbers& permitting,
                                                           const EndKind& source) {
    const Family family = source.family;
    const bool is_told = !source.before.is_gateway && !source.after.is_gateway;
    const auto [place, is_new] = known_.try_emplace({family, is_told, permitting});
    if (!is_new) return place->second;
    const auto middle = std::ranges::find(permitting, 0u);
    const std::span<const std::uint32_t> olds(permitting.begin(), middle);
    const std::span<const std::uint32_t> news(middle == permitting.end() ? middle : middle + 1,
                                              permitting.end());
    const auto [permits_before, logs_before] = decide(before_, olds, family);
    const auto [permits_after, logs_after] = decide(after_, news, family);
    const ServiceBits both = permits_before & permits_after;
    Cell cell{permits_after - permits_before, permits_before - permits_after,
              (logs_after - logs_before) & both, (logs_before - logs_after) & both};
    // No event tells of a reply to the gateway.
    if (!is_told) cell[2].reset(), cell[3].reset();
    for (std::size_t change = 0; change < kFlowChanges; ++change)
      place->second[change] = cell[change].none() ? 0 : number_of(cell[change]);
    return place->second;
  }

  // The first rule that permits a service says whether its flows are logged.
  std::pair<ServiceBits, ServiceBits> decide(const Rules& rules,
                                             std::span<const std::uint32_t> permitting,
                                             Family family) const {
    ServiceBits permitted = space_.none(), logged = space_.none();
    for (const std::uint32_t rule : permitting) {
      if (rules[rule].log) logged |= rules.services[rule] - permitted;
      permitted |= rules.services[rule];
    }
    return {permitted & space_.possible(family), logged & space_.possible(family)};
  }

  std::uint32_t number_of(const ServiceBits& services) {
    const auto [place, is_new] =
        numbers_.try_emplace(services, static_cast<std::uint32_t>(sets_.size()));
    if (is_new) sets_.push_back(services);
    return place->second;
  }

  void cover_table(FlowChange change, Family family, std::vector<FlowBox>& boxes) const {
    std::vector<Row> rows = tables_[static_cast<std::size_t>(change)];
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (sources_[i].family != family) rows[i].clear();
    for (Box& box : cover(rows, sets_)) {
      FlowBox flow{family, {}, {}, std::move(box.services), {}};
      for (const std::uint32_t row : box.rows)
        flow.from.insert(flow.from.end(), sources_[row].ranges.begin(), sources_[row].ranges.end());
      for (const std::uint32_t column : box.columns)
        flow.to.insert(flow.to.end(), destinations_[column].ranges.begin(),
                       destinations_[column].ranges.end());
      flow.from = make_set(std::move(flow.from));
      flow.to = make_set(std::move(flow.to));
      flow.rules = rules_of(change, box, flow.services);
      boxes.push_back(std::move(flow));
    }
  }

  std::vector<const Rule*> rules_of(FlowChange change, const Box& box,
                                    const ServiceBits& services) const {
    const bool is_after = change == FlowChange::allowed || change == FlowChange::logged;
    const bool is_log = change == FlowChange::logged || change == FlowChange::unlogged;
    const Rules& rules = is_after ? after_ : before_;
    std::vector<std::uint8_t> ends(rules.services.size());
    const auto mark = [&](const EndKind& kind, std::uint8_t bit) {
      for (const std::uint32_t rule :
           rules.sets.pool[is_after ? kind.rules_after : kind.rules_before])
        ends[rule] |= bit;
    };
    for (const std::uint32_t row : box.rows) mark(sources_[row], 1);
    for (const std::uint32_t column : box.columns) mark(destinations_[column], 2);
    std::vector<const Rule*> found;
    for (std::uint32_t n = 1; n < ends.size(); ++n)
      if (ends[n] == 3 && rules.services[n].intersects(services) && (!is_log || rules[n].log))
        found.push_back(&rules[n]);
    return found;
  }

  const ServiceSpace& space_;
  const Rules before_, after_;
  std::vector<EndKind> sources_, destinations_;
  std::vector<Numbers> holding_before_, holding_after_;
  std::array<std::vector<Row>, kFlowChanges> tables_;  // by change: a row for each source kind
  std::map<std::tuple<Family, bool, Numbers>, std::array<std::uint32_t, kFlowChanges>> known_;
  std::map<ServiceBits, std::uint32_t> numbers_;
  std::vector<ServiceBits> sets_{{}};  // 0: no services
};

}  // namespace

FlowBoxes compare_flows(const Side& before, const Side& after, const ServiceSpace& space) {
  const std::vector<JointPiece> pieces = join_pieces(before, after);
  const Relevant relevant = find_relevant(before, after, pieces, space);
  return Comparison(before, after, space, pieces, relevant).run();
}

}  // namespace sekisho::diffing

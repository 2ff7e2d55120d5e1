#include "verify/rule_sets.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace sekisho::verifying {

namespace {

using Numbers = std::vector<std::uint32_t>;

// Wider ranges first among those that begin together; a key by what rules can name.
struct WiderFirst {
  bool operator()(const AddressRange& a, const AddressRange& b) const {
    return std::tuple(a.family, a.first, ~a.last) < std::tuple(b.family, b.first, ~b.last);
  }
};
using RulesByRange = std::map<AddressRange, Numbers, WiderFirst>;

// Which rules name an end, by how they name it.
struct Naming {
  std::vector<Numbers> by_zone, by_device;  // numbers from 1
  Numbers by_gateway;
  RulesByRange by_range;
};

template <typename IsMember>
Naming naming_of(const Model& model, const Present& present, std::vector<Endpoint> Rule::*end,
                 IsMember is_member) {
  Naming naming;
  naming.by_zone.resize(model.zones.size() + 1);
  naming.by_device.resize(present.devices.size() + 1);
  for (std::uint32_t n = 1; n <= present.rules.size(); ++n) {
    if (!is_member(n)) continue;
    for (const Endpoint& endpoint : present.rules[n - 1]->*end) {
      if (endpoint.kind == EndpointKind::zone)
        naming.by_zone[index_of(endpoint.zone) + 1].push_back(n);
      else if (endpoint.kind == EndpointKind::gateway)
        naming.by_gateway.push_back(n);
      else if (endpoint.kind == EndpointKind::range)
        naming.by_range[endpoint.range].push_back(n);
      else if (const std::uint32_t device = present.number_of_device[index_of(endpoint.device)])
        naming.by_device[device].push_back(n);
    }
  }
  return naming;
}

using PieceSpan = std::pair<std::size_t, std::size_t>;

PieceSpan pieces_in(const std::vector<PolicyPiece>& pieces, const AddressRange& range) {
  const auto begins = [&](const PolicyPiece& piece, Uint128 at) {
    return std::pair(piece.range.family, piece.range.first) < std::pair(range.family, at);
  };
  const auto first = std::lower_bound(pieces.begin(), pieces.end(), range.first, begins);
  auto end = first;
  while (end != pieces.end() && end->range.family == range.family && end->range.last <= range.last)
    ++end;
  return {first - pieces.begin(), end - pieces.begin()};
}

class Grower {
 public:
  explicit Grower(SetPool& pool) : pool_(pool) {}

  std::uint32_t add(Numbers rules) {
    std::sort(rules.begin(), rules.end());
    rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
    return pool_.add(rules);
  }

  std::uint32_t unite(std::uint32_t a, std::uint32_t b) {
    if (a == 0 || b == 0) return a + b;
    const auto [place, is_new] = united_.try_emplace(std::uint64_t{a} << 32 | b, 0);
    if (!is_new) return place->second;
    const auto one = pool_[a], other = pool_[b];
    Numbers both;
    both.reserve(one.size() + other.size());
    std::set_union(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(both));
    return place->second = pool_.add(both);
  }

 private:
  SetPool& pool_;
  std::unordered_map<std::uint64_t, std::uint32_t> united_;
};

// policy.md 1.4: a rule holds an address by its zone, its device, a range around it; or only as the
// gateway's.
std::vector<std::uint32_t> sets_by_piece(const Naming& naming,
                                         const std::vector<PolicyPiece>& pieces, SetPool& pool) {
  Grower grower(pool);
  std::vector<std::uint32_t> sets(pieces.size());
  for (const auto& [range, rules] : naming.by_range) {
    const std::uint32_t group = grower.add(rules);
    const auto [first, end] = pieces_in(pieces, range);
    for (std::size_t i = first; i < end; ++i)
      if (pieces[i].end.zone != 0) sets[i] = grower.unite(sets[i], group);
  }
  std::vector<std::uint32_t> of_zone, of_device;
  for (const Numbers& rules : naming.by_zone) of_zone.push_back(grower.add(rules));
  for (const Numbers& rules : naming.by_device) of_device.push_back(grower.add(rules));
  const std::uint32_t of_gateway = grower.add(naming.by_gateway);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const PolicyEnd& end = pieces[i].end;
    if (end.is_gateway)
      sets[i] = of_gateway;
    else if (end.zone != 0)
      sets[i] = grower.unite(grower.unite(sets[i], of_zone[end.zone]), of_device[end.device]);
  }
  return sets;
}

}  // namespace

RuleSets find_rule_sets(const Model& model, const Present& present,
                        const std::vector<PolicyPiece>& pieces,
                        std::span<const std::uint8_t> of_rule, unsigned group) {
  const auto is_member = [&](std::uint32_t number) {
    return of_rule.empty() || of_rule[number] == group;
  };
  RuleSets sets;
  sets.sources =
      sets_by_piece(naming_of(model, present, &Rule::from, is_member), pieces, sets.pool);
  sets.destinations =
      sets_by_piece(naming_of(model, present, &Rule::to, is_member), pieces, sets.pool);
  return sets;
}

std::uint64_t count_range_members(const Present& present, const std::vector<PolicyPiece>& pieces) {
  RulesByRange by_range;
  std::uint64_t count = 0;
  for (std::uint32_t n = 1; n <= present.rules.size(); ++n)
    for (const auto end : {&Rule::from, &Rule::to})
      for (const Endpoint& endpoint : present.rules[n - 1]->*end)
        if (endpoint.kind == EndpointKind::range) by_range[endpoint.range].push_back(n);
  for (const auto& [range, rules] : by_range) {
    const auto [first, end] = pieces_in(pieces, range);
    count += (end - first) * rules.size();
  }
  return count;
}

}  // namespace sekisho::verifying

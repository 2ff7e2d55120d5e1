// Where one plane would be too large, its rules part by the length of one of their prefixes: the
// cut that leaves the smallest reach, again and again.
#include "classifier/planes.h"

#include <algorithm>

#include "classifier/shadow.h"
#include "classifier/tables.h"

namespace sekisho::classifier {

namespace {

// How many chosen nodes lie below each, by prefix sums.
class Below {
 public:
  Below(const PrefixTree& tree, const std::vector<std::uint32_t>& node_of, const RuleNumbers& rules)
      : tree_(tree), before_(tree.size() + 1) {
    for (const std::uint32_t rule : rules) before_[node_of[rule] + 1] = 1;
    for (std::size_t n = 1; n < before_.size(); ++n) before_[n] += before_[n - 1];
  }
  std::uint64_t count(std::uint32_t node) const { return before_[tree_.end[node]] - before_[node]; }
  std::uint64_t all() const { return before_.back(); }

 private:
  const PrefixTree& tree_;
  std::vector<std::uint32_t> before_;
};

struct Size {
  std::uint64_t reach = 0, cells = 0;
};

Size size_of(const Ends& ends, const RuleNumbers& rules) {
  const Below sources(ends.sources, ends.source_of, rules);
  const Below destinations(ends.destinations, ends.destination_of, rules);
  Size size;
  for (const std::uint32_t rule : rules)
    size.reach +=
        sources.count(ends.source_of[rule]) * destinations.count(ends.destination_of[rule]);
  size.cells = sources.all() * destinations.all();
  return size;
}

std::pair<RuleNumbers, RuleNumbers> part(const Ends& ends, const RuleNumbers& rules, bool by_source,
                                         unsigned length) {
  std::pair<RuleNumbers, RuleNumbers> parts;
  for (const std::uint32_t rule : rules) {
    const TupleRule& r = ends.rules[rule];
    const unsigned own = by_source ? r.source.length : r.destination.length;
    (own < length ? parts.first : parts.second).push_back(rule);
  }
  return parts;
}

constexpr unsigned kCuts[] = {1, 3, 6, 8, 12, 16, 20, 24, 28, 32};

struct Split {
  std::uint64_t reach = ~0ULL;
  std::pair<RuleNumbers, RuleNumbers> parts;
};

Split best_split(const Ends& ends, const RuleNumbers& rules) {
  Split best;
  for (const bool by_source : {true, false}) {
    for (const unsigned length : kCuts) {
      auto parts = part(ends, rules, by_source, length);
      if (parts.first.empty() || parts.second.empty()) continue;
      const std::uint64_t reach =
          size_of(ends, parts.first).reach + size_of(ends, parts.second).reach;
      if (reach < best.reach) best = {reach, std::move(parts)};
    }
  }
  return best;
}

}  // namespace

Ends find_ends(std::span<const TupleRule> rules) {
  Ends ends{rules, reachable_rules(rules), {}, {}, {}, {}};
  std::vector<Prefix4> sources, destinations;
  for (const std::uint32_t rule : ends.reachable) {
    sources.push_back(rules[rule].source);
    destinations.push_back(rules[rule].destination);
  }
  ends.sources = make_prefix_tree(std::move(sources));
  ends.destinations = make_prefix_tree(std::move(destinations));
  ends.source_of.resize(rules.size());
  ends.destination_of.resize(rules.size());
  for (const std::uint32_t rule : ends.reachable) {
    ends.source_of[rule] = ends.sources.node_of(rules[rule].source);
    ends.destination_of[rule] = ends.destinations.node_of(rules[rule].destination);
  }
  return ends;
}

std::uint64_t reach_of(const Ends& ends, const RuleNumbers& rules) {
  return size_of(ends, rules).reach;
}

std::vector<RuleNumbers> split_into_planes(const Ends& ends, const SplitLimits& limits,
                                           std::uint64_t& largest_reach) {
  std::vector<RuleNumbers> planes, open{ends.reachable};
  while (!open.empty()) {
    // The largest first, so that planes go where they save most.
    std::sort(open.begin(), open.end(), [&](const RuleNumbers& a, const RuleNumbers& b) {
      return reach_of(ends, a) < reach_of(ends, b);
    });
    RuleNumbers rules = std::move(open.back());
    open.pop_back();
    const Size size = size_of(ends, rules);
    const bool is_small = size.reach <= limits.small_reach && size.cells <= limits.dense_cells;
    if (!is_small && planes.size() + open.size() + 2 <= kMaxPlanes) {
      Split split = best_split(ends, rules);
      const bool is_needed = size.reach > limits.most_reach && split.reach < size.reach;
      if (is_needed || split.reach <= size.reach / 2) {
        open.push_back(std::move(split.parts.first));
        open.push_back(std::move(split.parts.second));
        continue;
      }
    }
    if (size.reach > limits.most_reach) {
      largest_reach = size.reach;
      return {};
    }
    planes.push_back(std::move(rules));
  }
  return planes;
}

}  // namespace sekisho::classifier

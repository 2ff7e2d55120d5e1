// Rules in planes: groups that are looked up apart, so that wide prefixes of one do not multiply
// with narrow ones of another.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "classifier/prefix_tree.h"
#include "sekisho/classifier/classifier.h"

namespace sekisho::classifier {

// What every pass reads: the rules with their places in both trees.
struct Ends {
  std::span<const TupleRule> rules;
  std::vector<std::uint32_t> reachable;  // numbers of the rules that count
  PrefixTree sources, destinations;
  std::vector<std::uint32_t> source_of, destination_of;  // node by rule
};

Ends find_ends(std::span<const TupleRule> rules);

struct SplitLimits {
  std::uint64_t dense_cells = 1 << 18;  // below both: not split
  std::uint64_t small_reach = 1 << 19;
  std::uint64_t most_reach = 1 << 23;  // (cell, rule) pairs of one plane
};

using RuleNumbers = std::vector<std::uint32_t>;  // ascending

// Every rule in one plane, at most kMaxPlanes. Empty where that cannot be done within `limits`;
// then `largest_reach` becomes what the most crossing plane would take.
std::vector<RuleNumbers> split_into_planes(const Ends& ends, const SplitLimits& limits,
                                           std::uint64_t& largest_reach);

// The (cell, rule) pairs of one plane: how often its rules stand in a list, before pruning.
std::uint64_t reach_of(const Ends& ends, const RuleNumbers& rules);

}  // namespace sekisho::classifier

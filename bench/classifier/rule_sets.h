// Rule sets to compare classifiers on: ClassBench files, larger ones after their likeness, and
// sets that are hard on purpose. All from fixed seeds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sekisho/classifier/classifier.h"

namespace sekisho::bench {

using Rules = std::vector<classifier::TupleRule>;

// The filters of a ClassBench file; empty where it cannot be read.
Rules read_classbench(const std::string& path);

// About `count` rules: copies of `seed_set`, each with its address bits flipped in a way that keeps
// which prefix lies in which (as Crypto-PAn does), shuffled together in their order. Rules that
// come out equal stand once.
Rules enlarge(const Rules& seed_set, std::size_t count, std::uint64_t seed);

Rules without_catch_alls(Rules rules);

// 10,000 rules each.
struct NamedRules {
  std::string name;
  Rules rules;
};
std::vector<NamedRules> adversarial_sets(std::uint64_t seed);

// Headers drawn inside the rules' boxes, and one in `random_share` anywhere.
std::vector<classifier::Tuple> draw_headers(const Rules& rules, std::size_t count,
                                            unsigned random_share, std::uint64_t seed);

}  // namespace sekisho::bench

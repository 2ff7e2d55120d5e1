// Rules that no packet can reach, because an earlier one holds all of theirs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sekisho/classifier/classifier.h"

namespace sekisho::classifier {

// The numbers of the rules that are left, ascending. A rule that only several earlier ones together
// hide stays.
std::vector<std::uint32_t> reachable_rules(std::span<const TupleRule> rules);

}  // namespace sekisho::classifier

// Which of many sets hold which others, without comparing every two: whatever holds a set holds its
// first element too, and a segment tree tells which sets hold that.
// Cost: O(n log n) for n ranges, and what the candidates are. Pure; thread: any.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sekisho/base/range_set.h"

namespace sekisho {

// For each set, in ascending order, those that hold it, itself among them; none for an empty set.
// `holds(outer, inner)` judges two sets by their numbers. Where sets lie one in another by the
// thousand, the lists would grow with the square: then the later ones hold but themselves.
std::vector<std::vector<std::uint32_t>> find_supersets(
    const std::vector<RangeSet>& sets,
    const std::function<bool(std::uint32_t outer, std::uint32_t inner)>& holds);

}  // namespace sekisho

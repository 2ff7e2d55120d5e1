// The longest ascending part of a list of distinct numbers: what stands in order where the rest has
// been moved. Pure; thread: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sekisho::diffing {

// The places of its members, ascending. Cost: O(n log n).
// Source: patience sorting (Schensted).
std::vector<std::size_t> longest_ascent(const std::vector<std::uint32_t>& numbers);

}  // namespace sekisho::diffing

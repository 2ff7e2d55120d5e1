// What two sets of numbers have in common.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <vector>

namespace sekisho {

// Both ascend, each number once. Sets that differ much in length, as those of a wide and a narrow
// end do, cost little more than the shorter one.
inline std::vector<std::uint32_t> intersect(const std::vector<std::uint32_t>& a,
                                            const std::vector<std::uint32_t>& b) {
  const auto& few = a.size() < b.size() ? a : b;
  const auto& many = a.size() < b.size() ? b : a;
  std::vector<std::uint32_t> both;
  if (few.size() * 16 < many.size())
    std::copy_if(few.begin(), few.end(), std::back_inserter(both), [&](std::uint32_t number) {
      return std::binary_search(many.begin(), many.end(), number);
    });
  else
    std::set_intersection(few.begin(), few.end(), many.begin(), many.end(),
                          std::back_inserter(both));
  return both;
}

}  // namespace sekisho

#include "diff/longest.h"

#include <algorithm>

namespace sekisho::diffing {

std::vector<std::size_t> longest_ascent(const std::vector<std::uint32_t>& numbers) {
  constexpr std::size_t kFirst = SIZE_MAX;
  std::vector<std::size_t> tops;  // by length: where its smallest end stands
  std::vector<std::size_t> previous(numbers.size(), kFirst);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto top =
        std::lower_bound(tops.begin(), tops.end(), numbers[i],
                         [&](std::size_t place, std::uint32_t n) { return numbers[place] < n; });
    if (top != tops.begin()) previous[i] = *(top - 1);
    if (top == tops.end())
      tops.push_back(i);
    else
      *top = i;
  }
  std::vector<std::size_t> ascent;
  for (std::size_t i = tops.empty() ? kFirst : tops.back(); i != kFirst; i = previous[i])
    ascent.push_back(i);
  std::reverse(ascent.begin(), ascent.end());
  return ascent;
}

}  // namespace sekisho::diffing

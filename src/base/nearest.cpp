// Did you mean: the nearest of the known words.
#include <algorithm>

#include "sekisho/base/diagnostic.h"

namespace sekisho {
namespace {

// Edit distance with swapped neighbours as one edit ("optimal string alignment"); stops early and
// says limit + 1 where it must be above `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit) return limit + 1;
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    if (*std::min_element(next.begin(), next.end()) > limit) return limit + 1;
    std::swap(before, row);
    std::swap(row, next);
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known) {
  // A third of the letters may be wrong, at least one, at most three.
  const std::size_t limit = std::clamp<std::size_t>((word.size() + 1) / 3, 1, 3);
  std::size_t best_distance = limit + 1;
  std::string_view best;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(word, candidate, best_distance - 1);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
      if (distance == 0) break;
    }
  }
  // Nothing of a short word is left when every letter of it is replaced.
  return best_distance < std::max<std::size_t>(word.size(), 1) ? best : std::string_view{};
}

}  // namespace sekisho

#include "policy/superset_index.h"

#include <algorithm>

namespace sekisho {
namespace {

constexpr std::size_t kMostCandidates = 1'000'000;

struct Point {
  Family family;
  Uint128 number;

  friend bool operator<(const Point& a, const Point& b) {
    return a.family != b.family ? a.family < b.family : a.number < b.number;
  }
};

Point first_of(const RangeSet& set) {
  return {set.front().family, set.front().first};
}

// Over the sorted first elements; a node keeps the sets that hold all of its elements.
class Tree {
 public:
  explicit Tree(std::vector<Point> points) : points_(std::move(points)) {
    nodes_.resize(points_.size() * 2);
  }

  void add(std::uint32_t set, const AddressRange& range) {
    const auto begin =
        std::lower_bound(points_.begin(), points_.end(), Point{range.family, range.first});
    const auto end =
        std::upper_bound(points_.begin(), points_.end(), Point{range.family, range.last});
    auto left = static_cast<std::size_t>(begin - points_.begin()) + points_.size();
    auto right = static_cast<std::size_t>(end - points_.begin()) + points_.size();
    for (; left < right; left /= 2, right /= 2) {
      if (left % 2 == 1) nodes_[left++].push_back(set);
      if (right % 2 == 1) nodes_[--right].push_back(set);
    }
  }

  // Calls `use` with each set that holds the point, once for each of its ranges that does.
  template <typename Use>
  void find(const Point& point, Use use) const {
    const auto place = std::lower_bound(points_.begin(), points_.end(), point);
    auto node = static_cast<std::size_t>(place - points_.begin()) + points_.size();
    for (; node > 0; node /= 2) {
      for (const std::uint32_t set : nodes_[node]) use(set);
    }
  }

 private:
  std::vector<Point> points_;
  std::vector<std::vector<std::uint32_t>> nodes_;
};

Tree build_tree(const std::vector<RangeSet>& sets) {
  std::vector<Point> points;
  for (const RangeSet& set : sets) {
    if (!set.empty()) points.push_back(first_of(set));
  }
  std::sort(points.begin(), points.end());
  Tree tree(std::move(points));
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    for (const AddressRange& range : sets[i]) tree.add(i, range);
  }
  return tree;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> find_supersets(
    const std::vector<RangeSet>& sets,
    const std::function<bool(std::uint32_t outer, std::uint32_t inner)>& holds) {
  std::vector<std::vector<std::uint32_t>> supersets(sets.size());
  const Tree tree = build_tree(sets);
  std::size_t candidates = 0;
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    if (sets[i].empty()) continue;
    supersets[i].push_back(i);
    if (candidates >= kMostCandidates) continue;
    tree.find(first_of(sets[i]), [&](std::uint32_t outer) {
      ++candidates;
      if (outer != i && holds(outer, i)) supersets[i].push_back(outer);
    });
    std::sort(supersets[i].begin(), supersets[i].end());
  }
  return supersets;
}

}  // namespace sekisho

#include "classifier/prefix_tree.h"

#include <algorithm>

namespace sekisho::classifier {

namespace {

std::uint32_t last_of(const Prefix4& prefix) {
  return prefix.length == 0 ? 0xffffffff : prefix.address | (0xffffffffULL >> prefix.length);
}

}  // namespace

PrefixTree make_prefix_tree(std::vector<Prefix4> prefixes) {
  std::sort(prefixes.begin(), prefixes.end());
  prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
  PrefixTree tree;
  tree.prefixes.assign(1, {});
  tree.prefixes.insert(tree.prefixes.end(), prefixes.begin(), prefixes.end());
  const auto count = static_cast<std::uint32_t>(tree.size());
  tree.end.assign(count, count);
  std::vector<std::uint32_t> open;
  for (std::uint32_t n = 1; n < count; ++n) {
    while (!open.empty() && last_of(tree.prefixes[open.back()]) < tree.prefixes[n].address) {
      tree.end[open.back()] = n;
      open.pop_back();
    }
    open.push_back(n);
  }
  return tree;
}

std::uint32_t PrefixTree::node_of(const Prefix4& prefix) const {
  const auto place = std::lower_bound(prefixes.begin() + 1, prefixes.end(), prefix);
  return static_cast<std::uint32_t>(place - prefixes.begin());
}

Projection project(const PrefixTree& tree, const std::vector<std::uint8_t>& chosen) {
  Projection projection;
  projection.of.resize(tree.size());
  projection.end.assign(1, 0);
  projection.count = 1;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> open{
      {static_cast<std::uint32_t>(tree.size()), 0}};  // (end in the tree, number)
  for (std::uint32_t n = 0; n < tree.size(); ++n) {
    while (open.back().first <= n) {
      projection.end[open.back().second] = projection.count;
      open.pop_back();
    }
    if (chosen[n]) {
      open.emplace_back(tree.end[n], projection.count++);
      projection.end.push_back(0);
    }
    projection.of[n] = open.back().second;
  }
  for (const auto& [end, number] : open) projection.end[number] = projection.count;
  return projection;
}

std::vector<AddressPiece> pieces_of(const PrefixTree& tree) {
  std::vector<AddressPiece> pieces{{0, 0}};
  const auto begin = [&pieces](std::uint32_t start, std::uint32_t node) {
    if (pieces.back().start == start)
      pieces.back().node = node;
    else
      pieces.push_back({start, node});
  };
  std::vector<std::uint32_t> open{0};
  const auto close_before = [&](std::uint64_t address) {
    while (open.size() > 1 && last_of(tree.prefixes[open.back()]) < address) {
      const std::uint32_t last = last_of(tree.prefixes[open.back()]);
      open.pop_back();
      if (last != 0xffffffff) begin(last + 1, open.back());
    }
  };
  for (std::uint32_t n = 1; n < tree.size(); ++n) {
    close_before(tree.prefixes[n].address);
    begin(tree.prefixes[n].address, n);
    open.push_back(n);
  }
  close_before(1ULL << 32);
  return pieces;
}

}  // namespace sekisho::classifier

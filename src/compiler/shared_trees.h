// Index → value trees with equal nodes stored once (abi/table.h, sk_tree_node).
//
// A tree of depth d maps indexes below 32^d; what is not given maps to 0. Node 0 is all zero and so
// is the empty tree of every depth. Hash-consing, as in binary decision diagrams (Bryant 1986):
// equal functions get the same node, so equal rows, and equal parts of rows, cost nothing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sekisho/abi/table.h"

namespace sekisho {

// Levels that `count` indexes need: 1 to SK_TREE_MAX_DEPTH; 0 where that is not enough.
std::uint32_t tree_depth_for(std::uint64_t count);

class SharedTrees {
 public:
  using Entry = std::pair<std::uint32_t, std::uint32_t>;  // index, value

  // `most_nodes`: what is built beyond is not kept, and the trees are worth nothing then.
  explicit SharedTrees(std::uint64_t most_nodes = UINT32_MAX);
  bool is_full() const { return is_full_; }
  // `entries` ascend by index, all below 32^depth. Returns the root.
  std::uint32_t build(std::span<const Entry> entries, std::uint32_t depth);
  // The tree at `root` with these values at these indexes, 0 to take one out. Cost: by `entries`.
  std::uint32_t update(std::uint32_t root, std::span<const Entry> entries, std::uint32_t depth);
  // `values[i]` at index i.
  std::uint32_t build_dense(std::span<const std::uint32_t> values, std::uint32_t depth);

  const std::vector<sk_tree_node>& nodes() const { return nodes_; }
  std::uint64_t shared() const { return shared_; }

 private:
  using Children = std::array<std::uint32_t, SK_TREE_WIDTH>;
  struct Hash {
    std::size_t operator()(const Children& children) const;
  };
  std::uint32_t intern(const Children& children);

  std::vector<sk_tree_node> nodes_;
  std::unordered_map<Children, std::uint32_t, Hash> known_;
  std::uint64_t shared_ = 0;
  std::uint64_t most_nodes_;
  bool is_full_ = false;
};

}  // namespace sekisho

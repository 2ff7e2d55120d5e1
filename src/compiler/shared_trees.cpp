#include "compiler/shared_trees.h"

#include <cstring>

namespace sekisho {

std::uint32_t tree_depth_for(std::uint64_t count) {
  std::uint64_t reach = SK_TREE_WIDTH;
  for (std::uint32_t depth = 1; depth <= SK_TREE_MAX_DEPTH; ++depth, reach *= SK_TREE_WIDTH)
    if (count <= reach) return depth;
  return 0;
}

SharedTrees::SharedTrees(std::uint64_t most_nodes) : most_nodes_(most_nodes) {
  nodes_.push_back({});
  known_.emplace(Children{}, 0);
}

std::size_t SharedTrees::Hash::operator()(const Children& children) const {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a over words
  for (const std::uint32_t child : children) hash = (hash ^ child) * 0x100000001b3u;
  return hash ^ hash >> 29;
}

std::uint32_t SharedTrees::intern(const Children& children) {
  if (nodes_.size() >= most_nodes_) {
    is_full_ = true;
    return 0;
  }
  const auto [place, is_new] =
      known_.try_emplace(children, static_cast<std::uint32_t>(nodes_.size()));
  if (!is_new) {
    ++shared_;
    return place->second;
  }
  sk_tree_node node;
  std::memcpy(node.child, children.data(), sizeof(node.child));
  nodes_.push_back(node);
  return place->second;
}

std::uint32_t SharedTrees::build(std::span<const Entry> entries, std::uint32_t depth) {
  return update(0, entries, depth);
}

std::uint32_t SharedTrees::update(std::uint32_t root, std::span<const Entry> entries,
                                  std::uint32_t depth) {
  if (entries.empty()) return root;
  Children children;
  std::memcpy(children.data(), nodes_[root].child, sizeof(nodes_[root].child));
  const std::uint32_t shift = SK_TREE_BITS * (depth - 1);
  for (std::size_t begin = 0; begin < entries.size();) {
    const std::uint32_t digit = entries[begin].first >> shift & (SK_TREE_WIDTH - 1);
    std::size_t end = begin + 1;
    while (end < entries.size() && (entries[end].first >> shift & (SK_TREE_WIDTH - 1)) == digit)
      ++end;
    std::uint32_t& child = children[digit];
    child = depth == 1 ? entries[begin].second
                       : update(child, entries.subspan(begin, end - begin), depth - 1);
    begin = end;
  }
  return intern(children);
}

std::uint32_t SharedTrees::build_dense(std::span<const std::uint32_t> values, std::uint32_t depth) {
  std::vector<Entry> entries;
  for (std::uint32_t index = 0; index < values.size(); ++index)
    if (values[index] != 0) entries.emplace_back(index, values[index]);
  return build(entries, depth);
}

}  // namespace sekisho

// The distinct prefixes of one end of the rules, each before what lies below it.
//
// Node 0 stands for the addresses that no prefix holds. What lies below node n, itself included, is
// [n, end[n]), so a rule's reach is a range of nodes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sekisho/classifier/classifier.h"

namespace sekisho::classifier {

struct PrefixTree {
  std::vector<Prefix4> prefixes;  // prefixes[0] is not one
  std::vector<std::uint32_t> end;

  std::size_t size() const { return prefixes.size(); }
  std::uint32_t node_of(const Prefix4& prefix) const;
};

PrefixTree make_prefix_tree(std::vector<Prefix4> prefixes);

// For each node the innermost one of `chosen` (flags by node) that holds it, numbered from 1 in
// their order; 0: none.
struct Projection {
  std::vector<std::uint32_t> of;   // by node
  std::vector<std::uint32_t> end;  // by number: one behind what lies below it
  std::uint32_t count = 0;         // numbers, 0 included
};
Projection project(const PrefixTree& tree, const std::vector<std::uint8_t>& chosen);

// From `start` on addresses belong to `node`, until the next piece.
struct AddressPiece {
  std::uint32_t start;
  std::uint32_t node;
};
std::vector<AddressPiece> pieces_of(const PrefixTree& tree);

}  // namespace sekisho::classifier

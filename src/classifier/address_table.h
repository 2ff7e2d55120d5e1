// Pieces of the address space as the arrays of an AddressTable (tables.h).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "classifier/prefix_tree.h"
#include "classifier/tables.h"

namespace sekisho::classifier {

struct AddressArrays {
  std::vector<std::uint32_t> root, nodes;
  std::vector<SegmentLine> segments;
  std::vector<std::uint16_t> narrow_root, narrow_nodes;  // instead of root and nodes, where it fits
};

// `pieces` ascend from 0 on; `values`, by node, are below kSegments. Where nodes of 256 would take
// more than `node_budget_bytes`, few pieces of one node become a line of segments instead.
AddressArrays build_address_table(std::span<const AddressPiece> pieces,
                                  std::span<const std::uint32_t> values,
                                  std::uint64_t node_budget_bytes);

}  // namespace sekisho::classifier

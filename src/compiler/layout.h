// The last pass: sections, one behind the other, become the image's bytes.
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/passes.h"
#include "compiler/shared_trees.h"
#include "sekisho/base/result.h"
#include "sekisho/compiler/compile.h"

namespace sekisho {

// Everything that the earlier passes found out.
struct Parts {
  const Model& model;
  const SelectedRules& in_force;
  const Planes& planes;
  const AddressPartition& addresses;
  const ServicePartition& services;
  const Conduits& conduits;
  const SharedTrees& trees;
  const AddressTries& tries;
  const MacTable& macs;
  Instant at;
  std::optional<Instant> until;
};

// Entries, bytes, sharing and worst-case reads of each table. The build time is left out.
CompileStats measure_tables(const Parts& parts, const TableImage& image);

// Bytes with a right checksum; refused where they would exceed `budget_bytes`.
tl::expected<std::vector<std::byte>, TooLarge> lay_out(const Parts& parts,
                                                       std::uint64_t budget_bytes);

}  // namespace sekisho

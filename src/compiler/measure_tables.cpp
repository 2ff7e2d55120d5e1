// What `compile --stats` tells of each table.
#include <algorithm>
#include <functional>

#include "compiler/layout.h"

namespace sekisho {

namespace {

// The nodes on the longest way down the IPv6 trie.
std::uint64_t longest_v6_path(const std::vector<sk_v6_node>& nodes) {
  const std::function<std::uint64_t(std::uint32_t)> below = [&](std::uint32_t node) {
    std::uint64_t longest = 0;
    for (const std::uint32_t child : nodes[node].child)
      if (child & SK_NODE) longest = std::max(longest, below(child & ~SK_NODE));
    return longest + 1;
  };
  return below(0);
}

// docs/table-format.md, "How a new flow is looked up": two addresses, and the trees of each plane.
std::uint64_t worst_case_reads(const Parts& parts, std::uint32_t section) {
  const std::uint64_t planes = parts.planes.count;
  const Conduits& depths = parts.conduits;
  switch (section) {
    case SK_SECTION_INTERFACES:
    case SK_SECTION_PORT_ZONES:
    case SK_SECTION_MACS:
    case SK_SECTION_PROTOCOLS:
    case SK_SECTION_DPORT_CLASSES:
    case SK_SECTION_SPORT_CLASSES:
    case SK_SECTION_RULES:
      return 1;
    case SK_SECTION_V4_ROOT:
    case SK_SECTION_ADDRESSES:
      return 2;
    case SK_SECTION_V4_NODES:
      return 2 * 2;
    case SK_SECTION_V6_NODES:
      return 2 * longest_v6_path(parts.tries.v6_nodes);
    case SK_SECTION_SOURCE_ROWS:
      return planes;
    case SK_SECTION_DESTINATION_CLASSES:
      return planes > 1 ? planes : 0;
    case SK_SECTION_TREES:
      return planes * (depths.destination_depth + depths.service_depth) + depths.dport_depth +
             depths.sport_depth;
    default:
      return 0;
  }
}

}  // namespace

CompileStats measure_tables(const Parts& parts, const TableImage& image) {
  CompileStats stats;
  for (std::uint32_t n = 0; n < SK_SECTION_COUNT; ++n) {
    const auto id = static_cast<sk_section_id>(n);
    const std::uint64_t entries = image.header().sections[n].count;
    const std::uint64_t reads = worst_case_reads(parts, n);
    stats.tables.push_back(
        {section_name(id), entries, entries * section_element_size(id), 0, reads});
    if (id != SK_SECTION_V6_NODES) stats.reads_v4 += reads;
    if (id != SK_SECTION_V4_ROOT && id != SK_SECTION_V4_NODES) stats.reads_v6 += reads;
  }
  stats.tables[SK_SECTION_TREES].shared = parts.trees.shared();
  stats.tables[SK_SECTION_V4_NODES].shared = parts.tries.shared;
  stats.tables[SK_SECTION_ADDRESSES].shared =
      parts.addresses.pieces.size() - parts.addresses.entries.size();
  stats.image_bytes = image.bytes().size();
  const std::size_t planes = parts.planes.count;
  stats.source_classes = parts.addresses.source_planes.size() / planes;
  stats.destination_classes = parts.addresses.destination_planes.size() / planes;
  stats.service_classes = parts.services.service_class_count;
  stats.conduits = parts.conduits.count;
  stats.rules_in_force = parts.in_force.rules.size();
  stats.devices_in_force = parts.in_force.devices.size();
  for (const std::uint64_t crossings : parts.planes.crossings)
    stats.planes.push_back({0, crossings});
  for (std::size_t rule = 1; rule < parts.planes.of_rule.size(); ++rule)
    ++stats.planes[parts.planes.of_rule[rule]].rules;
  return stats;
}

}  // namespace sekisho

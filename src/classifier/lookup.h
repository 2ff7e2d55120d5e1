// Questions to the tables, for one packet.
#pragma once

#include <cstring>

#include "classifier/tables.h"
#include "sekisho/classifier/classifier.h"

namespace sekisho::classifier {

inline std::uint32_t load_element(const std::uint8_t* base, std::uint32_t shift,
                                  std::uint64_t index) {
  std::uint32_t value;  // tables are padded, so four bytes are there
  std::memcpy(&value, base + (index << shift), sizeof value);
  return shift == 2 ? value : value & ((1u << (8 << shift)) - 1);
}

inline std::uint32_t segment_value(const SegmentLine& line, std::uint16_t low) {
  std::uint32_t at = 0;
  for (const std::uint16_t start : line.starts) at += start <= low;
  return line.values[at];
}

inline std::uint32_t narrow_address_value(const AddressTable& table, std::uint32_t address) {
  std::uint32_t entry = table.narrow_root[address >> 16];
  for (unsigned shift = 8; entry & kNarrowNode; shift -= 8)
    entry = table.narrow_nodes[(entry & kNarrowMask) << 8 | (address >> shift & 255)];
  if (entry & kNarrowSegments)
    return segment_value(table.segments[entry & kNarrowMask], static_cast<std::uint16_t>(address));
  return entry;
}

inline std::uint32_t address_value(const AddressTable& table, std::uint32_t address) {
  if (table.narrow_root) return narrow_address_value(table, address);
  std::uint32_t entry = table.root[address >> 16];
  if (entry & kNode) entry = table.nodes[(entry & kEntryMask) << 8 | (address >> 8 & 255)];
  if (entry & kNode) entry = table.nodes[(entry & kEntryMask) << 8 | (address & 255)];
  if (entry & kSegments)
    return segment_value(table.segments[entry & kEntryMask], static_cast<std::uint16_t>(address));
  return entry;
}

inline std::uint32_t service_class(const ServiceTable& table, const Tuple& tuple) {
  std::uint32_t at = table.protocols[tuple.protocol & 255];
  if (table.has_source_classes)
    at += load_element(table.source_ports, table.source_shift, tuple.source_port) *
          table.destination_classes;
  at += load_element(table.destination_ports, table.destination_shift, tuple.destination_port);
  return table.classes[at];
}

// A one-to-one mix of 40 bits: its upper `bits` are the bucket, the lower ones the tag.
constexpr std::uint64_t kKeyMask = (1ULL << 40) - 1;
inline std::uint64_t mix_key(std::uint64_t key) {
  key = key * 0x9e3779b97f4a7c15ULL & kKeyMask;
  key ^= key >> 20;
  return key * 0xd6e8feb86659fd93ULL & kKeyMask;
}

inline std::uint32_t bucket_value(const PlaneTable& plane, std::uint32_t row,
                                  std::uint32_t column) {
  if (row == 0 || column == 0) return 0;
  const std::uint64_t key = mix_key(static_cast<std::uint64_t>(row) * plane.columns + column);
  const std::uint32_t tag_bits = 40 - plane.bucket_bits;
  const auto at = static_cast<std::uint32_t>(key >> tag_bits);
  const auto tag = static_cast<std::uint32_t>((key & ((1ULL << tag_bits) - 1)) << 1);
  const std::uint32_t next = (at + 1) & ((1u << plane.bucket_bits) - 1);
  std::uint32_t value = 0;
  for (std::size_t n = 0; n < 8; ++n)
    if (plane.buckets[at].tags[n] == tag) value = plane.buckets[at].values[n];
  if (value != 0 || plane.buckets[at].tags[7] == 0xffffffff) return value;
  for (std::size_t n = 0; n < 8; ++n)  // this one is full: some may have moved on
    if (plane.buckets[next].tags[n] == (tag | 1)) value = plane.buckets[next].values[n];
  return value;
}

inline std::uint32_t cell_value(const PlaneTable& plane, std::uint32_t row, std::uint32_t column) {
  if (plane.buckets) return bucket_value(plane, row, column);
  return load_element(plane.cells, plane.cell_shift,
                      static_cast<std::uint64_t>(row) * plane.columns + column);
}

inline std::uint32_t line_answer(const Tables& tables, std::uint32_t value, const Tuple& tuple) {
  const std::array<std::uint16_t, 3> point{tuple.source_port, tuple.destination_port,
                                           static_cast<std::uint16_t>(tuple.protocol)};
  if (value & kPortTree) {
    std::uint32_t at = value & ~kPortTree;
    while (!(at & kNode)) {
      const PortNode& node = tables.port_nodes[at];
      at = point[node.dimension] < node.bound ? node.left : node.right;
    }
    value = at & ~kNode;
  }
  for (const PortLine* line = tables.lines + value;; ++line) {
    for (const PortEntry& entry : line->entries) {
      bool holds = true;
      for (std::size_t d = 0; d < 3; ++d)
        holds &= entry.low[d] <= point[d] && point[d] <= entry.high[d];
      if (holds) return entry.rule & ~kMoreLines;
    }
    if (!(line->entries[3].rule & kMoreLines)) return kNoRule;
  }
}

inline std::uint32_t list_answer(const Tables& tables, Answers answers, std::uint32_t value,
                                 std::uint32_t service, const Tuple& tuple) {
  if (answers == Answers::direct) {
    const std::uint64_t at = static_cast<std::uint64_t>(value) * tables.service_classes + service;
    const std::uint32_t rule = load_element(tables.rules_by_class, tables.rule_shift, at);
    return tables.rule_shift == 1 && rule == 0xffff ? kNoRule : rule;
  }
  if (answers == Answers::pattern) {
    const std::uint32_t* list = tables.lists + value;
    return list[1 + tables.places[list[0] + service]];
  }
  return line_answer(tables, value, tuple);
}

}  // namespace sekisho::classifier

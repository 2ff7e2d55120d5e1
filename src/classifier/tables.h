// The classifier's flat tables, as every machine reads them.
//
// address → trie → record → for each plane a row and a column → cell → list of rules; ports and
// protocol → service class; (list, service class) → rule. The answer is the smallest rule over the
// planes. Everything stands in one block; what is absent reads as list 0, which holds no rule.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

namespace sekisho::classifier {

constexpr std::uint32_t kNode = 0x80000000u;      // of a trie entry: the child is a node
constexpr std::uint32_t kSegments = 0x40000000u;  // the child is a line of segments
constexpr std::uint32_t kEntryMask = 0x3fffffffu;
constexpr std::uint32_t kNarrowNode = 0x8000, kNarrowSegments = 0x4000, kNarrowMask = 0x3fff;
constexpr std::uint32_t kMoreLines = 0x80000000u;  // of a line's last rule: another line follows
constexpr std::uint32_t kPortTree = 0x80000000u;   // of a cell: a tree over ports, not a line
constexpr std::size_t kMaxPlanes = 8;
constexpr std::size_t kBatch = 64;

// The lower 16 address bits in at most eleven segments; `starts` ascend, the rest is 0xffff and the
// last value.
struct SegmentLine {
  alignas(64) std::array<std::uint16_t, 10> starts;
  std::array<std::uint32_t, 11> values;
};

// One rule's ports and protocol: bounds of source port, destination port and protocol.
struct PortEntry {
  alignas(16) std::array<std::uint16_t, 3> low;
  std::array<std::uint16_t, 3> high;
  std::uint32_t rule;
};

struct PortLine {
  alignas(
      64) std::array<PortEntry, 4> entries;  // first match; `rule` of the last carries kMoreLines
};

// Splits (source port, destination port, protocol) until few rules are left.
struct PortNode {
  std::uint16_t dimension;    // 0 to 2
  std::uint16_t bound;        // below it: left
  std::uint32_t left, right;  // nodes of the tree, or with kNode a PortLine
};

static_assert(sizeof(SegmentLine) == 64 && sizeof(PortEntry) == 16 && sizeof(PortLine) == 64);

// Exact: bucket and tag together are the whole key, mixed (bucket_of in lookup.h).
struct Bucket {
  alignas(
      64) std::array<std::uint32_t, 8> tags;  // tag << 1 | moved to the next bucket; all ones: free
  std::array<std::uint32_t, 8> values;
};

static_assert(sizeof(Bucket) == 64);

struct AddressTable {
  const std::uint32_t* root;   // 65536
  const std::uint32_t* nodes;  // 256 each
  const SegmentLine* segments;
  const std::uint16_t* narrow_root;  // both in two bytes an entry, or null; the caches hold more
  const std::uint16_t* narrow_nodes;
};

// What a plane's cells lead to.
enum class Answers : std::uint8_t {
  direct,   // (list, service class) → rule
  pattern,  // (list's pattern, service class) → place in the list → rule
  lines     // the list's ports are compared
};

struct PlaneTable {
  const std::uint8_t* cells;  // dense: rows × columns, elements of 1 << cell_shift bytes
  const Bucket* buckets;      // or null
  std::uint32_t cell_shift;
  std::uint32_t bucket_bits;
  std::uint32_t columns;
  Answers answers;
};

struct ServiceTable {
  const std::uint8_t* source_ports;       // 65536 classes of 1 << source_shift bytes
  const std::uint8_t* destination_ports;  // 65536 classes of 1 << destination_shift bytes
  const std::uint32_t* protocols;         // 256 offsets in `classes`
  const std::uint16_t* classes;           // [protocol][source class][destination class]
  std::uint32_t source_shift, destination_shift;
  std::uint32_t destination_classes;
  std::uint32_t has_source_classes;  // else every source port is alike
};

struct Tables {
  AddressTable sources, destinations;
  std::uint32_t planes;
  const std::uint32_t* source_records;       // rows: planes a record; null with one plane,
  const std::uint32_t* destination_records;  // where the tries lead to rows and columns
  std::array<PlaneTable, kMaxPlanes> plane;
  bool asks_services;  // some plane does not answer by lines
  ServiceTable services;
  std::uint32_t service_classes;
  const std::uint8_t* rules_by_class;  // direct: elements of 1 << rule_shift bytes
  std::uint32_t rule_shift;
  const std::uint32_t* lists;  // pattern: offset in places, kNoRule, rules
  const std::uint8_t* places;  // pattern
  const PortLine* lines;       // lines
  const PortNode* port_nodes;  // lines
  std::shared_ptr<std::byte> block;
};

}  // namespace sekisho::classifier

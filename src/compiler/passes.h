// What each pass of the compiler hands to the next. compile.cpp lists the passes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sekisho/abi/table.h"
#include "sekisho/base/result.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// Indexes of the image: 0 is none, 1 the first.
using ImageIndex = std::uint32_t;

// What of the model is in force at the image's moment, in the image's numbering.
struct SelectedRules {
  std::vector<const Device*> devices;    // image device i + 1
  std::vector<ImageIndex> device_index;  // by DeviceId; 0: not in force
  std::vector<const Rule*> rules;        // image rule i + 1
  std::vector<const Block*> blocks;      // image rule rules.size() + i + 1
};

SelectedRules select_in_force(const Model& model, Instant at, const SwitchedOn& relaxed);

// The rules in groups that are looked up apart.
struct Planes {
  std::uint32_t count = 1;
  std::vector<std::uint8_t> of_rule;     // by image rule (0 unused)
  std::vector<std::uint64_t> crossings;  // by plane: what its tables grow with
};

// One plane wherever that is small. Errors: more crossings than `limits` allow, with both figures.
tl::expected<Planes, TooLarge> split_into_planes(const Model& model, const SelectedRules& in_force,
                                                 const SplitLimits& limits);

// The image rules that hold the addresses of a class; ascending. Class 0: none.
using RulesOfClass = std::vector<std::vector<ImageIndex>>;

// The whole IPv4 and IPv6 space in ranges whose addresses nothing in force tells apart.
struct AddressPartition {
  struct Piece {
    AddressRange range;
    std::uint32_t entry;  // in `entries`
  };
  std::vector<Piece> pieces;        // IPv4 then IPv6, ascending, without gaps
  std::vector<sk_address> entries;  // distinct; 0 is all zero
  // In each plane the classes as source, and as destination, by that plane's rules.
  std::vector<RulesOfClass> sources, destinations;
  // Class of an entry × plane (row-major) → class in that plane. Class 0 is 0 in all.
  std::vector<std::uint32_t> source_planes, destination_planes;
};

AddressPartition partition_addresses(const Model& model, const SelectedRules& in_force,
                                     const Planes& planes);

// Every (protocol, destination port or ICMP type, source port) by which services hold it.
struct ServicePartition {
  std::vector<std::uint16_t> dport_classes;  // by port or type, 65536
  std::vector<std::uint16_t> sport_classes;  // by port, 65536
  std::uint32_t dport_class_count = 0, sport_class_count = 0;
  // By protocol: dport class × sport class (row-major) → service class; empty: 0 everywhere.
  std::vector<std::vector<std::uint32_t>> protocols;
  std::uint32_t service_class_count = 0;  // class 0: no service
  // The service classes that a rule permits, ascending.
  const std::vector<std::uint32_t>& classes_of(ImageIndex rule) const {
    return lists[list_of_rule[rule]];
  }

  // Rules with the same services share a list.
  std::vector<std::vector<std::uint32_t>> lists;
  std::vector<std::uint32_t> list_of_rule;  // by image rule (0 unused)
};

// Errors: more crossings of port ranges than `limits` allow, with both figures.
tl::expected<ServicePartition, TooLarge> partition_services(const SelectedRules& in_force,
                                                            const SplitLimits& limits);

// Index → value trees of SK_TREE_WIDTH, level by level, with equal nodes stored once.
class SharedTrees;

// (source class, destination class) → conduit → rule, and protocol → service class, as trees.
struct Conduits {
  std::vector<std::uint32_t> source_rows;  // source class × plane, row-major
  std::vector<std::uint32_t> protocols;    // by protocol, 256
  std::uint32_t destination_depth = 1, service_depth = 1, dport_depth = 1, sport_depth = 1;
  std::uint64_t count = 0;  // distinct conduits
  // A depth of 0: more classes than a tree can hold; nothing was built.
  bool fits() const { return destination_depth && service_depth && dport_depth && sport_depth; }
};

Conduits combine_classes(const AddressPartition& addresses, const ServicePartition& services,
                         SharedTrees& trees);

struct AddressTries {
  std::vector<std::uint32_t> v4_root;  // 65536
  std::vector<sk_v4_node> v4_nodes;
  std::vector<sk_v6_node> v6_nodes;  // root first
  std::uint64_t shared = 0;          // v4 nodes equal to one already there
};

AddressTries build_address_tries(const AddressPartition& addresses);

struct MacTable {
  std::vector<sk_mac_bucket> buckets;  // a power of two
  std::uint32_t seed = 0;
};

MacTable build_mac_table(const SelectedRules& in_force);

}  // namespace sekisho

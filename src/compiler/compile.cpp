// The rule compiler: a Model, and a moment, to a table image. The passes, and what is true after
// each.
#include "sekisho/compiler/compile.h"

#include <chrono>

#include <fmt/format.h>

#include "compiler/layout.h"
#include "compiler/passes.h"
#include "compiler/shared_trees.h"
#include "sekisho/abi/kernel.h"
#include "sekisho/base/parallel.h"
#include "sekisho/policy/limits.h"

namespace sekisho {

namespace {

CompileStats stats_of(const Parts& parts, const TableImage& image) {
  CompileStats stats;
  for (std::uint32_t n = 0; n < SK_SECTION_COUNT; ++n) {
    const auto id = static_cast<sk_section_id>(n);
    const std::uint64_t entries = image.header().sections[n].count;
    stats.tables.push_back({section_name(id), entries, entries * section_element_size(id), 0});
  }
  stats.tables[SK_SECTION_TREES].shared = parts.trees.shared();
  stats.tables[SK_SECTION_V4_NODES].shared = parts.tries.shared;
  stats.tables[SK_SECTION_ADDRESSES].shared =
      parts.addresses.pieces.size() - parts.addresses.entries.size();
  stats.image_bytes = image.bytes().size();
  stats.source_classes = parts.addresses.source_classes.size();
  stats.destination_classes = parts.addresses.destination_classes.size();
  stats.service_classes = parts.services.service_class_count;
  stats.conduits = parts.conduits.count;
  stats.rules_in_force = parts.in_force.rules.size();
  stats.devices_in_force = parts.in_force.devices.size();
  return stats;
}

// Slot 0 of either is taken.
static_assert(kMaxZones == SK_MAX_ZONE_SLOTS - 1 && kMaxRules == SK_MAX_RULE_SLOTS - 1);

// Beyond these an index would not fit where the tables keep it.
Status check_limits(const Model& model, const SelectedRules& in_force) {
  const auto check = [](const char* what, std::size_t needed, std::size_t allowed) -> Status {
    if (needed <= allowed) return {};
    return fail(fmt::format("{} {} are needed, {} are allowed", needed, what, allowed));
  };
  if (auto status = check("zones", model.zones.size(), kMaxZones); !status) return status;
  return check("rules and blocks in force", in_force.rules.size() + in_force.blocks.size(),
               kMaxRules);
}

Status check_classes(const Conduits& conduits) {
  if (conduits.fits()) return {};
  return fail(
      fmt::format("more than {} classes are needed", 1u << (SK_TREE_BITS * SK_TREE_MAX_DEPTH)));
}

}  // namespace

Expected<Compiled> compile(const Model& model, Instant at, const SwitchedOn& relaxed,
                           const CompileOptions& options) {
  const auto begun = std::chrono::steady_clock::now();

  // Only what is in force at `at`, in the order in which the first match decides.
  const SelectedRules in_force = select_in_force(model, at, relaxed);
  if (auto status = check_limits(model, in_force); !status) return tl::unexpected(status.error());

  // Every address has one entry: its zone, device, block, and the rules that hold it at each end.
  // Every (protocol, ports) has one service class; every rule is a set of service classes. MACs
  // are found in a fixed number of reads.
  AddressPartition addresses;
  ServicePartition services;
  MacTable macs;
  run_both([&] { addresses = partition_addresses(model, in_force); },
           [&] {
             services = partition_services(in_force);
             macs = build_mac_table(in_force);
           });

  // Every (source class, destination class, service class) has its first rule. Addresses are found
  // in a fixed number of reads.
  SharedTrees trees;
  Conduits conduits;
  AddressTries tries;
  run_both([&] { tries = build_address_tries(addresses); },
           [&] { conduits = combine_classes(addresses, services, trees); });
  if (auto status = check_classes(conduits); !status) return tl::unexpected(status.error());

  // One relocatable block, which says until when it is right, and which every reader checks.
  const Parts parts{model, in_force, addresses, services, conduits,
                    trees, tries,    macs,      at,       next_change(model, at, relaxed)};
  auto bytes = lay_out(parts, options.memory_budget_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  auto image = TableImage::from_bytes(std::move(*bytes));
  if (!image) return tl::unexpected(image.error());

  CompileStats stats = stats_of(parts, *image);
  stats.build_time = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begun);
  return Compiled{std::move(*image), std::move(stats)};
}

}  // namespace sekisho

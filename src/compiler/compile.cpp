// The rule compiler: a Model, and a moment, to a table image. The passes, and what is true after
// each.
#include "sekisho/compiler/compile.h"

#include <chrono>

#include "compiler/layout.h"
#include "compiler/passes.h"
#include "compiler/shared_trees.h"
#include "sekisho/abi/kernel.h"
#include "sekisho/base/parallel.h"
#include "sekisho/policy/limits.h"

namespace sekisho {

namespace {

// Slot 0 of either is taken.
static_assert(kMaxZones == SK_MAX_ZONE_SLOTS - 1 && kMaxRules == SK_MAX_RULE_SLOTS - 1);

// Beyond these an index would not fit where the tables keep it.
std::optional<TooLarge> check_limits(const Model& model, const SelectedRules& in_force) {
  if (model.zones.size() > kMaxZones)
    return TooLarge{say("{} zones are needed, {} are allowed", model.zones.size(), kMaxZones)};
  const std::size_t rules = in_force.rules.size() + in_force.blocks.size();
  if (rules > kMaxRules)
    return TooLarge{
        say("{} rules and blocks in force are needed, {} are allowed", rules, kMaxRules)};
  return std::nullopt;
}

std::optional<TooLarge> check_trees(const Conduits& conduits, const SharedTrees& trees,
                                    std::uint64_t budget_bytes) {
  if (!conduits.fits())
    return TooLarge{say("more than {} classes of addresses or services are needed",
                        1u << (SK_TREE_BITS * SK_TREE_MAX_DEPTH))};
  if (trees.is_full())
    return TooLarge{
        say("the tables need more than the {} bytes that the memory budget allows", budget_bytes)};
  return std::nullopt;
}

}  // namespace

tl::expected<Compiled, TooLarge> compile(const Model& model, Instant at, const SwitchedOn& relaxed,
                                         const CompileOptions& options) {
  const auto begun = std::chrono::steady_clock::now();

  // Only what is in force at `at`, in the order in which the first match decides.
  const SelectedRules in_force = select_in_force(model, at, relaxed);
  if (auto beyond = check_limits(model, in_force)) return tl::unexpected(*beyond);

  // Every rule has its plane; most policies have one. Every address has one entry: its zone,
  // device, block, and the rules that hold it at each end. Every (protocol, ports) has one service
  // class; every rule is a set of service classes. MACs are found in a fixed number of reads.
  tl::expected<Planes, TooLarge> planes;
  AddressPartition addresses;
  tl::expected<ServicePartition, TooLarge> services;
  MacTable macs;
  run_both(
      [&] {
        planes = split_into_planes(model, in_force, options.split);
        if (planes) addresses = partition_addresses(model, in_force, *planes);
      },
      [&] {
        services = partition_services(in_force, options.split);
        macs = build_mac_table(in_force);
      });
  if (!planes) return tl::unexpected(planes.error());
  if (!services) return tl::unexpected(services.error());

  // Every (source class, destination class, service class) has its first rule of each plane.
  // Addresses are found in a fixed number of reads.
  SharedTrees trees(options.memory_budget_bytes / sizeof(sk_tree_node));
  Conduits conduits;
  AddressTries tries;
  run_both([&] { tries = build_address_tries(addresses); },
           [&] { conduits = combine_classes(addresses, *services, trees); });
  if (auto beyond = check_trees(conduits, trees, options.memory_budget_bytes))
    return tl::unexpected(*beyond);

  // One relocatable block, which says until when it is right, and which every reader checks.
  const Parts parts{model,
                    in_force,
                    *planes,
                    addresses,
                    *services,
                    conduits,
                    trees,
                    tries,
                    macs,
                    at,
                    next_change(model, at, relaxed)};
  auto bytes = lay_out(parts, options.memory_budget_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  auto image = TableImage::from_bytes(std::move(*bytes));
  if (!image) return tl::unexpected(TooLarge{{image.error().message(), image.error().message()}});

  CompileStats stats = measure_tables(parts, *image);
  stats.build_time = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begun);
  return Compiled{std::move(*image), std::move(stats)};
}

}  // namespace sekisho

// Model to TableImage: the rule compiler.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/image/image.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"

namespace sekisho {

struct TableStats {
  std::string table;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  std::uint64_t shared = 0;  // entries that were equal to one already there
  // For the first packet of a flow, at most. 0: not read to find its rule.
  std::uint64_t reads = 0;
};

struct PlaneStats {
  std::uint64_t rules = 0;
  std::uint64_t crossings = 0;  // see SplitLimits
};

struct CompileStats {
  std::vector<TableStats> tables;
  std::uint64_t image_bytes = 0;
  std::uint64_t source_classes = 0, destination_classes = 0, service_classes = 0, conduits = 0;
  std::uint64_t rules_in_force = 0, devices_in_force = 0;
  std::vector<PlaneStats> planes;
  std::uint64_t reads_v4 = 0, reads_v6 = 0;  // of all tables, for the first packet of a flow
  std::chrono::microseconds build_time{0};
};

struct Compiled {
  TableImage image;
  CompileStats stats;
};

// A crossing: a change of the answer for one destination class, where an end of a rule as source
// begins or ends. What the tables, and the time to build them, grow with.
struct SplitLimits {
  std::uint64_t crossings_of_one_plane = 1ull << 22;  // more: the rules are split, where that helps
  std::uint64_t most_crossings = 1ull << 28;          // more, in all planes: refused
  std::uint64_t most_port_crossings = 1ull << 23;     // of ranges of ports, see service classes
  unsigned worth_percent = 75;  // a cut that leaves more of the crossings is not worth a plane
};

// Of an image, in MiB: its offsets have 32 bits.
inline constexpr std::int64_t kMemoryBudgetMib = 256, kMostMemoryBudgetMib = 4095;

constexpr std::uint64_t bytes_of_mib(std::int64_t mib) {
  return static_cast<std::uint64_t>(mib) << 20;
}

struct CompileOptions {
  std::uint64_t memory_budget_bytes = bytes_of_mib(kMemoryBudgetMib);
  SplitLimits split{};
};

// For commands that judge here, whatever the budget of the policy's appliance.
inline constexpr CompileOptions kJudgingHere{.memory_budget_bytes =
                                                 bytes_of_mib(kMostMemoryBudgetMib)};

// Why there is no image: what is needed, and what is allowed. SK9001.
struct TooLarge {
  Text text;
  const std::string& message() const { return text.en; }
};

// The image that decides as `model` says at the moment `at`, with `relaxed` switched on. Names the
// next moment at which another image is due. Identical input gives identical bytes.
// Errors: the image would be larger than the budget, or the rules cross too often to be tried
// (needed and allowed are named).
tl::expected<Compiled, TooLarge> compile(const Model& model, Instant at,
                                         const SwitchedOn& relaxed = {},
                                         const CompileOptions& options = {});

}  // namespace sekisho

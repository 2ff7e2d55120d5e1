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
};

struct CompileStats {
  std::vector<TableStats> tables;
  std::uint64_t image_bytes = 0;
  std::uint64_t source_classes = 0, destination_classes = 0, service_classes = 0, conduits = 0;
  std::uint64_t rules_in_force = 0, devices_in_force = 0;
  std::chrono::microseconds build_time{0};
};

struct Compiled {
  TableImage image;
  CompileStats stats;
};

struct CompileOptions {
  std::uint64_t memory_budget_bytes = 256ull << 20;
};

// The image that decides as `model` says at the moment `at`, with `relaxed` switched on. Names the
// next moment at which another image is due. Identical input gives identical bytes.
// Errors: the image would be larger than the budget (needed and allowed are named).
Expected<Compiled> compile(const Model& model, Instant at, const SwitchedOn& relaxed = {},
                           const CompileOptions& options = {});

}  // namespace sekisho

// From the policy's file to rules that can be enforced, or the reason why not. Thread: loop.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "sekisho/compiler/compile.h"

namespace sekisho::daemon {

// A policy compiled for one moment.
struct Rules {
  std::shared_ptr<const Model> model;  // null: out of the last good image
  std::shared_ptr<const TableImage> image;
  CompileStats stats;
  std::size_t warnings = 0;
};

// Why nothing changed.
struct Refusal {
  std::string message;                              // one line, for people
  std::size_t errors = 0;                           // of the policy or the configuration
  std::vector<nlohmann::ordered_json> diagnostics;  // the first of them, as `check --format json`
};

template <typename T>
using OrRefusal = tl::expected<T, Refusal>;

inline constexpr std::size_t kToldDiagnostics = 20;

Refusal refuse(const Error& error);
// `what` is "policy" or the like, at `path`.
Refusal refuse(const std::string& what, const std::string& path, const Diagnostics& found,
               const SourceSet& sources);

OrRefusal<Rules> load_rules(const std::string& policy_path, Instant now,
                            const CompileOptions& options = {});
// The same model at another moment.
OrRefusal<Rules> compile_rules(std::shared_ptr<const Model> model, Instant now,
                               const CompileOptions& options = {});

}  // namespace sekisho::daemon

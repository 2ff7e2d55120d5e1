// From the policy's file to rules that can be enforced, or the reason why not. Thread: any.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "sekisho/compiler/compile.h"
#include "sekisho/policy/in_force.h"

namespace sekisho::daemon {

// Every file that a policy was read from, the policy itself first: absolute path and bytes.
using PolicyBytes = std::vector<std::pair<std::string, std::string>>;

// A policy compiled for one moment.
struct Rules {
  std::shared_ptr<const Model> model;        // null: out of the last good image
  std::shared_ptr<const PolicyBytes> files;  // null where the model is
  std::shared_ptr<const TableImage> image;
  CompileStats stats;
  std::size_t warnings = 0;
  SwitchedOn relaxed = {};        // what they were compiled with
  std::optional<Mode> mode = {};  // the same
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

// For which moment, and with what an operator has ordered beside the policy.
struct RuleOrder {
  Instant at;
  SwitchedOn relaxed = {};
  std::optional<Mode> mode = {};  // none: the policy's
  CompileOptions options = {};
};

OrRefusal<Rules> load_rules(const std::string& policy_path, const RuleOrder& order);
// The same policy, by another order.
OrRefusal<Rules> compile_rules(const Rules& rules, const RuleOrder& order);

}  // namespace sekisho::daemon

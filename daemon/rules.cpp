#include "daemon/rules.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "sekisho/base/parallel.h"
#include "sekisho/policy/diagnostic_json.h"
#include "sekisho/policy/load.h"
#include "sekisho/verify/verify.h"

namespace sekisho::daemon {
namespace {

std::string first_line(const Diagnostic& diagnostic, const SourceSet& sources) {
  if (!diagnostic.where.is_known()) {
    return fmt::format("{} [{}]", diagnostic.message.en, diagnostic.code);
  }
  const Position position = sources.position(diagnostic.where);
  return fmt::format("{}:{}:{}: {} [{}]", sources.file(diagnostic.where.file).name, position.line,
                     position.column, diagnostic.message.en, diagnostic.code);
}

// All but the model itself.
OrRefusal<Rules> build_rules(const Model& policy, const RuleOrder& order) {
  std::optional<Model> other;
  if (order.mode && *order.mode != policy.mode) other.emplace(policy).mode = *order.mode;
  const Model& model = other ? *other : policy;
  std::optional<PolicyFacts> facts;
  std::optional<tl::expected<Compiled, TooLarge>> compiled;
  run_both([&] { facts.emplace(model, order.at, order.relaxed); },
           [&] { compiled = compile(model, order.at, order.relaxed, order.options); });
  if (!*compiled) return tl::unexpected(refuse(Error{compiled->error().message() + " [SK9001]"}));
  // What is not proven is not enforced.
  const Verification verification = verify(*facts, (*compiled)->image);
  if (!verification.holds())
    return tl::unexpected(refuse(Error{"verify the tables: " + describe(*verification.found).en}));
  Rules rules;
  rules.stats = std::move((*compiled)->stats);
  rules.relaxed = order.relaxed;
  rules.mode = order.mode;
  rules.image = std::make_shared<const TableImage>(std::move((*compiled)->image));
  return rules;
}

std::shared_ptr<const PolicyBytes> bytes_of(const SourceSet& sources) {
  auto files = std::make_shared<PolicyBytes>();
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    std::error_code ignored;
    const auto path = std::filesystem::absolute(sources.file(i).name, ignored);
    files->emplace_back(path.lexically_normal().string(), sources.file(i).content());
  }
  return files;
}

}  // namespace

Refusal refuse(const Error& error) {
  return {error.message(), 1, {}};
}

Refusal refuse(const std::string& what, const std::string& path, const Diagnostics& found,
               const SourceSet& sources) {
  Refusal refusal;
  refusal.errors = found.count(Severity::error);
  for (const Diagnostic& each : found.all()) {
    if (each.severity != Severity::error) continue;
    if (refusal.diagnostics.empty()) {
      refusal.message = fmt::format("{} {}: {} error{}; first: {}", what, path, refusal.errors,
                                    refusal.errors == 1 ? "" : "s", first_line(each, sources));
    }
    refusal.diagnostics.push_back(to_json(each, sources, Language::english, path));
    if (refusal.diagnostics.size() == kToldDiagnostics) break;
  }
  return refusal;
}

OrRefusal<Rules> load_rules(const std::string& policy_path, const RuleOrder& order) {
  SourceSet sources;
  OrRefusal<Rules> rules;
  const auto build = [&](const Model& model) { rules = build_rules(model, order); };
  Result<Model> loaded = load_policy(policy_path, order.at, sources, build);
  if (!loaded) return tl::unexpected(refuse("policy", policy_path, loaded.diagnostics, sources));
  if (!rules) return rules;
  rules->warnings = loaded.diagnostics.count(Severity::warning);
  rules->model = std::make_shared<const Model>(std::move(*loaded));
  rules->files = bytes_of(sources);
  return rules;
}

OrRefusal<Rules> compile_rules(const Rules& old, const RuleOrder& order) {
  auto rules = build_rules(*old.model, order);
  if (!rules) return rules;
  rules->model = old.model;
  rules->files = old.files;
  rules->warnings = old.warnings;
  return rules;
}

}  // namespace sekisho::daemon

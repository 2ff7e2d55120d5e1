// sekisho check: every diagnostic of a policy.
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/input.h"
#include "sekisho/live/host.h"
#include "sekisho/policy/diagnostic_json.h"
#include "sekisho/policy/load.h"

namespace sekisho::cli {
namespace {

struct CheckOptions {
  std::string policy, at, format = "text";
  std::int64_t budget_mib = kMemoryBudgetMib;
  bool strict = false, live = false;
};

struct Checked {
  SourceSet sources;
  Diagnostics diagnostics;
};

void print_json(const Checked& checked, const CheckOptions& options, const Console& console) {
  const Diagnostics& found = checked.diagnostics;
  nlohmann::ordered_json json;
  json["ok"] = !found.has_errors();
  json["errors"] = found.count(Severity::error);
  json["warnings"] = found.count(Severity::warning);
  json["notes"] = found.count(Severity::note);
  json["diagnostics"] = nlohmann::ordered_json::array();
  for (const Diagnostic& diagnostic : found.all())
    json["diagnostics"].push_back(
        to_json(diagnostic, checked.sources, console.language, options.policy));
  // Ledgers may quote bytes that are no UTF-8.
  console.out << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

void print_text(const Checked& checked, const CheckOptions& options, const Console& console) {
  const Diagnostics& found = checked.diagnostics;
  print_diagnostics(found, checked.sources, Severity::note, console, console.out,
                    console.colour_out);
  const Text sums =
      say("{}: errors {}, warnings {}, notes {}", options.policy, found.count(Severity::error),
          found.count(Severity::warning), found.count(Severity::note));
  console.out << console.painted(console.in(sums), found.has_errors() ? Paint::bad : Paint::good)
              << "\n";
}

// A policy that is right may still ask for more than the tables may take.
void check_tables(const Model& model, Instant at, const CheckOptions& options, Checked& checked) {
  const auto compiled =
      compile(model, at, {}, {.memory_budget_bytes = bytes_of_mib(options.budget_mib)});
  if (compiled) return;
  checked.diagnostics.add("SK9001", compiled.error().text, Location{0, 0, 0});
  checked.diagnostics.sort();
}

int check(const CheckOptions& options, const Console& console) {
  const auto at = read_moment(options.at, console);
  if (!at) return console.fail(at.error());
  Checked checked;
  Result<Model> loaded = load_policy(options.policy, *at, checked.sources);
  checked.diagnostics = std::move(loaded.diagnostics);
  if (options.live && loaded) {
    const auto host = read_host();
    if (!host) return console.fail(host.error());
    checked.diagnostics.append(check_live(*loaded, *host));
    checked.diagnostics.sort();
  }
  if (loaded && !checked.diagnostics.has_errors()) check_tables(*loaded, *at, options, checked);
  options.format == "json" ? print_json(checked, options, console)
                           : print_text(checked, options, console);
  if (is_unreadable(options.policy)) return kUnusable;
  const bool is_refused = checked.diagnostics.has_errors() ||
                          (options.strict && checked.diagnostics.count(Severity::warning) != 0);
  return is_refused ? kFound : kDone;
}

}  // namespace

Action declare_check(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<CheckOptions>();
  app.add_option("policy", options->policy, words(say("the policy file")))
      ->required()
      ->option_text("POLICY");
  app.add_option("--format", options->format, words(say("output format")))
      ->option_text("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  add_memory_budget(app, options->budget_mib, words);
  app.add_flag("--strict", options->strict, words(say("a warning counts as an error")));
  app.add_flag("--live", options->live,
               words(say("also against this machine's interfaces, routes and clock")));
  app.add_option("--at", options->at,
                 words(say("the moment that dates are checked at (default: now)")))
      ->option_text("TIME");
  return [options](const Console& console) { return check(*options, console); };
}

}  // namespace sekisho::cli

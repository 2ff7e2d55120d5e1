// Reload: everything is made ready and checked before anything changes.
#include <utility>

#include <fmt/format.h>

#include "daemon/service.h"

namespace sekisho::daemon {

OrRefusal<Rules> Service::load_all(Config& config) const {
  SourceSet sources;
  Result<Config> read = load_config(config_path_, sources);
  if (!read) {
    return tl::unexpected(refuse("configuration", config_path_, read.diagnostics, sources));
  }
  if (const char* key = find_fixed_change(config_, *read)) {
    return tl::unexpected(Refusal{
        fmt::format("configuration {}: \"{}\" changes only with a restart", config_path_, key),
        1,
        {}});
  }
  config = std::move(*read);
  return load_rules(config.policy, parts_.clock.now(), compile_options(config));
}

tl::expected<void, Refusal> Service::replace_all() {
  Config config;
  auto rules = load_all(config);
  if (!rules) return tl::unexpected(std::move(rules.error()));
  if (!is_enforcing()) {
    adopt_config(std::move(config));
    if (auto started = start_with(std::move(*rules), "policy"); !started) {
      return tl::unexpected(refuse(started.error()));
    }
    return {};
  }
  if (Status enforced = enforce(rules->image); !enforced) {
    return tl::unexpected(refuse(enforced.error()));
  }
  adopt_config(std::move(config));
  adopt(std::move(*rules));
  return {};
}

void Service::adopt_config(Config config) {
  config_ = std::move(config);
  watcher_.set_config(config_.detect);
  if (Status opened = journal_.open(journal_options()); !opened) {
    parts_.log->error("{}", opened.error().message());
  }
  outlets_.configure(config_, journal_.newest_seq());
}

ReloadOutcome Service::reload() {
  const auto monotonic_us =
      std::chrono::duration_cast<std::chrono::microseconds>(parts_.uptime()).count();
  parts_.notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_us));
  drain_events();  // so that what is told of the old generation stands before the reload
  const std::uint64_t old_generation = in_force().generation;
  ReloadOutcome outcome = finish_reload(replace_all(), old_generation);
  // Ready again either way: rules are in force. Without any, systemd goes on waiting.
  if (is_enforcing()) announce_state("READY=1");
  return outcome;
}

ReloadOutcome Service::finish_reload(tl::expected<void, Refusal> result,
                                     std::uint64_t old_generation) {
  ReloadOutcome outcome;
  outcome.ok = result.has_value();
  outcome.at = parts_.clock.now();
  outcome.generation = in_force().generation;
  if (outcome.ok) {
    parts_.log->info("reloaded: generation {}, policy {}", outcome.generation,
                     rules_.image->policy_digest());
    LineFields details = {{"old_generation", old_generation}};
    details.update(describe_rules());
    journal_.tell("reload", EventSeverity::info, details, in_force());
  } else {
    outcome.refusal = std::move(result.error());
    parts_.log->error("reload failed, {}: {}",
                      is_enforcing() ? "the old rules stay in use" : "nothing is enforced",
                      outcome.refusal.message);
    journal_.tell("reload_failed", EventSeverity::high,
                  {{"message", outcome.refusal.message},
                   {"errors", outcome.refusal.errors},
                   {"diagnostics", outcome.refusal.diagnostics}},
                  in_force());
  }
  last_reload_ = outcome;
  return outcome;
}

}  // namespace sekisho::daemon

// Reload: everything is made ready and checked before anything changes.
#include <utility>

#include <fmt/format.h>

#include "daemon/service.h"

namespace sekisho::daemon {
namespace {

constexpr const char* kUnconfirmedName = "unconfirmed.json";

// What a reload needs of the service, by value: it is done on another thread.
struct Reading {
  std::string config_path;
  Config running;
  RuleOrder order;
};

OrRefusal<Built> read_all(const Reading& reading) {
  SourceSet sources;
  Result<Config> read = load_config(reading.config_path, sources);
  if (!read) {
    return tl::unexpected(refuse("configuration", reading.config_path, read.diagnostics, sources));
  }
  if (const char* key = find_fixed_change(reading.running, *read)) {
    return tl::unexpected(
        Refusal{fmt::format("configuration {}: \"{}\" changes only with a restart",
                            reading.config_path, key),
                1,
                {}});
  }
  RuleOrder order = reading.order;
  order.options = compile_options(*read);
  auto rules = load_rules(read->policy, order);
  if (!rules) return tl::unexpected(std::move(rules.error()));
  return Built{std::move(*read), std::move(*rules), {}};
}

}  // namespace

BuildJob Service::begin_reload(const ReloadRequest& request) {
  const auto monotonic_us =
      std::chrono::duration_cast<std::chrono::microseconds>(parts_.uptime()).count();
  parts_.notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_us));
  if (request.accepts_clock) accept_clock(request.by);
  return [reading = Reading{config_path_, config_, rule_order(config_, orders_, policy_now())}] {
    return read_all(reading);
  };
}

ReloadOutcome Service::reload(const ReloadRequest& request) {
  const BuildJob job = begin_reload(request);
  return finish_reload(request, job());
}

// While they were built something in them may have ended: that must not be opened again.
OrRefusal<Rules> Service::as_of_now(Rules rules, const CompileOptions& options) const {
  const Instant now = policy_now();
  const auto until = rules.image->valid_until();
  const bool is_current = (!until || now < *until) && rules.relaxed == orders_.switched_on(now) &&
                          rules.mode == orders_.mode_at(now);
  if (is_current || !rules.model) return rules;
  return compile_rules(rules, {now, orders_.switched_on(now), orders_.mode_at(now), options});
}

tl::expected<void, Refusal> Service::replace_all(Built built) {
  build_time_ = built.took;
  auto current = as_of_now(std::move(built.rules), compile_options(built.config.value_or(config_)));
  if (!current) return tl::unexpected(std::move(current.error()));
  built.rules = std::move(*current);
  if (!is_enforcing()) {
    if (built.config) adopt_config(std::move(*built.config));
    if (auto started = start_with(std::move(built.rules), "policy"); !started)
      return tl::unexpected(refuse(started.error()));
    return {};
  }
  if (Status enforced = enforce(built.rules.image); !enforced)
    return tl::unexpected(refuse(enforced.error()));
  if (built.config) adopt_config(std::move(*built.config));
  adopt(std::move(built.rules));
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

ReloadOutcome Service::finish_reload(const ReloadRequest& request, OrRefusal<Built> built) {
  drain_events();  // so that what is told of the old generation stands before the reload
  const std::uint64_t old_generation = in_force().generation;
  const auto before = unconfirmed_;
  changed_by_ = request.by;
  tl::expected<void, Refusal> result;
  if (built && request.confirm && is_enforcing()) {
    await_confirmation(*request.confirm, built->rules);
    result = replace_all(std::move(*built));
    if (!result) forget_confirmation(before);
  } else {
    result = built ? replace_all(std::move(*built))
                   : tl::expected<void, Refusal>(tl::unexpected(std::move(built.error())));
  }
  if (result && !unconfirmed_) forget_confirmation({});  // also of what was rolled back from
  LineFields details = {{"old_generation", old_generation}};
  if (!request.by.is_null()) details["by"] = request.by;
  if (unconfirmed_) details["confirm_until"] = to_rfc3339(unconfirmed_->until);
  ReloadOutcome outcome = tell_reload(std::move(details), std::move(result));
  // Ready again either way: rules are in force. Without any, systemd goes on waiting.
  if (is_enforcing()) announce_state("READY=1");
  return outcome;
}

ReloadOutcome Service::tell_reload(LineFields details, tl::expected<void, Refusal> result) {
  ReloadOutcome outcome;
  outcome.ok = result.has_value();
  outcome.at = parts_.clock.now();
  outcome.generation = in_force().generation;
  if (outcome.ok) {
    parts_.log->info("reloaded: generation {}, policy {}", outcome.generation,
                     rules_.image->policy_digest());
    details.update(describe_rules());
    journal_.tell("reload", EventSeverity::info, details, in_force());
  } else {
    outcome.refusal = std::move(result.error());
    parts_.log->error("reload failed, {}: {}",
                      is_enforcing() ? "the old rules stay in use" : "nothing is enforced",
                      outcome.refusal.message);
    LineFields failed = {{"message", outcome.refusal.message},
                         {"errors", outcome.refusal.errors},
                         {"diagnostics", outcome.refusal.diagnostics}};
    if (details.contains("by")) failed["by"] = details["by"];
    journal_.tell("reload_failed", EventSeverity::high, failed, in_force());
  }
  last_reload_ = outcome;
  return outcome;
}

// The first of several unconfirmed reloads says what is gone back to, the last until when.
void Service::await_confirmation(std::chrono::seconds time, const Rules& rules) {
  if (!unconfirmed_) unconfirmed_ = Unconfirmed{config_, rules_, {}, {}};
  unconfirmed_->deadline = parts_.uptime() + time;
  unconfirmed_->until = parts_.clock.now() + time;
  const RpcJson note = {{"policy", rules.model->digest}};
  if (Status written = state_.write(kUnconfirmedName, note.dump()); !written)
    parts_.log->error("{}", written.error().message());
}

void Service::forget_confirmation(std::optional<Unconfirmed> instead) {
  unconfirmed_ = std::move(instead);
  if (unconfirmed_) return;
  if (Status removed = state_.remove(kUnconfirmedName); !removed)
    parts_.log->error("{}", removed.error().message());
}

bool Service::is_unconfirmed(const std::string& digest) const {
  const auto text = state_.read(kUnconfirmedName);
  if (!text || !*text) return false;
  const auto note = RpcJson::parse(**text, nullptr, false);
  return !note.is_object() || !note.contains("policy") || note["policy"] == digest;
}

Status Service::confirm(const RpcJson& by) {
  if (!unconfirmed_) return fail("no reload waits to be confirmed");
  forget_confirmation({});
  changed_by_ = by;
  remember_rules();
  parts_.log->info("the reload is confirmed: generation {}", in_force().generation);
  LineFields details = {{"action", "confirmed"}, {"by", by}};
  details.update(describe_rules());
  journal_.tell("reload", EventSeverity::info, details, in_force());
  return {};
}

bool Service::must_go_back() const {
  return unconfirmed_ && parts_.uptime() >= unconfirmed_->deadline;
}

BuildJob Service::begin_going_back() const {
  if (!unconfirmed_) return nullptr;
  return [back = *unconfirmed_,
          order = rule_order(unconfirmed_->config, orders_, policy_now())]() -> OrRefusal<Built> {
    if (!back.rules.model) return Built{back.config, back.rules, {}};
    auto rules = compile_rules(back.rules, order);
    if (!rules) return tl::unexpected(std::move(rules.error()));
    return Built{back.config, std::move(*rules), {}};
  };
}

ReloadOutcome Service::finish_going_back(const RpcJson& by, OrRefusal<Built> built) {
  drain_events();
  const std::uint64_t old_generation = in_force().generation;
  const auto back = unconfirmed_;
  changed_by_ = by;
  unconfirmed_.reset();  // what is gone back to is good
  tl::expected<void, Refusal> result =
      built ? replace_all(std::move(*built))
            : tl::expected<void, Refusal>(tl::unexpected(std::move(built.error())));
  if (result) {
    forget_confirmation({});
  } else if (back) {  // tried again with the next minute
    unconfirmed_ = back;
    unconfirmed_->deadline = parts_.uptime() + std::chrono::minutes(1);
  }
  LineFields details = {{"old_generation", old_generation}, {"action", "went_back"}};
  if (!by.is_null()) details["by"] = by;
  return tell_reload(std::move(details), std::move(result));
}

}  // namespace sekisho::daemon

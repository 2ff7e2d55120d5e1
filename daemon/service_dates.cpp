// The moments at which rules change by themselves, and the clock that says so.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "daemon/service.h"

namespace sekisho::daemon {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::seconds kRetryDelay{60};
constexpr std::chrono::seconds kRememberTime{60};
// Rules are built ahead by as much, and by twice what the last build took.
constexpr std::chrono::seconds kLead{2};
constexpr std::size_t kToldIds = 100;  // of what began or ended, each
constexpr const char* kTimeName = "policy-time";
constexpr const char* kToldName = "deadlines.json";

template <typename Things, typename InForceAt>
void add_changes(const char* key, const Things& things, InForceAt in_force_at, LineFields& began,
                 LineFields& ended) {
  for (const auto& thing : things) {
    const auto [was, is] = in_force_at(thing);
    if (was == is) continue;
    LineFields& list = (is ? began : ended)[key];
    if (list.size() < kToldIds) list.push_back(thing.id);
  }
}

}  // namespace

std::optional<Instant> earliest(std::optional<Instant> a, std::optional<Instant> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

std::optional<Instant> Service::next_update() const {
  if (!is_enforcing()) return std::nullopt;
  if (retry_at_) return retry_at_;
  return earliest(rules_.image->valid_until(), orders_.next_end());
}

bool Service::wants_to_prepare() const {
  const auto due = next_update();
  if (!due || prepared_ || is_preparing_ || !rules_.model) return false;
  return policy_now() >= *due - kLead - std::chrono::duration_cast<microseconds>(2 * build_time_);
}

BuildJob Service::begin_preparing() {
  is_preparing_ = true;
  is_preparation_stale_ = false;
  const Instant at = std::max(*next_update(), policy_now());
  return [rules = rules_, order = rule_order(config_, orders_, at)]() -> OrRefusal<Built> {
    auto compiled = compile_rules(rules, order);
    if (!compiled) return tl::unexpected(std::move(compiled.error()));
    return Built{std::nullopt, std::move(*compiled), {}};
  };
}

void Service::finish_preparing(OrRefusal<Built> built) {
  is_preparing_ = false;
  if (std::exchange(is_preparation_stale_, false)) return;  // other rules came meanwhile
  if (!built) {
    refuse_update(built.error());
    return;
  }
  build_time_ = built->took;
  prepared_ = Prepared{built->rules.image->valid_from(), std::move(built->rules)};
  update_rules();
}

void Service::update_rules() {
  const Instant now = policy_now();
  const auto due = next_update();
  if (!due || now < *due || is_preparing_) return;
  if (prepared_ && prepared_->due > now) return;
  OrRefusal<Rules> rules;
  if (prepared_) {
    rules = std::move(std::exchange(prepared_, std::nullopt)->rules);
  } else {
    // An image alone cannot be compiled for another moment: the files are read again.
    const RuleOrder order = rule_order(config_, orders_, now);
    rules = rules_.model ? compile_rules(rules_, order) : load_rules(config_.policy, order);
  }
  if (!rules) return refuse_update(rules.error());
  drain_events();
  if (Status enforced = enforce(rules->image); !enforced)
    return refuse_update(refuse(enforced.error()));
  const Rules old = rules_;
  const Instant then = rules_since_;
  const SwitchedOn relaxed = relaxed_;
  end_orders(rules->image->valid_from());
  adopt(std::move(*rules));
  parts_.log->info("rules changed with the time: generation {}", dataplane_->generation());
  LineFields details = describe_rules();
  details.update(describe_changes(old, then, relaxed));
  journal_.tell("rules_changed", EventSeverity::info, details, in_force());
  announce_state("READY=1");
}

void Service::refuse_update(const Refusal& refusal) {
  retry_at_ = policy_now() + kRetryDelay;
  parts_.log->error("rules are due to change, and stay: {}", refusal.message);
  journal_.tell("reload_failed", EventSeverity::high, {{"message", refusal.message}}, in_force());
}

// What began and what ended since `then`, of rules that are still those of one policy.
LineFields Service::describe_changes(const Rules& old, Instant then,
                                     const SwitchedOn& relaxed) const {
  if (!rules_.model || old.model != rules_.model) return LineFields::object();
  const Model& model = *rules_.model;
  const TimeZone& zone = model.time_zone;
  LineFields began = LineFields::object(), ended = LineFields::object();
  const auto rule = [&](const Rule& each) {
    return std::pair(is_in_force(each, zone, then, relaxed),
                     is_in_force(each, zone, rules_since_, relaxed_));
  };
  const auto dated = [&](const auto& each) {
    return std::pair(is_in_force(each, zone, then), is_in_force(each, zone, rules_since_));
  };
  add_changes("rules", model.rules, rule, began, ended);
  add_changes("devices", model.devices, dated, began, ended);
  add_changes("blocks", model.blocks, dated, began, ended);
  return {{"began", began}, {"ended", ended}};
}

// Orders that are over are taken off the list, and told.
void Service::end_orders(Instant now) {
  Orders left = orders_;
  std::vector<Relaxed> over;
  std::erase_if(left.relaxed, [&](const Relaxed& each) {
    if (now < each.until) return false;
    over.push_back(each);
    return true;
  });
  const bool is_mode_over = left.mode && left.mode->until && *left.mode->until <= now;
  if (is_mode_over) left.mode.reset();
  if (over.empty() && !is_mode_over) return;
  for (const Relaxed& each : over) {
    LineFields details = {{"action", "ended"}};
    details.update(to_json(each));
    journal_.tell("relax", EventSeverity::info, details, in_force());
  }
  if (is_mode_over)
    journal_.tell("rules_changed", EventSeverity::info,
                  {{"action", "mode_ended"}, {"order", to_json(*orders_.mode)}}, in_force());
  if (Status saved = save_orders(left); !saved)
    parts_.log->error("{}", saved.error().message());  // their times end them, whoever reads them
  orders_ = std::move(left);
}

void Service::tell_deadlines() {
  if (!rules_.model) return;
  const auto news = deadlines_.look(*rules_.model, policy_now());
  for (const DeadlineNews& each : news)
    journal_.tell(each.event_type, each.severity, each.details, in_force());
  if (const std::string text = deadlines_.to_text(); text != deadlines_written_) {
    if (Status written = state_.write(kToldName, text); !written)
      parts_.log->error("{}", written.error().message());
    deadlines_written_ = text;
  }
}

void Service::recall_time() {
  const auto time = state_.read(kTimeName);
  if (time && *time)
    if (const auto latest = parse_instant((*time)->substr(0, (*time)->find('\n'))))
      policy_clock_.restore(*latest);
  if (const auto told = state_.read(kToldName); told && *told) deadlines_.restore(**told);
  if (policy_clock_.behind().count()) tell_clock(microseconds(0));
}

void Service::remember_time() {
  remembered_time_ = policy_now();
  if (Status written = state_.write(kTimeName, to_rfc3339(*remembered_time_)); !written)
    parts_.log->error("{}", written.error().message());
}

void Service::watch_dates() {
  if (const auto step = policy_clock_.look()) tell_clock(*step);
  if (remembered_time_ && policy_now() - *remembered_time_ < kRememberTime) return;
  remember_time();
  tell_deadlines();
}

// `step`: what the system's clock was set by; zero where that was before this run.
void Service::tell_clock(microseconds step) {
  const auto seconds = [](microseconds time) {
    return std::chrono::duration<double>(time).count();
  };
  const microseconds behind = policy_clock_.behind();
  parts_.log->warn("the system's clock was set by {:.3f} s; rules go by {}", seconds(step),
                   to_rfc3339(policy_now()));
  journal_.tell("clock", behind.count() ? EventSeverity::high : EventSeverity::medium,
                {{"step_s", seconds(step)},
                 {"behind_s", seconds(behind)},
                 {"policy_time", to_rfc3339(policy_now())}},
                in_force());
}

void Service::accept_clock(const RpcJson& by) {
  const microseconds behind = policy_clock_.behind();
  policy_clock_.accept();
  remember_time();
  LineFields details = {{"action", "accepted"},
                        {"step_s", -std::chrono::duration<double>(behind).count()},
                        {"behind_s", 0.0},
                        {"policy_time", to_rfc3339(policy_now())}};
  if (!by.is_null()) details["by"] = by;
  journal_.tell("clock", EventSeverity::high, details, in_force());
}

}  // namespace sekisho::daemon

#include "daemon/service.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace sekisho::daemon {
namespace {

constexpr const char* kDefaultTimeZone = "Asia/Tokyo";  // as policies have it

TimeZone zone_or_default(const std::string& name) {
  if (const auto zone = TimeZone::find(name.empty() ? kDefaultTimeZone : name)) return *zone;
  return TimeZone::utc();
}

}  // namespace

Service::Service(ServiceParts parts, std::string config_path, Config config, StateFolder state)
    : parts_(std::move(parts)),
      config_path_(std::move(config_path)),
      config_(std::move(config)),
      state_(std::move(state)),
      generations_(config_.state),
      policy_clock_(parts_.clock, parts_.uptime),
      journal_(parts_.clock, parts_.uptime, parts_.log),
      outlets_(parts_.log),
      watcher_(config_.detect, activity_, parts_.uptime),
      usage_(config_.state, parts_.log),
      started_(parts_.uptime()),
      started_at_(parts_.clock.now()) {
  journal_.set_time_zone(zone_or_default(""));
  // Enforcing does not wait for a log: its lines are counted until it can be opened.
  if (Status opened = journal_.open(journal_options()); !opened) {
    parts_.log->error("{}", opened.error().message());
  }
  journal_.set_listener([this](std::uint64_t newest_seq) {
    outlets_.wake(newest_seq);
    if (line_listener_) line_listener_(newest_seq);
  });
  outlets_.configure(config_, journal_.newest_seq());
}

Service::~Service() = default;

void Service::set_line_listener(std::function<void(std::uint64_t)> listener) {
  line_listener_ = std::move(listener);
  const auto newest_seq = journal_.newest_seq();
  if (line_listener_ && newest_seq) line_listener_(*newest_seq);
}

JournalOptions Service::journal_options() const {
  return {config_.events, config_.state, config_.rotate_mib << 20, config_.keep_days,
          config_.evidence};
}

RuleOrder Service::rule_order(const Config& config, const Orders& orders, Instant at) const {
  return {at, orders.switched_on(at), orders.mode_at(at), compile_options(config)};
}

// Whatever goes wrong, packets meet rules or nothing gets through.
Expected<Service::Started> Service::start() {
  auto started = start_with_any();
  if (!started) block_everything();
  return started;
}

// What an earlier daemon pinned goes on deciding: then nothing is blocked.
bool Service::block_everything() {
  const auto blocked = parts_.block_host();
  if (!blocked)
    parts_.log->critical("{}", blocked.error().message());
  else if (*blocked)
    parts_.log->critical(
        "everything is blocked: nothing comes in and nothing is forwarded until rules are in force "
        "(`sekishod --unblock` opens this host)");
  return blocked.value_or(false);
}

Expected<Service::Started> Service::start_with_any() {
  recall_orders();
  auto rules = load_rules(config_.policy, rule_order(config_, orders_, policy_now()));
  if (rules && is_unconfirmed(rules->model->digest))
    rules = tl::unexpected(refuse(Error{"the policy was reloaded and never confirmed"}));
  if (rules) return start_with(std::move(*rules), "policy");
  parts_.log->error("{}", rules.error().message);
  return start_with_last_good(rules.error());
}

// The policy as it was, for the time that it is now.
Expected<Service::Started> Service::start_with_last_good(const Refusal& refusal) {
  const auto path = state_.last_good_policy();
  if (!path) return start_with_last_image(refusal);
  auto rules = load_rules(*path, rule_order(config_, orders_, policy_now()));
  if (!rules) {
    parts_.log->error("{}", rules.error().message);
    return start_with_last_image(refusal);
  }
  tell_refused(refusal, "last-good");
  parts_.log->warn("the last good policy stays in use");
  rules->files = nullptr;  // they are where they belong
  return start_with(std::move(*rules), "last-good");
}

Expected<Service::Started> Service::start_with_last_image(const Refusal& refusal) {
  auto last = state_.read_last_good();
  if (!last) {
    parts_.log->critical("no last good image: {}", last.error().message());
    tell_refused(refusal, block_everything() ? "block" : "nothing");
    return Started::without_rules;
  }
  policy_name_ = last->policy_name;
  journal_.set_time_zone(zone_or_default(last->time_zone));
  journal_.set_policy(nullptr, std::move(last->clauses));
  Rules rules;
  rules.image = std::make_shared<const TableImage>(std::move(last->image));
  // What has ended is not opened again, and an image cannot be changed: then nothing passes.
  const bool is_over = last->until && *last->until <= policy_now();
  tell_refused(refusal, is_over ? "block" : "last-good");
  parts_.log->warn(is_over ? "something in the last good image has ended: everything is blocked"
                           : "the last good image stays in use");
  auto started = start_with(std::move(rules), is_over ? "block" : "last-good");
  if (started && is_over)
    if (Status blocked = dataplane_->block(); !blocked) return tl::unexpected(blocked.error());
  return started;
}

void Service::tell_refused(const Refusal& refusal, const char* enforcing) {
  const bool is_bad = std::string_view(enforcing) != "last-good";
  journal_.tell("reload_failed", is_bad ? EventSeverity::critical : EventSeverity::high,
                {{"message", refusal.message},
                 {"errors", refusal.errors},
                 {"diagnostics", refusal.diagnostics},
                 {"enforcing", enforcing}},
                in_force());
}

Expected<Service::Started> Service::start_with(Rules rules, const char* source) {
  auto opened = parts_.open_dataplane(rules.image);
  if (!opened) return tl::unexpected(opened.error());
  dataplane_ = std::move(*opened);
  begin_accounts();
  // Before the first packet is judged by these rules.
  Status isolated;
  for (const Isolation& each : orders_.isolated) apply_isolation(each, true, isolated);
  if (Status enforced = isolated ? enforce(rules.image) : isolated; !enforced) {
    dataplane_.reset();
    return tl::unexpected(enforced.error());
  }
  adopt(std::move(rules));
  announce_start(source);
  if (are_orders_damaged_) fail_closed(*rules_.image);
  return Started::enforcing;
}

// Before anything is judged by this run. What a pinned datapath has counted meanwhile is told now.
void Service::begin_accounts() {
  const std::uint64_t since_ns = dataplane_->clock_ns();
  if (const auto stats = dataplane_->stats()) journal_.begin(*stats, since_ns);
}

void Service::announce_start(const char* source) {
  LineFields details = {{"version", SEKISHO_VERSION},
                        {"rules_from", source},
                        {"datapath", to_string(config_.datapath)}};
  for (const AttachedPort& port : dataplane_->ports()) {
    details["interfaces"].push_back(port.interface_name);
    parts_.log->info("attached to {} ({})", port.interface_name,
                     port.mode == AttachMode::native ? "native" : "generic");
  }
  for (const PortLink& link : dataplane_->port_links()) {
    if (link.state != LinkState::absent) continue;
    details["absent"].push_back(link.interface_name);
    parts_.log->warn("{} is not there yet", link.interface_name);
  }
  details.update(describe_rules());
  journal_.tell("start", EventSeverity::info, details, in_force());
  announce_state("READY=1");
}

Status Service::enforce(const std::shared_ptr<const TableImage>& image) {
  if (Status staged = dataplane_->stage(image); !staged) return staged;
  Status swapped = swap_in();
  if (swapped || !rules_.image) return swapped;
  // A new interface that cannot be had: everything goes back to what it was.
  const bool is_back = dataplane_->stage(rules_.image) && swap_in();
  if (!is_back) {
    parts_.log->critical("the old rules could not be brought back after: {}",
                         swapped.error().message());
  }
  return swapped;
}

Status Service::swap_in() {
  if (auto committed = dataplane_->commit(); !committed) return tl::unexpected(committed.error());
  if (auto attached = dataplane_->attach(); !attached) return tl::unexpected(attached.error());
  return {};
}

void Service::adopt(Rules rules) {
  rules_ = std::move(rules);
  rules_since_ = rules_.image->valid_from();
  relaxed_ = orders_.switched_on(rules_since_);
  retry_at_.reset();
  prepared_.reset();
  is_preparation_stale_ = is_preparing_;
  activity_.set_image(rules_.image);
  count_rules_by_pair();
  watcher_.set_rules(*dataplane_, rules_.model);
  if (shadow_) shadow_->begin_anew(parts_.clock.now(), rules_.model);
  if (rules_.model) policy_name_ = rules_.model->name;
  measure_rules();
  if (!rules_.model) return;
  journal_.set_time_zone(rules_.model->time_zone);
  journal_.set_policy(rules_.model, rules_.model->profile.clauses);
  remember_rules();
  tell_deadlines();
}

// What a daemon that finds no policy goes back to. Not what was never confirmed.
void Service::remember_rules() {
  remember_time();
  if (unconfirmed_ || !rules_.model) return;
  const auto next = earliest(rules_.image->valid_until(), orders_.next_end());
  if (Status written = state_.write_last_good(rules_, next); !written)
    parts_.log->error("{}", written.error().message());
  keep_generation();
}

Status Service::stop() {
  announce_state("STOPPING=1");
  if (!dataplane_) {
    journal_.tell("stop", EventSeverity::info, {{"on_stop", "nothing was enforced"}}, {});
    outlets_.stop();
    return fail("stop: no rules were ever enforced");
  }
  settle_accounts();
  watcher_.flush();
  tell_detected();
  journal_.flush(in_force());
  usage_.finish(parts_.clock.now());
  journal_.tell("stop", EventSeverity::info, {{"on_stop", to_string(config_.on_stop)}}, in_force());
  remember_time();
  outlets_.stop();
  switch (config_.on_stop) {
    case OnStop::keep:
      return {};
    case OnStop::block:
      return dataplane_->block();
    case OnStop::open:
      return dataplane_->detach();
  }
  return {};
}

InForce Service::in_force() const {
  if (!dataplane_ || !rules_.image) return {};
  return {rules_.image.get(), dataplane_->generation()};
}

void Service::announce_state(const char* first_line) {
  if (!is_enforcing() || !rules_.image) {
    parts_.notify(fmt::format("{}\nSTATUS=Nothing is enforced by this daemon", first_line));
    return;
  }
  parts_.notify(fmt::format("{}\nSTATUS=Generation {} enforced on {} interfaces", first_line,
                            dataplane_->generation(), dataplane_->ports().size()));
}

}  // namespace sekisho::daemon

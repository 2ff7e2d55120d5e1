#include "daemon/service.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace sekisho::daemon {
namespace {

constexpr std::chrono::seconds kRetryDelay{60};
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
      journal_(parts_.clock, parts_.uptime, parts_.log),
      outlets_(parts_.log),
      watcher_(config_.detect),
      started_(parts_.uptime()) {
  journal_.set_time_zone(zone_or_default(""));
  // Enforcing does not wait for a log: its lines are counted until it can be opened.
  if (Status opened = journal_.open(journal_options()); !opened) {
    parts_.log->error("{}", opened.error().message());
  }
  journal_.set_listener([this](std::uint64_t newest_seq) { outlets_.wake(newest_seq); });
  outlets_.configure(config_, journal_.newest_seq());
}

Service::~Service() = default;

JournalOptions Service::journal_options() const {
  return {config_.events, config_.state, config_.rotate_mib << 20, config_.keep_days,
          config_.evidence};
}

Expected<Service::Started> Service::start() {
  auto rules = load_rules(config_.policy, parts_.clock.now(), compile_options(config_));
  if (rules) return start_with(std::move(*rules), "policy");
  parts_.log->error("{}", rules.error().message);
  return start_with_last_good(rules.error());
}

Expected<Service::Started> Service::start_with_last_good(const Refusal& refusal) {
  auto last = state_.read_last_good();
  LineFields details = {{"message", refusal.message},
                        {"errors", refusal.errors},
                        {"diagnostics", refusal.diagnostics}};
  if (!last) {
    // Without an image no interface is known: what an earlier daemon pinned goes on deciding, and
    // where there is nothing pinned, nothing is filtered.
    details["enforcing"] = "nothing";
    journal_.tell("reload_failed", EventSeverity::critical, details, in_force());
    parts_.log->critical(
        "no last good image ({}): this daemon enforces nothing until a reload "
        "finds a policy",
        last.error().message());
    return Started::without_rules;
  }
  details["enforcing"] = "last-good";
  journal_.tell("reload_failed", EventSeverity::high, details, in_force());
  parts_.log->warn("the last good image stays in use");
  policy_name_ = last->policy_name;
  journal_.set_time_zone(zone_or_default(last->time_zone));
  journal_.set_policy(nullptr, std::move(last->clauses));
  Rules rules;
  rules.image = std::make_shared<const TableImage>(std::move(last->image));
  return start_with(std::move(rules), "last-good");
}

Expected<Service::Started> Service::start_with(Rules rules, const char* source) {
  auto opened = parts_.open_dataplane(rules.image);
  if (!opened) return tl::unexpected(opened.error());
  dataplane_ = std::move(*opened);
  begin_accounts();
  if (Status enforced = enforce(rules.image); !enforced) {
    dataplane_.reset();
    return tl::unexpected(enforced.error());
  }
  adopt(std::move(rules));
  announce_start(source);
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
  retry_at_.reset();
  watcher_.set_rules(*dataplane_, rules_.model);
  if (!rules_.model) return;
  policy_name_ = rules_.model->name;
  journal_.set_time_zone(rules_.model->time_zone);
  journal_.set_policy(rules_.model, rules_.model->profile.clauses);
  const Status written = state_.write_last_good(*rules_.image, *rules_.model);
  if (!written) parts_.log->error("{}", written.error().message());
}

std::optional<Instant> Service::next_update() const {
  if (!is_enforcing()) return std::nullopt;
  return retry_at_ ? retry_at_ : rules_.image->valid_until();
}

void Service::update_rules() {
  const Instant now = parts_.clock.now();
  const auto due = next_update();
  if (!due || now < *due) return;
  // A last good image has no model to compile: the files are read again.
  auto rules = rules_.model ? compile_rules(rules_.model, now, compile_options(config_))
                            : load_rules(config_.policy, now, compile_options(config_));
  tl::expected<void, Refusal> result;
  if (!rules) {
    result = tl::unexpected(rules.error());
  } else if (Status enforced = enforce(rules->image); !enforced) {
    result = tl::unexpected(refuse(enforced.error()));
  }
  if (!result) {
    retry_at_ = now + kRetryDelay;
    parts_.log->error("rules are due to change, and stay: {}", result.error().message);
    journal_.tell("reload_failed", EventSeverity::high, {{"message", result.error().message}},
                  in_force());
    return;
  }
  adopt(std::move(*rules));
  parts_.log->info("rules changed with the time: generation {}", dataplane_->generation());
  journal_.tell("rules_changed", EventSeverity::info, describe_rules(), in_force());
  announce_state("READY=1");
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
  journal_.tell("stop", EventSeverity::info, {{"on_stop", to_string(config_.on_stop)}}, in_force());
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

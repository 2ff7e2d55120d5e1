// The daemon's work, without its loop: start, reload, the moments at which rules change, stop.
//
// Guarantee: whatever goes wrong in reload() or update_rules(), the rules that were in force stay
// in force. Told what happens (signals, timers, readable descriptors) by loop.h. Thread: loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <spdlog/logger.h>

#include "daemon/config.h"
#include "daemon/dataplane.h"
#include "daemon/journal.h"
#include "daemon/outlets.h"
#include "daemon/rules.h"
#include "daemon/state.h"
#include "daemon/watcher.h"

namespace sekisho::daemon {

// What the service is handed; all of it outlives the service.
struct ServiceParts {
  const Clock& clock;
  std::function<std::chrono::nanoseconds()> uptime;  // of the host; never steps
  OpenDataplane open_dataplane;
  std::function<void(const std::string& state)> notify;  // sd_notify
  std::shared_ptr<spdlog::logger> log;
};

struct ReloadOutcome {
  bool ok = false;
  Instant at;
  std::uint64_t generation = 0;  // in force afterwards
  Refusal refusal;               // where !ok
};

class Service {
 public:
  Service(ServiceParts parts, std::string config_path, Config config, StateFolder state);
  ~Service();

  // Enforces the policy, or else the last good image. Not: there are no rules, neither can be read;
  // reload() tries again. Errors: there are rules, and the datapath cannot be had.
  enum class Started : std::uint8_t { enforcing, without_rules };
  Expected<Started> start();
  // Re-reads configuration and policy and swaps, or changes nothing and says why.
  ReloadOutcome reload();
  // When due: the same policy for the moment that has come. Call at least once a second.
  void update_rules();
  // The next moment at which update_rules has work, of the system clock.
  std::optional<Instant> next_update() const;

  void drain_events();
  // Where link_fd() is readable.
  void follow_links();
  // Repeats and sums; every ten seconds.
  void tick();
  void write_stats();
  void reopen_logs() { journal_.reopen(); }
  // Counters and flows to the detections; every second.
  void watch();
  // Rotation, seals and old segments; every second.
  void tend_log();
  // In order: events drained, log flushed, `stop` event, on_stop applied. Errors: that of the last.
  Status stop();

  bool is_enforcing() const { return dataplane_ != nullptr; }
  // -1 where there is none yet.
  int event_fd() const { return dataplane_ ? dataplane_->event_fd() : -1; }
  int link_fd() const { return dataplane_ ? dataplane_->link_fd() : -1; }
  nlohmann::ordered_json status() const;

 private:
  Expected<Started> start_with(Rules rules, const char* source);
  Expected<Started> start_with_last_good(const Refusal& refusal);
  void announce_start(const char* source);
  void begin_accounts();
  OrRefusal<Rules> load_all(Config& config) const;
  ReloadOutcome finish_reload(tl::expected<void, Refusal> result, std::uint64_t old_generation);
  tl::expected<void, Refusal> replace_all();
  // Stage, commit, attach; after a failure the old image is in force.
  Status enforce(const std::shared_ptr<const TableImage>& image);
  Status swap_in();  // what is staged
  void adopt(Rules rules);
  void adopt_config(Config config);
  void tell_detected();
  void announce_state(const char* first_line);
  InForce in_force() const;
  JournalOptions journal_options() const;
  LineFields describe_rules() const;

  ServiceParts parts_;
  std::string config_path_;
  Config config_;
  StateFolder state_;
  Journal journal_;
  Outlets outlets_;
  Watcher watcher_;
  std::unique_ptr<Dataplane> dataplane_;
  Rules rules_;  // in force; image null: none
  std::string policy_name_;
  std::chrono::nanoseconds started_;
  std::optional<Instant> retry_at_;  // after an update that failed
  std::optional<ReloadOutcome> last_reload_;
};

}  // namespace sekisho::daemon

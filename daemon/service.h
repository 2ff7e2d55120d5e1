// The daemon's work, without its loop: start, reload, the moments at which rules change, what an
// operator orders, stop.
//
// Guarantee: whatever goes wrong while rules are changed, those that were in force stay in force.
// What takes long, reading and compiling, is handed out as a BuildJob that may run on another
// thread; its outcome comes back to the service. Told what happens (signals, timers, readable
// descriptors) by loop.h. Thread: loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <spdlog/logger.h>

#include "daemon/activity.h"
#include "daemon/dataplane.h"
#include "daemon/deadlines.h"
#include "daemon/flow_view.h"
#include "daemon/generations.h"
#include "daemon/journal.h"
#include "daemon/orders.h"
#include "daemon/outlets.h"
#include "daemon/policy_clock.h"
#include "daemon/rule_usage.h"
#include "daemon/rules.h"
#include "daemon/shadow.h"
#include "daemon/state.h"
#include "daemon/watcher.h"
#include "sekisho/config/config.h"
#include "sekisho/metrics/text.h"

namespace sekisho::daemon {

// What the service is handed; all of it outlives the service.
struct ServiceParts {
  const Clock& clock;
  std::function<std::chrono::nanoseconds()> uptime;  // of the host; never steps
  OpenDataplane open_dataplane;
  std::function<void(const std::string& state)> notify;  // sd_notify
  std::shared_ptr<spdlog::logger> log;
  // Where nothing is enforced: all is blocked. False: what is enforced already goes on.
  std::function<Expected<bool>()> block_host = [] { return false; };
};

struct ReloadOutcome {
  bool ok = false;
  Instant at;
  std::uint64_t generation = 0;  // in force afterwards
  Refusal refusal;               // where !ok
};

// Rules that were built for one purpose, and how long that took.
struct Built {
  std::optional<Config> config;  // where it was read anew
  Rules rules;
  std::chrono::nanoseconds took{};
};
using BuildJob = std::function<OrRefusal<Built>()>;  // any thread

// How a reload was asked for.
struct ReloadRequest {
  RpcJson by;                                     // null: by signal
  std::optional<std::chrono::seconds> confirm{};  // goes back by itself after that time
  bool accepts_clock = false;                     // the system's clock is right
};

// Another standing order, with the event that tells of it.
struct OrderChange {
  std::function<void(Orders&)> apply;
  std::string event_type;
  EventSeverity severity = EventSeverity::info;
  LineFields details;
};

// Of two moments that may never come.
std::optional<Instant> earliest(std::optional<Instant> a, std::optional<Instant> b);

class Service {
 public:
  Service(ServiceParts parts, std::string config_path, Config config, StateFolder state);
  ~Service();

  // Enforces the policy, or else the last good one. Not: there are no rules, neither can be read;
  // reload() tries again. Errors: there are rules, and the datapath cannot be had.
  enum class Started : std::uint8_t { enforcing, without_rules };
  Expected<Started> start();

  // Re-reads configuration and policy and swaps, or changes nothing and says why: begin, the job,
  // finish with what came out. reload() does all three.
  BuildJob begin_reload(const ReloadRequest& request);
  ReloadOutcome finish_reload(const ReloadRequest& request, OrRefusal<Built> built);
  ReloadOutcome reload(const ReloadRequest& request = {});
  // An unconfirmed reload stays, or goes back to what was before it. Errors: none waits.
  Status confirm(const RpcJson& by);
  bool must_go_back() const;  // its time is over
  BuildJob begin_going_back() const;
  ReloadOutcome finish_going_back(const RpcJson& by, OrRefusal<Built> built);

  // Policies that were in force: docs/control.md. Errors: none is kept so many steps back.
  tl::expected<Generation, RpcError> find_rollback(std::uint64_t steps) const;
  BuildJob begin_rollback(const Generation& back) const;
  RpcResult finish_rollback(const Generation& back, const RpcJson& by, OrRefusal<Built> built);
  RpcJson generations() const;

  // The next moment at which rules change by themselves, in time of the policy.
  std::optional<Instant> next_update() const;
  Instant policy_now() const { return policy_clock_.now(); }
  // Those rules are built ahead, where that is due and not under way.
  bool wants_to_prepare() const;
  BuildJob begin_preparing();
  void finish_preparing(OrRefusal<Built> built);
  // When due: puts them in force. Call at least once a second.
  void update_rules();

  // At once, without a compile; survives restarts. Errors: no such zone, device or address; cut off
  // already, or not.
  RpcResult isolate(IsolationKind kind, const std::string& id, const std::string& reason,
                    const RpcJson& by);
  RpcResult release(IsolationKind kind, const std::string& id, const std::string& reason,
                    const RpcJson& by);
  // Relaxations and the mode need a compile: a change is made ready, built for, and then in force.
  tl::expected<OrderChange, RpcError> relax_on(const std::string& id, Instant until,
                                               const std::string& reason,
                                               const std::vector<std::string>& approved_by,
                                               const RpcJson& by) const;
  tl::expected<OrderChange, RpcError> relax_off(const std::string& id, const std::string& reason,
                                                const RpcJson& by) const;
  // No mode: the policy's own.
  tl::expected<OrderChange, RpcError> change_mode(std::optional<Mode> mode,
                                                  std::optional<Instant> until,
                                                  const std::string& reason,
                                                  const RpcJson& by) const;
  BuildJob begin_change(const OrderChange& change) const;
  RpcResult finish_change(const OrderChange& change, OrRefusal<Built> built);

  // Judges another policy beside the one in force; another call replaces it. `path` is absolute.
  BuildJob begin_shadow(const std::string& path) const;
  RpcResult finish_shadow(const std::string& path, const RpcJson& by, OrRefusal<Built> built);
  // Its rules change with the time, as those in force do.
  bool is_shadow_due() const;
  BuildJob begin_renewing_shadow();
  void finish_renewing_shadow(OrRefusal<Built> built);
  RpcResult end_shadow();
  RpcResult shadow() const;

  void drain_events();
  // Where link_fd() is readable: an interface that is new under its name is judged from now on.
  void follow_links();
  // What became of interfaces, to the log; every second.
  void tell_links();
  // Repeats and sums; every ten seconds.
  void tick();
  void write_stats();
  void reopen_logs() { journal_.reopen(); }
  // Counters and flows to the detections; every second. The flow table is looked at in parts: while
  // one is left, look_on() takes the next.
  void watch();
  bool is_looking() const { return watcher_.is_looking(); }
  void look_on();
  // Rotation, seals and old segments; every second.
  void tend_log();
  // Steps of the clock, and exceptions that end soon; every second.
  void watch_dates();
  // In order: events drained, log flushed, `stop` event, on_stop applied. Errors: that of the last.
  Status stop();

  const Config& config() const { return config_; }
  // Told the newest line's seq whenever lines were written, and now where there are any.
  void set_line_listener(std::function<void(std::uint64_t newest_seq)> listener);

  bool is_enforcing() const { return dataplane_ != nullptr; }
  // -1 where there is none yet.
  int event_fd() const { return dataplane_ ? dataplane_->event_fd() : -1; }
  int link_fd() const { return dataplane_ ? dataplane_->link_fd() : -1; }

  // What is told to who asks; objects as docs/control.md has them. Without rules, what there is.
  RpcJson status() const;
  RpcResult stats() const;
  RpcResult zones() const;
  RpcResult flows(const FlowFilter& filter) const;
  RpcResult top() const;
  RpcJson exceptions() const;
  // See RuleUsage::describe.
  RpcJson rule_uses(std::optional<std::uint64_t> unused_days) const {
    return usage_.describe(parts_.clock.now(), unused_days);
  }

  // Without the counters of rules, which are read beside the loop: from the source.
  MetricsSnapshot metrics() const;
  const RuleSource& rule_source() const { return rule_source_; }

 private:
  RuleOrder rule_order(const Config& config, const Orders& orders, Instant at) const;
  Expected<Started> start_with(Rules rules, const char* source);
  Expected<Started> start_with_last_good(const Refusal& refusal);
  Expected<Started> start_with_last_image(const Refusal& refusal);
  void recall_orders();
  void apply_isolation(const Isolation& isolation, bool isolated, Status& status);
  Status save_orders(const Orders& orders) const;
  void fail_closed(const TableImage& image);
  void announce_start(const char* source);
  void begin_accounts();
  void tell_refused(const Refusal& refusal, const char* enforcing);
  void refuse_update(const Refusal& refusal);
  ReloadOutcome tell_reload(LineFields details, tl::expected<void, Refusal> result);
  OrRefusal<Rules> as_of_now(Rules rules, const CompileOptions& options) const;
  tl::expected<void, Refusal> replace_all(Built built);
  // Stage, commit, attach; after a failure the old image is in force.
  Status enforce(const std::shared_ptr<const TableImage>& image);
  Status swap_in();  // what is staged
  void adopt(Rules rules);
  void adopt_config(Config config);
  void remember_rules();
  void keep_generation();
  RpcJson copies_of(const std::string& digest, const PolicyBytes& files) const;
  void distrust(const Generation& back, const std::string& left);
  void end_orders(Instant now);
  LineFields describe_changes(const Rules& old, Instant then, const SwitchedOn& relaxed) const;
  tl::expected<std::string, RpcError> find_target(IsolationKind kind, const std::string& id) const;
  void tell_deadlines();
  void recall_time();
  void remember_time();
  void tell_clock(std::chrono::microseconds step);
  void accept_clock(const RpcJson& by);
  void tell_detected();
  void settle_accounts();
  Instant time_of(const sk_event& packet) const;
  void measure_rules();
  void announce_state(const char* first_line);
  Expected<Started> start_with_any();
  bool block_everything();
  void say_once(std::string& said, const Status& outcome);
  InForce in_force() const;
  JournalOptions journal_options() const;
  LineFields describe_rules() const;
  RpcJson describe_pairs() const;
  void count_rules_by_pair();
  RpcJson describe_health() const;
  void add_rules(RpcJson& json) const;
  const char* attach_name_of(const std::string& interface_name) const;
  void add_links(RpcJson& health) const;

  // Rules for the moment `due`, made before it came.
  struct Prepared {
    Instant due;
    Rules rules;
  };
  // What an unconfirmed reload goes back to.
  struct Unconfirmed {
    Config config;
    Rules rules;
    std::chrono::nanoseconds deadline;  // uptime
    Instant until;
  };

  void await_confirmation(std::chrono::seconds time, const Rules& rules);
  void forget_confirmation(std::optional<Unconfirmed> instead);
  bool is_unconfirmed(const std::string& digest) const;

  ServiceParts parts_;
  std::string config_path_;
  Config config_;
  StateFolder state_;
  Generations generations_;
  RpcJson changed_by_;  // who brought the rules in force; null: a start or a signal
  PolicyClock policy_clock_;
  Orders orders_;
  bool are_orders_damaged_ = false;  // until everything is cut off
  Journal journal_;
  Outlets outlets_;
  std::function<void(std::uint64_t)> line_listener_;
  Activity activity_;
  Watcher watcher_;
  RuleUsage usage_;
  std::unique_ptr<Shadow> shadow_;
  std::optional<Instant> shadow_retry_at_;
  Deadlines deadlines_;
  std::string deadlines_written_;
  std::unique_ptr<Dataplane> dataplane_;
  std::vector<PortLink> told_links_;
  std::string link_trouble_, guard_trouble_;  // what was said last, "" of none
  Rules rules_;                               // in force; image null: none
  Instant rules_since_;                       // the moment they were built for
  SwitchedOn relaxed_;                        // the relaxations that are in them
  std::map<ZonePair, std::uint64_t> rules_by_pair_;
  std::string policy_name_;
  std::shared_ptr<const MetricsSnapshot::Policy> measured_policy_;
  RuleSource rule_source_;
  std::chrono::nanoseconds started_;
  Instant started_at_;
  std::chrono::nanoseconds build_time_{};  // of the last build
  std::optional<Prepared> prepared_;
  bool is_preparing_ = false, is_preparation_stale_ = false;
  std::optional<Unconfirmed> unconfirmed_;
  std::optional<Instant> retry_at_;  // after an update that failed
  std::optional<ReloadOutcome> last_reload_;
  std::optional<Instant> remembered_time_;  // of the policy, as the state folder has it
};

}  // namespace sekisho::daemon

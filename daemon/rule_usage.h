// The uses of the rules (rule_uses.h), kept up to date by a thread of its own and on disk from run
// to run: <state>/rule-usage.json, written at most once a minute and at the stop.
//
// A reading takes 0.4 ms for 1,000 rules; the next one waits a thousand times as long as the last
// took, a second at least and 30 at most, so that watching costs a thousandth of one CPU and the
// last hit is known to the second for some thousand rules. Thread: loop, except run() and what
// it calls.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <spdlog/logger.h>
#include <nlohmann/json.hpp>

#include "daemon/rule_source.h"
#include "daemon/rule_uses.h"
#include "sekisho/policy/model.h"

namespace sekisho::daemon {

class RuleUsage {
 public:
  RuleUsage(std::string state, std::shared_ptr<spdlog::logger> log);
  // Ends at once; finish() first to keep what was counted last.
  ~RuleUsage();
  RuleUsage(const RuleUsage&) = delete;
  RuleUsage& operator=(const RuleUsage&) = delete;

  // What is in force from now on. `model` may be null: the image's rules are all there are.
  void set_rules(RuleSource source, std::shared_ptr<const Model> model);
  // Every second: begins a reading where one is due. `uptime` never steps.
  void look(Instant now, std::chrono::nanoseconds uptime);
  // Reads once more and writes, and waits for that.
  void finish(Instant now);

  // {"since","rules":[..]}: the policy's rules and blocks as `sekisho rules` shows them, those
  // alone that were not used for `unused_days`, or all.
  nlohmann::ordered_json describe(Instant now, std::optional<std::uint64_t> unused_days) const;

 private:
  struct Job {
    ReadRules read;
    std::shared_ptr<const RuleIds> policy;
    Instant now;
    std::chrono::nanoseconds uptime;
    bool is_last = false;
  };

  void begin(Instant now, std::chrono::nanoseconds uptime, bool is_last);
  void run();
  void work(const Job& job);
  void load();
  void write();

  const std::string path_;
  const std::string boot_;
  const std::shared_ptr<spdlog::logger> log_;
  RuleSource source_;
  std::shared_ptr<const Model> model_;
  std::shared_ptr<const RuleIds> policy_;
  std::optional<std::chrono::nanoseconds> looked_at_;

  // Of the thread alone.
  std::optional<std::chrono::nanoseconds> written_at_;
  std::string told_error_;

  mutable std::mutex mutex_;
  std::condition_variable wake_, rested_;
  RuleUses uses_;  // changed by the thread alone, which reads it without the lock
  std::chrono::nanoseconds period_{std::chrono::seconds(1)};
  std::optional<Job> job_;
  bool is_stopping_ = false, is_busy_ = false;
  std::thread thread_;
};

}  // namespace sekisho::daemon

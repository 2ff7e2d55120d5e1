// The slow work on the event log's files, on a thread of its own: the loop never waits for a disk.
//
// The loop hands in the newest head, names what is to be done, and collects what came of it; both
// only exchange values under a lock. Where a disk hangs, heads are not remembered and segments not
// sealed until it goes on, and the loop goes on writing. Thread: loop, except run().
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "sekisho/log/keep.h"

namespace sekisho::daemon {

struct SegmentSealed {
  Sealed sealed;
};
struct SegmentsExpired {
  std::vector<SegmentSeal> seals;  // not removed yet
};
struct KeepingFailed {
  Error error;
};
using LogNews = std::variant<SegmentSealed, SegmentsExpired, KeepingFailed>;

class LogKeeper {
 public:
  LogKeeper(std::string state, SigningKey key);
  // The last head that was handed in is remembered first.
  ~LogKeeper();
  LogKeeper(const LogKeeper&) = delete;
  LogKeeper& operator=(const LogKeeper&) = delete;

  // Syncs what `fd` has so far, then remembers `head`.
  void remember(const LogHead& head, int fd);
  // Seals what is not sealed in the log's folder.
  void seal(const std::string& log_path, const LogTime& time);
  // Looks for segments to delete; tells them as SegmentsExpired.
  void expire(const std::string& log_path, std::uint64_t keep_days, const LogTime& time);
  // Once their deletion stands in the log.
  void remove(const std::string& log_path, const std::vector<SegmentSeal>& seals);
  std::vector<LogNews> take_news();
  // Until nothing is left to do. For tests, and before an exit.
  void finish();

 private:
  struct HeadJob {
    LogHead head;
    int fd = -1;
  };
  struct SealJob {
    std::string log_path;
    LogTime time;
  };
  struct ExpireJob {
    std::string log_path;
    std::uint64_t keep_days = 0;
    LogTime time;
  };
  struct RemoveJob {
    std::string log_path;
    std::vector<SegmentSeal> seals;
  };
  // At most one of each: a later one takes the place of one that waits.
  struct Jobs {
    std::optional<HeadJob> head;
    std::optional<SealJob> seal;
    std::optional<ExpireJob> expire;
    std::vector<RemoveJob> removals;
    bool is_empty() const { return !head && !seal && !expire && removals.empty(); }
  };

  void run();
  void work(Jobs& jobs);
  void work_on_head(const HeadJob& job);
  void work_on_seals(const SealJob& job);
  void work_on_expiry(const ExpireJob& job);
  void work_on_removals(const std::vector<RemoveJob>& jobs);
  void tell(LogNews news);
  void check(const Status& status);

  const std::string state_;
  const SigningKey key_;
  std::string last_error_;     // of the thread: the same one is told once
  std::string published_for_;  // of the thread: the log that has the public key beside it
  std::mutex mutex_;
  std::condition_variable wake_, rested_;
  Jobs jobs_;
  std::vector<LogNews> news_;
  bool is_stopping_ = false, is_busy_ = false;
  std::thread thread_;
};

}  // namespace sekisho::daemon

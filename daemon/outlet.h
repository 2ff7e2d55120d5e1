// A way out of the event log, on a thread of its own: reads the log behind its writer and sends
// each line to one receiver.
//
// The log on disk is the queue: nothing is held in memory but what is on its way, a receiver that
// is slow or gone costs the daemon nothing, and after a break lines are sent again from behind the
// last one that is known to have arrived. How far that is, is kept in the state folder.
// Thread: any, except run() and what it calls.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <spdlog/logger.h>

#include "daemon/outage.h"
#include "daemon/outlet_state.h"
#include "sekisho/base/time.h"
#include "sekisho/log/follower.h"
#include "sekisho/outlet/sender.h"

namespace sekisho::daemon {

struct OutletOptions {
  std::string name;      // "syslog"; of its file in the state folder and of its events
  std::string receiver;  // for people: "logs.example.lg.jp:6514 (tls)"
  std::string state;     // folder
  std::string log_path;
  EventSeverity min_severity = EventSeverity::info;
  std::function<std::unique_ptr<Sender>(unsigned attempt, SenderTime now)> connect;
};

// For the event log, at the begin and at the end of an outage.
struct OutletNews {
  std::string name, receiver;
  OutageWatch::Change change;
  std::string error;  // the last one
  std::uint64_t lines_behind = 0;
  std::uint64_t lines_missing = 0;  // that the log did not have any more
  Instant since;                    // the outage
};

class Outlet {
 public:
  // `newest_seq` is of the log's newest line. Without a remembered place it begins behind that one.
  Outlet(OutletOptions options, std::uint64_t newest_seq, std::shared_ptr<spdlog::logger> log);
  ~Outlet();
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;

  // The log has lines up to this one.
  void wake(std::uint64_t newest_seq);
  // The log goes on in another file.
  void move_to(const std::string& log_path);
  std::vector<OutletNews> take_news();
  // What is left goes out, as far as it does within kStopTime; the destructor waits for that.
  void begin_to_stop();
  const std::string& name() const { return options_.name; }
  // Lines that the receiver does not have yet; and those that it will never have, since the start.
  std::uint64_t lines_behind() const;
  std::uint64_t lines_missing() const { return all_missing_; }
  // Then the destructor does not wait.
  bool is_done() const { return is_done_; }

  static constexpr std::chrono::milliseconds kStopTime{700};

 private:
  void run();
  void go_on(SenderTime now);
  void turn(SenderTime now);
  Status fill(SenderTime now);
  Status take_line(const LogFollower::Line& line);
  void break_off(const Error& error, SenderTime now);
  void settle();
  void watch(SenderTime now);
  void remember(SenderTime now, bool at_once);
  void finish();
  void wait(SenderTime now);
  int longest_wait_ms(SenderTime now) const;
  void ring();
  bool is_all_sent() const { return follower_.next_seq() > newest_seq_; }

  const OutletOptions options_;
  const std::shared_ptr<spdlog::logger> log_;
  std::atomic<std::uint64_t> newest_seq_;
  std::atomic<bool> is_stopping_ = false, is_rung_ = false, is_done_ = false;
  int bell_ = -1;  // eventfd

  // Of the thread alone.
  const OutletPlace begun_at_;
  LogFollower follower_;
  std::atomic<std::uint64_t> settled_seq_, all_missing_ = 0;  // others read them
  std::uint64_t remembered_seq_ = 0;
  std::unique_ptr<Sender> sender_;
  std::uint64_t sent_seq_ = 0;  // on this connection, 0: nothing
  std::uint64_t seen_arrived_ = 0, missing_ = 0;
  SenderTime begun_, retry_at_{}, remembered_at_{};
  unsigned attempt_ = 0, quick_breaks_ = 0;
  bool has_more_ = false;
  std::string last_error_, told_error_, told_log_error_, told_state_error_;
  OutageWatch outage_;
  Instant trouble_since_;

  std::mutex mutex_;
  std::vector<OutletNews> news_;
  std::string next_log_path_;  // "" none
  std::thread thread_;
};

}  // namespace sekisho::daemon

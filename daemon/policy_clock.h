// The time that rules go by: the system's clock, but never back.
//
// What has ended stays ended. When the system's clock is set back, or comes up with a dead battery,
// this one goes on from the latest time it has had, at the pace of the uptime, until the clock has
// caught up or an operator says that it is right. Thread: loop.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "sekisho/base/time.h"

namespace sekisho::daemon {

class PolicyClock {
 public:
  // `uptime` never steps.
  PolicyClock(const Clock& clock, std::function<std::chrono::nanoseconds()> uptime);

  // The latest time that an earlier run had.
  void restore(Instant latest);
  Instant now() const;
  // By how much the system's clock is behind it; zero: they agree.
  std::chrono::microseconds behind() const;

  // Once a second at least. By how much the system's clock was set since the last look, where that
  // is a second or more.
  std::optional<std::chrono::microseconds> look();
  // The system's clock is right, whatever was before.
  void accept();

 private:
  const Clock& clock_;
  std::function<std::chrono::nanoseconds()> uptime_;
  Instant latest_;                    // what now() was at `at_`
  std::chrono::nanoseconds at_;       // uptime
  std::chrono::microseconds offset_;  // of the system's clock to the uptime, at the last look
};

}  // namespace sekisho::daemon

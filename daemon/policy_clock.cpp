#include "daemon/policy_clock.h"

#include <algorithm>
#include <utility>

namespace sekisho::daemon {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::chrono::seconds kLeastStep{1};

}  // namespace

PolicyClock::PolicyClock(const Clock& clock, std::function<std::chrono::nanoseconds()> uptime)
    : clock_(clock),
      uptime_(std::move(uptime)),
      latest_(clock_.now()),
      at_(uptime_()),
      offset_(latest_.time_since_epoch() - duration_cast<microseconds>(at_)) {}

void PolicyClock::restore(Instant latest) {
  latest_ = std::max(now(), latest);
  at_ = uptime_();
}

Instant PolicyClock::now() const {
  return std::max(clock_.now(), latest_ + duration_cast<microseconds>(uptime_() - at_));
}

microseconds PolicyClock::behind() const {
  const microseconds behind = now() - clock_.now();
  return behind < kLeastStep ? microseconds(0) : behind;  // slewing, and the time between the two
}

std::optional<microseconds> PolicyClock::look() {
  latest_ = now();
  at_ = uptime_();
  const microseconds offset = clock_.now().time_since_epoch() - duration_cast<microseconds>(at_);
  const microseconds step = offset - std::exchange(offset_, offset);
  return step >= kLeastStep || step <= -kLeastStep ? std::optional(step) : std::nullopt;
}

void PolicyClock::accept() {
  latest_ = clock_.now();
  at_ = uptime_();
}

}  // namespace sekisho::daemon

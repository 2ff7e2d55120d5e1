#include "daemon/outage.h"

#include <utility>

namespace sekisho::daemon {

std::optional<OutageWatch::Change> OutageWatch::look(Time now, bool is_connected, bool is_waiting,
                                                     bool has_progress) {
  if (has_progress || !is_waiting || !is_connected) progress_at_ = now;
  if (!is_connected || now - progress_at_ >= kStalled) {
    well_since_.reset();
    if (!bad_since_) bad_since_ = now;
    if (is_lost_ || now - *bad_since_ < kHeld) return std::nullopt;
    is_lost_ = true;
    return Change::lost;
  }
  if (!well_since_) well_since_ = now;
  if (!std::exchange(was_well_, true) && !is_lost_) bad_since_.reset();
  if (!bad_since_ || now - *well_since_ < kHeld) return std::nullopt;
  bad_since_.reset();
  if (!is_lost_) return std::nullopt;
  is_lost_ = false;
  return Change::back;
}

}  // namespace sekisho::daemon

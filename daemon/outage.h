// When a receiver counts as lost, and when as back: once each for an outage, however often the
// connection comes and goes in it. Each is an event of its own, which goes out too, so a receiver
// that breaks with every line must not make lines without end. Pure; thread: one at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace sekisho::daemon {

class OutageWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Change : std::uint8_t { lost, back };

  explicit OutageWatch(Time now) : bad_since_(now), progress_at_(now) {}

  // A look at the connection. `is_waiting`: something was sent or is to be, and has not arrived;
  // `has_progress`: something arrived since the last look.
  std::optional<Change> look(Time now, bool is_connected, bool is_waiting, bool has_progress);
  bool is_lost() const { return is_lost_; }
  bool has_trouble() const { return bad_since_.has_value(); }

  // Of trouble, before it is told; of peace, before the outage is over.
  static constexpr std::chrono::seconds kHeld{3};
  // A receiver that is there and takes nothing.
  static constexpr std::chrono::seconds kStalled{30};

 private:
  std::optional<Time> bad_since_;   // none: all is well
  std::optional<Time> well_since_;  // since the last trouble
  Time progress_at_;
  bool is_lost_ = false;
  bool was_well_ = false;  // ever: coming up is no outage
};

}  // namespace sekisho::daemon

// Beaconing: a host that is denied the same way out at even intervals. Retransmissions of one
// attempt (a SYN after 1, 3, 7, … s) are one beat.
#pragma once

#include <array>

#include "detect/bounded_map.h"
#include "detect/view.h"

namespace sekisho::detect {

class BeaconWatch {
 public:
  BeaconWatch(std::size_t most, std::uint64_t seed) : keys_(most, seed) {}

  void see(const Seen& seen, const View& view);
  std::size_t tracked() const { return keys_.size(); }

 private:
  static constexpr std::size_t kIntervals = 16;
  struct Key {
    Host source, target;
    std::uint16_t port;
    std::uint8_t protocol;
    std::uint8_t reserved;
  };
  struct State {
    std::uint64_t first_ns = 0;  // of the first beat that is remembered
    std::uint64_t beat_ns = 0;   // when the latest began
    std::uint64_t last_ns = 0, gap_ns = 0;
    std::uint64_t count = 0;  // not yet reported
    std::uint16_t source_port = 0;
    std::uint32_t beats = 0;
    std::array<std::uint32_t, kIntervals> intervals_ms{};  // a ring, the latest at beats - 2
  };
  struct Rhythm {
    double period_s = 0, jitter = 0;
  };

  static bool is_same_attempt(const State& state, const Seen& seen);
  static bool find_rhythm(const State& state, const DetectConfig::Beacon& limits, Rhythm& rhythm);
  static void add_beat(State& state, std::uint64_t now_ns, const DetectConfig::Beacon& limits);

  BoundedMap<Key, State> keys_;
};

}  // namespace sekisho::detect

// How far a long run is, on a terminal's stderr; nothing for work that is done within a second.
// Thread: one.
#pragma once

#include <chrono>
#include <cstdint>

#include "cli/console.h"

namespace sekisho::cli {

class Progress {
 public:
  Progress(const Console& console, Text unit, bool is_wanted = true)
      : console_(console),
        unit_(std::move(unit)),
        is_wanted_(is_wanted && console.shows_progress) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // One more is done.
  void count_one() {
    if ((++done_ & 0x3ff) == 0 && is_wanted_) show();
  }

 private:
  void show();

  const Console& console_;
  Text unit_;
  bool is_wanted_;
  std::uint64_t done_ = 0;
  std::chrono::steady_clock::time_point due_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(1);
  bool is_shown_ = false;
};

}  // namespace sekisho::cli

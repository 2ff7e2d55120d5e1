// Which values were seen when, to count the different ones within a window.
//
// A small set: the stalest value makes room. Exact up to `most` values. Thread: loop.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sekisho::detect {

class DistinctWindow {
 public:
  // Milliseconds of the datapath's clock; they wrap after seven weeks, windows are shorter.
  static std::uint32_t ms_of(std::uint64_t time_ns) {
    return static_cast<std::uint32_t>(time_ns / 1'000'000);
  }

  // Whether it is a new one.
  bool add(std::uint32_t value, std::uint32_t now_ms, std::size_t most) {
    Seen* stalest = nullptr;
    for (Seen& each : seen_) {
      if (each.value == value) {
        each.at_ms = now_ms;
        return false;
      }
      if (!stalest || age_of(each, now_ms) > age_of(*stalest, now_ms)) stalest = &each;
    }
    if (seen_.size() < most || !stalest)
      seen_.push_back({value, now_ms});
    else
      *stalest = {value, now_ms};
    return true;
  }
  std::size_t count(std::uint32_t now_ms, std::uint32_t window_s) const {
    return static_cast<std::size_t>(std::count_if(seen_.begin(), seen_.end(), [&](const Seen& s) {
      return age_of(s, now_ms) < window_s * 1000;
    }));
  }
  template <typename Sink>
  void each(Sink sink) const {
    for (const Seen& seen : seen_) sink(seen.value);
  }
  void clear() { seen_.clear(); }

 private:
  struct Seen {
    std::uint32_t value;
    std::uint32_t at_ms;
  };
  // Sightings of two kinds may come a little out of order.
  static std::uint32_t age_of(const Seen& seen, std::uint32_t now_ms) {
    const std::uint32_t age = now_ms - seen.at_ms;
    return age >> 31 ? 0 : age;
  }
  std::vector<Seen> seen_;
};

}  // namespace sekisho::detect

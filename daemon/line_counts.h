// How many lines were written to the event log, since the start. Thread: loop.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "sekisho/event/line.h"

namespace sekisho::daemon {

class LineCounts {
 public:
  using Counts = std::map<std::string, std::uint64_t, std::less<>>;

  void add(const EventLine& line);

  const Counts& by_type() const { return by_type_; }
  const Counts& by_severity() const { return by_severity_; }
  // Denied packets that only sums tell of.
  std::uint64_t suppressed() const { return suppressed_; }

 private:
  Counts by_type_, by_severity_;
  std::uint64_t suppressed_ = 0;
};

}  // namespace sekisho::daemon

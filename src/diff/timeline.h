// The moments from now on at which different things are in force in two policies.
//
// Time falls into segments between dates; within one, schedules repeat by the week, so a week and a
// day of each shows all there is. Moments with the same things in force are one class. Pure;
// thread: any.
#pragma once

#include <optional>
#include <vector>

#include "sekisho/diff/policy_diff.h"

namespace sekisho::diffing {

struct TimeClass {
  Instant at;  // the first of its moments
};

class Timeline {
 public:
  // No more classes than `most`; the earliest.
  Timeline(const Model& before, const Model& after, Instant at, std::size_t most);

  const std::vector<TimeClass>& classes() const { return classes_; }
  bool is_all() const { return is_all_; }
  // When any of these classes is; none where all are.
  std::vector<Period> periods_of(const std::vector<bool>& classes) const;

 private:
  struct Span {
    Instant begin, end;
    std::size_t class_number;
  };
  struct Segment {
    Instant begin;
    std::optional<Instant> end;
    std::vector<Span> spans;  // of its first week
  };

  std::vector<std::string> weekly(const Segment& segment, const std::vector<bool>& classes) const;

  TimeZone zone_;
  std::vector<TimeClass> classes_;
  std::vector<Segment> segments_;
  bool is_all_ = true;
};

}  // namespace sekisho::diffing

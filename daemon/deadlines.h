// Which exceptions end soon, and which have ended: each told once, over restarts too.
// Thread: loop.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/base/time.h"
#include "sekisho/event/line.h"
#include "sekisho/policy/model.h"

namespace sekisho::daemon {

struct DeadlineNews {
  const char* event_type;  // exception_expiring, exception_expired
  EventSeverity severity;
  LineFields details;
};

class Deadlines {
 public:
  // What an earlier run wrote down; what cannot be read is told again.
  void restore(std::string_view text);
  std::string to_text() const;

  // What is to be told at `now`, in time of the policy: an exception in force that has 30, 7 or 1
  // days left, or fewer and was not told of; one that was seen in force and is over.
  std::vector<DeadlineNews> look(const Model& model, Instant now);

 private:
  struct Told {
    std::string expires;
    int days = 0;  // of the last warning; kNotTold: none yet
    bool is_over = false;
  };
  std::map<std::string, Told, std::less<>> told_;
};

// Of a rule that is an exception: who answers for it and until when.
LineFields describe_exception(const Rule& rule);
// Whole days from `today` to the last day in force; negative: over.
int days_left(const Rule& rule, Date today);

}  // namespace sekisho::daemon

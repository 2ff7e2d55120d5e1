#include "daemon/outage.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sekisho::daemon {
namespace {

// What the connection is in each second: 'c' connected and idle, 'p' something arrives, 'w'
// something waits and nothing arrives, '.' none. The seconds of each change.
std::string changes_of(const std::string& seconds) {
  OutageWatch::Time now{};
  OutageWatch watch(now);
  std::string changes;
  for (std::size_t i = 0; i < seconds.size(); ++i, now += std::chrono::seconds(1)) {
    const char what = seconds[i];
    const auto change = watch.look(now, what != '.', what == 'w' || what == 'p', what == 'p');
    if (!change) continue;
    changes += (*change == OutageWatch::Change::lost ? "lost@" : "back@") + std::to_string(i) + " ";
  }
  return changes;
}

std::string times(int count, const std::string& what) {
  std::string all;
  for (int i = 0; i < count; ++i) all += what;
  return all;
}

TEST(OutageWatch, TellsAnOutageOnceAtItsBeginAndEnd) {
  struct Row {
    std::string seconds;
    const char* changes;
    const char* why;
  };
  const Row rows[] = {
      {".ccpcpcccc", "", "it comes up"},
      {"..........", "lost@3 ", "it never comes up"},
      {"....cccccc", "lost@3 back@7 ", "it comes up late"},
      {"cccc..cccc", "", "a short break"},
      {"cccc" + times(60, ".") + "cccccc", "lost@7 back@67 ", "a long one"},
      {"cccc.c.c.c.c.c.c" + times(3, ".c") + "ccccc", "lost@8 back@24 ",
       "it comes and goes: one outage"},
      {"c" + times(29, "w") + "pc", "", "slow"},
      {"c" + times(33, "w"), "lost@33 ", "takes nothing for half a minute, and three seconds"},
      {"c" + times(40, "w") + "ppppppp", "lost@33 back@44 ", "then it takes again"},
      {times(100, "wp"), "", "as slow as can be, but it goes on"},
      {"c" + times(300, "c"), "", "nothing to send"},
  };
  for (const Row& row : rows) EXPECT_EQ(changes_of(row.seconds), row.changes) << row.why;
}

TEST(OutageWatch, MakesFewEventsOfAReceiverThatBreaksWithEveryOne) {
  // Whatever the rhythm, ten minutes make no more than a pair in six seconds.
  for (int up = 1; up < 12; ++up) {
    for (int down = 1; down < 12; ++down) {
      const std::string rhythm = times(up, "p") + times(down, ".");
      const std::string changes = changes_of(times(600 / (up + down), rhythm));
      EXPECT_LE(std::count(changes.begin(), changes.end(), '@'), 200) << rhythm;
    }
  }
}

}  // namespace
}  // namespace sekisho::daemon

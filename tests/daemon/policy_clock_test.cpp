// The time that rules go by never runs back.
#include <gtest/gtest.h>

#include "daemon/policy_clock.h"

namespace sekisho::daemon {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

class SetClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  Instant now_ = *parse_instant("2026-11-22T12:00:00Z");
};

struct PolicyClockTest : ::testing::Test {
  void pass(seconds time) {
    wall.now_ += time;
    uptime += time;
  }
  SetClock wall;
  std::chrono::nanoseconds uptime{};
  PolicyClock clock{wall, [this] { return uptime; }};
  const Instant noon = wall.now_;
};

TEST_F(PolicyClockTest, IsTheSystemsClockWhileThatDoesNotStep) {
  for (int i = 0; i < 3; ++i) {
    pass(seconds(1));
    EXPECT_EQ(clock.look(), std::nullopt);
    EXPECT_EQ(clock.now(), wall.now_);
    EXPECT_EQ(clock.behind(), microseconds(0));
  }
}

TEST_F(PolicyClockTest, GoesOnWhenTheSystemsClockIsSetBack) {
  pass(seconds(10));
  clock.look();
  wall.now_ -= hours(24);
  EXPECT_EQ(clock.now(), noon + seconds(10));
  EXPECT_EQ(clock.look(), -hours(24));
  pass(seconds(5));
  EXPECT_EQ(clock.now(), noon + seconds(15)) << "at the pace of the uptime";
  EXPECT_EQ(clock.behind(), hours(24));
  EXPECT_EQ(clock.look(), std::nullopt) << "told once";
}

TEST_F(PolicyClockTest, FollowsForwardAndStaysThere) {
  wall.now_ += hours(1);
  EXPECT_EQ(clock.look(), hours(1));
  EXPECT_EQ(clock.now(), noon + hours(1));
  wall.now_ -= hours(1);
  EXPECT_EQ(clock.look(), -hours(1));
  EXPECT_EQ(clock.now(), noon + hours(1));
  wall.now_ += hours(2);
  EXPECT_EQ(clock.now(), noon + hours(2)) << "the system's clock has caught up";
}

TEST_F(PolicyClockTest, TellsStepsOfASecondOrMore) {
  const std::pair<microseconds, bool> rows[] = {{milliseconds(999), false},
                                                {-milliseconds(999), false},
                                                {seconds(1), true},
                                                {-seconds(1), true}};
  for (const auto& [step, is_told] : rows) {
    pass(seconds(1));
    wall.now_ += step;
    EXPECT_EQ(clock.look().has_value(), is_told) << step.count();
  }
}

TEST_F(PolicyClockTest, GoesOnWhereAnEarlierRunWas) {
  clock.restore(noon + hours(3));
  EXPECT_EQ(clock.now(), noon + hours(3));
  EXPECT_EQ(clock.behind(), hours(3));
  clock.restore(noon - hours(3));
  EXPECT_EQ(clock.now(), noon + hours(3));
  clock.accept();
  EXPECT_EQ(clock.now(), noon);
  EXPECT_EQ(clock.behind(), microseconds(0));
}

}  // namespace
}  // namespace sekisho::daemon

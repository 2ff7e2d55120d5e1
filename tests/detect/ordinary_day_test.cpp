// No false alarm: an ordinary day, judged and watched as a whole.
#include <gtest/gtest.h>

#include "detect/ordinary_day.h"
#include "support/sanitized.h"

namespace sekisho::test {
namespace {

TEST(OrdinaryDay, IsSilent) {
  const Tape day = record_ordinary_day();
  ASSERT_GT(day.frames(), kIsSanitized ? 10'000u : 100'000u);
  const Tape::Found found = day.play();
  EXPECT_EQ(found.exit, 0) << found.err;
  EXPECT_EQ(found.summary(), "") << found.out.substr(0, 8000);
}

// What is found on an ordinary day is found in it.
TEST(OrdinaryDay, HidesNoAttack) {
  Tape day = record_ordinary_day();
  for (int i = 0; i < 40; ++i)
    day.syn(10'000 + i * 0.5, "10.20.1.33", "10.40.0.20", static_cast<std::uint16_t>(1 + i));
  for (int i = 0; i < 60; ++i) day.attempt(8000 + i * 61, "10.20.1.34", "198.51.100.66", 8443);
  for (int i = 0; i < 30; ++i)
    day.attempt(12'000 + i * 0.3, "10.20.1.35", "10.50.1." + std::to_string(10 + i), 445);
  const Tape::Found found = day.play();
  EXPECT_EQ(found.summary(), "beacon 1, lateral 1, scan 1, sweep 1") << found.out.substr(0, 4000);
}

}  // namespace
}  // namespace sekisho::test

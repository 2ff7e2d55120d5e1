#include "sekisho/base/parallel.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(RunBoth, IsBackWhenBothAreDone) {
  for (int n = 0; n < 100; ++n) {
    int one = 0, other = 0;
    run_both([&] { one = n + 1; }, [&] { other = n + 2; });
    ASSERT_EQ(one, n + 1);
    ASSERT_EQ(other, n + 2);
  }
}

TEST(RunBoth, RunsSideBySide) {
  std::thread::id beside, here;
  run_both([&] { beside = std::this_thread::get_id(); },
           [&] { here = std::this_thread::get_id(); });
  EXPECT_EQ(here, std::this_thread::get_id());
  EXPECT_NE(beside, here);
}

}  // namespace
}  // namespace sekisho

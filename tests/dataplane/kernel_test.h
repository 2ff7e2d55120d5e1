// The XDP program in a lab of its own with the ports of the table's policy, for one test.
#pragma once

#include <gtest/gtest.h>

#include "machines.h"

namespace sekisho::test {

class KernelTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(lab.is_ready()) << lab.why(); }
  // Judges by tests/dataplane/data/<policy>.json from now on; to be wrapped in
  // ASSERT_NO_FATAL_FAILURE.
  void start(const char* policy) { ASSERT_EQ(kernel.start(image_of(policy)), ""); }

  KernelLab lab{{kMn, kLg, kIn, kTrunk}};
  Kernel kernel{lab, "test"};
};

}  // namespace sekisho::test

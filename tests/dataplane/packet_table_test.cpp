// The packet table: the same frames through the userland judge and through the XDP program, each
// with the reason and rule that the policy manual gives.
#include <set>

#include <gtest/gtest.h>

#include "machines.h"
#include "packet_case.h"
#include "reference/reference.h"

namespace sekisho::test {

namespace {

std::vector<PacketCase> all_cases() {
  std::vector<PacketCase> cases = parse_cases();
  for (auto more : {link_cases(), flow_cases(), fragment_cases(), error_cases(), rule_cases(),
                    header_evasion_cases(), evasion_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

std::string wanted(const Step& step) {
  return std::string(step.reason) + " " + step.rule;
}

TEST(PacketTable, HasARowForEveryReason) {
  std::set<std::string> reasons;
  std::size_t rows = 0;
  for (const PacketCase& row : all_cases())
    for (const Step& step : row.steps) ++rows, reasons.insert(step.reason);
  EXPECT_GE(rows, 150u);
  for (std::uint32_t reason = 1; reason < SK_REASON_COUNT; ++reason)
    EXPECT_TRUE(reason == SK_ISOLATED || reasons.contains(reason_name(reason)))
        << reason_name(reason);
}

TEST(PacketTable, NamesAreUnique) {
  std::set<std::string> names;
  for (const PacketCase& row : all_cases()) EXPECT_TRUE(names.insert(row.why).second) << row.why;
}

TEST(PacketTable, UserlandJudgeDecidesAsTheManualSays) {
  for (const PacketCase& row : all_cases()) {
    Userland userland(image_of(row.policy));
    for (const Step& step : row.steps)
      EXPECT_EQ(userland.judge(step), wanted(step)) << row.why << " at " << step.at_s;
  }
}

TEST(PacketTable, ReferenceDecidesAsTheManualSays) {
  for (const PacketCase& row : all_cases()) {
    Reference reference(model_of(row.policy), policy_moment());
    for (const Step& step : row.steps) {
      const auto at_ns = static_cast<std::uint64_t>(step.at_s * 1e9);
      const Answer answer = reference.judge(at_ns, step.in, step.frame);
      EXPECT_EQ(answer.reason + " " + answer.rule, wanted(step)) << row.why << " at " << step.at_s;
    }
  }
}

TEST(PacketTable, XdpProgramDecidesAsTheManualSays) {
  KernelLab lab({kMn, kLg, kIn, kTrunk, "elsewhere"});
  ASSERT_TRUE(lab.is_ready()) << lab.why();
  for (const char* policy : {"base", "bridge", "tiny"}) {
    Kernel kernel(lab, policy);
    ASSERT_EQ(kernel.start(image_of(policy)), "");
    for (const PacketCase& row : all_cases()) {
      if (std::string_view(row.policy) != policy) continue;
      ASSERT_TRUE(kernel.datapath->forget_flows());
      for (const Step& step : row.steps)
        EXPECT_EQ(kernel.judge(step), wanted(step)) << row.why << " at " << step.at_s;
    }
  }
}

}  // namespace

}  // namespace sekisho::test

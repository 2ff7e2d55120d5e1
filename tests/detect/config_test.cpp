// "detect" of sekishod.json.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"
#include "sekisho/config/config.h"

namespace sekisho {
namespace {

Result<Config> load(const std::string& detect) {
  const cli::testing::TemporaryFolder folder;
  SourceSet sources;
  return load_config(folder.write("c.json", "{\"detect\": " + detect + "}"), sources);
}

TEST(DetectConfig, IsReadOnTopOfTheDefaults) {
  const auto config = load(R"({
    "scan": { "ports": 7, "hold_off_s": 10 }, "storm": false, "sweep": true,
    "lateral": { "ports": [22, 445] }, "beacon": { "ignore_ports": [] }, "max_tracked": 100 })");
  ASSERT_TRUE(config);
  const DetectConfig& detect = config->detect;
  EXPECT_EQ(detect.scan.ports, 7u);
  EXPECT_EQ(detect.scan.window_s, 60u);
  EXPECT_EQ(detect[Detection::scan].hold_off_s, 10u);
  EXPECT_FALSE(detect[Detection::storm].on);
  EXPECT_TRUE(detect[Detection::sweep].on);
  EXPECT_THAT(detect.lateral.ports, ::testing::ElementsAre(22, 445));
  EXPECT_THAT(detect.beacon.ignore_ports, ::testing::IsEmpty());
  EXPECT_EQ(detect.max_tracked, 100u);
}

struct Wrong {
  const char* detect;
  const char* code;
  std::size_t column;
};

class WrongDetectConfig : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongDetectConfig, IsRefusedWhereItStands) {
  const auto config = load(GetParam().detect);
  EXPECT_FALSE(config);
  ASSERT_EQ(config.diagnostics.all().size(), 1u) << GetParam().detect;
  const Diagnostic& found = config.diagnostics.all().front();
  EXPECT_EQ(found.code, GetParam().code) << GetParam().detect;
  EXPECT_EQ(found.where.begin, GetParam().column) << GetParam().detect;
}

INSTANTIATE_TEST_SUITE_P(Rows, WrongDetectConfig,
                         ::testing::Values(Wrong{R"({"scna": {}})", "SK1003", 12},
                                           Wrong{R"({"scan": {"port": 3}})", "SK1003", 21},
                                           Wrong{R"({"scan": {"ports": 1}})", "SK1005", 30},
                                           Wrong{R"({"scan": {"ports": 251}})", "SK1005", 30},
                                           Wrong{R"({"scan": {"hold_off_s": 0}})", "SK1005", 35},
                                           Wrong{R"({"scan": 20})", "SK1005", 20},
                                           Wrong{R"({"lateral": {"ports": [0]}})", "SK1005", 34},
                                           Wrong{R"([])", "SK1005", 11}));

}  // namespace
}  // namespace sekisho

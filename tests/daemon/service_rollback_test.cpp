// Back to policies that were in force: which, how often, and what a restart makes of it.
#include <filesystem>

#include <gtest/gtest.h>

#include "daemon/service_fixture.h"

namespace sekisho::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const RpcJson kRollbackBy = {{"uid", 0}, {"user", "root"}, {"pid", 7}, {"command", "sekisho"}};

class RollbackTest : public ServiceTest {
 protected:
  // Another policy each, by the day on which its rule ends; its digest.
  std::string load(const std::string& ends) {
    write_policy(", \"ends\": \"" + ends + "\"");
    EXPECT_TRUE(service_->reload({kRollbackBy}).ok) << ends;
    return kernel_.in_force->policy_digest();
  }
  RpcResult roll_back(std::uint64_t steps) {
    const auto back = service_->find_rollback(steps);
    if (!back) return tl::unexpected(back.error());
    return service_->finish_rollback(*back, kRollbackBy, service_->begin_rollback(*back)());
  }
  std::string in_force() const { return kernel_.in_force->policy_digest(); }
  std::size_t kept() const {
    std::size_t count = 0;
    for (const auto& each : std::filesystem::directory_iterator(folder_ + "/state/generations"))
      count += each.is_directory();
    return count;
  }
};

TEST_F(RollbackTest, GoesBackToWhatWasInForceBefore) {
  start();
  const std::string first = in_force();
  load("2027-01-31");
  const RpcResult back = roll_back(1);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(in_force(), first);
  EXPECT_EQ((*back)["policy"], first);
  const auto event = events().back();
  EXPECT_EQ(event["event_type"], "reload");
  EXPECT_EQ(event["action"], "rollback");
  EXPECT_EQ(event["by"]["pid"], 7);
  ASSERT_EQ((*back)["files"].size(), 1u);
  EXPECT_EQ((*back)["files"][0]["path"], folder_ + "/policy.json");
  EXPECT_TRUE(std::filesystem::exists((*back)["files"][0]["copy"].get<std::string>()));
}

TEST_F(RollbackTest, TwiceIsTwoBackAndNotForth) {
  start();
  const std::string first = in_force(), second = load("2027-01-31");
  load("2027-02-28");
  ASSERT_TRUE(roll_back(1));
  EXPECT_EQ(in_force(), second);
  ASSERT_TRUE(roll_back(1));
  EXPECT_EQ(in_force(), first);
  EXPECT_FALSE(roll_back(1)) << "there is nothing before";
  EXPECT_EQ(in_force(), first);
}

TEST_F(RollbackTest, GoesSeveralStepsAtOnce) {
  start();
  const std::string first = in_force();
  load("2027-01-31");
  load("2027-02-28");
  ASSERT_TRUE(roll_back(2));
  EXPECT_EQ(in_force(), first);
}

TEST_F(RollbackTest, WhatComesAfterItCountsFromIt) {
  start();
  const std::string first = in_force();
  load("2027-01-31");
  ASSERT_TRUE(roll_back(1));
  load("2027-03-31");
  ASSERT_TRUE(roll_back(1));
  EXPECT_EQ(in_force(), first) << "not what was gone back from";
}

TEST_F(RollbackTest, ARestartDoesNotBringBackWhatWasGoneBackFrom) {
  start();
  const std::string first = in_force();
  const std::string second = load("2027-01-31");
  ASSERT_TRUE(roll_back(1));
  start();  // the policy file still has the second text
  EXPECT_EQ(in_force(), first);
  ASSERT_TRUE(service_->reload({kRollbackBy}).ok) << "who asks for it has it";
  EXPECT_EQ(in_force(), second);
  start();
  EXPECT_EQ(in_force(), second);
}

TEST_F(RollbackTest, IsAsOfNow) {
  write_policy(R"(, "ends": "2026-11-21")");
  start();
  load("2027-01-31");
  pass(hours(24));
  ASSERT_TRUE(roll_back(1));
  EXPECT_EQ(service_->status()["generation"], 3);
  EXPECT_EQ(events().back()["rules_in_force"], 0) << "the rule has ended since";
}

TEST_F(RollbackTest, KeepsEachPolicyOnceAndNoMoreThanToldTo) {
  write("config.json", R"({ "policy": "policy.json", "state": "state",
      "log": { "events": "events.jsonl" }, "keep_generations": 3 })");
  start();
  EXPECT_EQ(kept(), 1u);
  service_->reload({kRollbackBy});
  EXPECT_EQ(kept(), 1u) << "the same policy";
  for (const char* day : {"2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"}) load(day);
  EXPECT_EQ(kept(), 3u);
  EXPECT_EQ(service_->generations()["generations"].size(), 3u);
  EXPECT_EQ(service_->generations()["generations"][0]["by"]["user"], "root");
  EXPECT_FALSE(roll_back(3));
  start();
  EXPECT_EQ(service_->generations()["generations"].size(), 3u) << "after a restart too";
}

TEST_F(RollbackTest, WhatIsOnProbationIsNotKept) {
  start();
  write_policy(R"(, "ends": "2027-01-31")");
  ASSERT_TRUE(service_->reload({kRollbackBy, minutes(5)}).ok);
  EXPECT_EQ(kept(), 1u);
  EXPECT_FALSE(roll_back(1)) << "`reload --back` is for that";
  ASSERT_TRUE(service_->confirm(kRollbackBy));
  EXPECT_EQ(kept(), 2u);
}

TEST_F(RollbackTest, ChangesNothingWhereTheCopyWasTamperedWith) {
  start();
  const std::string second = load("2027-01-31");
  write("state/generations/1/policy" + folder_ + "/policy.json", "{");
  EXPECT_FALSE(roll_back(1));
  EXPECT_EQ(in_force(), second);
  EXPECT_EQ(events().back()["event_type"], "reload_failed");
}

TEST_F(RollbackTest, DamagedNotesAreLeftOut) {
  start();
  load("2027-01-31");
  write("state/generations/1/notes.json", "{\"digest\":7}");
  start();
  EXPECT_EQ(service_->generations()["generations"].size(), 1u);
  EXPECT_FALSE(roll_back(1));
}

}  // namespace
}  // namespace sekisho::daemon

// Interfaces that come and go under the service, and what is blocked where there are no rules.
#include "daemon/service_fixture.h"

namespace sekisho::daemon {
namespace {

TEST_F(ServiceTest, JudgesAnInterfaceThatIsBack) {
  start();
  kernel_.has_new_link = true;
  service_->follow_links();
  EXPECT_EQ(kernel_.calls, (Names{"stage", "commit", "attach"}));
  kernel_.calls.clear();
  service_->follow_links();
  EXPECT_EQ(kernel_.calls, Names{}) << "once is enough";
}

TEST_F(ServiceTest, TriesAgainWithAnInterfaceThatCannotBeHad) {
  start();
  kernel_.has_new_link = true;
  kernel_.fails = "attach";
  service_->follow_links();
  EXPECT_EQ(service_->status()["generation"], 3) << "the same rules were put back";
  kernel_.calls.clear();
  kernel_.has_new_link = true;
  service_->follow_links();
  EXPECT_EQ(kernel_.calls, (Names{"stage", "commit", "attach"}));
}

TEST_F(ServiceTest, TellsOfALinkOnceASecondHoweverOftenItFlaps) {
  start();
  service_->tell_links();
  kernel_.links[1] = {"eth2", LinkState::down, 7};
  service_->tell_links();
  service_->tell_links();
  const auto told = events();
  ASSERT_EQ(event_types(), (Names{"start", "link"}));
  EXPECT_EQ(told[1]["interface"], "eth2");
  EXPECT_EQ(told[1]["state"], "down");
  EXPECT_EQ(told[1]["changes"], 7);
  EXPECT_EQ(told[1]["severity"], "medium");
  kernel_.links[1] = {"eth2", LinkState::absent, 8};
  service_->tell_links();
  EXPECT_EQ(events()[2]["severity"], "high");
  EXPECT_EQ(service_->status()["health"].dump().find("eth2 is absent") == std::string::npos, false);
}

TEST_F(ServiceTest, NamesAtItsStartWhatIsNotThere) {
  kernel_.links[1].state = LinkState::absent;
  start();
  EXPECT_EQ(events()[0]["absent"].dump(), R"(["eth2"])");
}

TEST_F(ServiceTest, BlocksEverythingWhereThereAreNoRules) {
  write("policy.json", "{");
  make_service();
  ASSERT_EQ(service_->start(), Service::Started::without_rules);
  EXPECT_EQ(blocks_, 1);
  EXPECT_EQ(events()[0]["enforcing"], "block");
  EXPECT_EQ(events()[0]["severity"], "critical");
  EXPECT_EQ(notices_, Names{}) << "ready means enforced";
}

TEST_F(ServiceTest, BlocksEverythingWhereTheDatapathCannotBeHad) {
  kernel_.fails = "attach";
  make_service();
  ASSERT_FALSE(service_->start());
  EXPECT_EQ(blocks_, 1);
}

TEST_F(ServiceTest, BlocksNothingWhereRulesAreInForce) {
  start();
  write("policy.json", "{");
  EXPECT_FALSE(service_->reload().ok);
  EXPECT_EQ(blocks_, 0);
}

}  // namespace
}  // namespace sekisho::daemon

#include <algorithm>
#include <sstream>

#include "daemon/service_fixture.h"

namespace sekisho::daemon {
namespace {

TEST_F(ServiceTest, IsReadyOnlyWhenRulesAreEnforced) {
  make_service();
  ASSERT_TRUE(service_->start());
  EXPECT_EQ(kernel_.calls, (Names{"stage", "commit", "attach"}));
  EXPECT_EQ(notices_, (Names{"READY=1"}));
  EXPECT_EQ(event_types(), (Names{"start"}));
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/state/last-good.image"));
}

TEST_F(ServiceTest, IsNotReadyWithoutAnyRules) {
  write("policy.json", "{");
  make_service();
  const auto started = service_->start();
  ASSERT_TRUE(started);
  EXPECT_EQ(*started, Service::Started::without_rules);
  EXPECT_TRUE(notices_.empty());
  EXPECT_EQ(events().at(0)["enforcing"], "block");
  write_policy("");
  EXPECT_TRUE(service_->reload().ok);
  EXPECT_TRUE(service_->is_enforcing());
  EXPECT_EQ(event_types(), (Names{"reload_failed", "start", "reload"}));
}

TEST_F(ServiceTest, StartsWithTheLastGoodImageWhereThePolicyIsBroken) {
  start();
  const std::string digest = kernel_.in_force->policy_digest();
  write("policy.json", "{");
  make_service();
  const auto started = service_->start();
  ASSERT_TRUE(started);
  EXPECT_EQ(*started, Service::Started::enforcing);
  EXPECT_EQ(kernel_.in_force->policy_digest(), digest);
  EXPECT_EQ(service_->status()["name"], "test");
  EXPECT_EQ(event_types(), (Names{"start", "reload_failed", "start"}));
}

TEST_F(ServiceTest, CitesTheProfilesClausesAlsoOfTheLastGoodImage) {
  write_policy(
      "} ], \"profile\": \"marugame\", \"block\": [ {\"id\": \"b\", \"match\": [\"10.1.0.9\"]");
  start();
  kernel_.records = {denied()};
  service_->drain_events();
  EXPECT_EQ(events().back()["clause"], "6(6)");
  write("policy.json", "{");
  make_service();
  ASSERT_TRUE(service_->start());
  kernel_.records = {denied()};
  service_->drain_events();
  EXPECT_EQ(events().back()["event_type"], "deny");
  EXPECT_EQ(events().back()["clause"], "6(6)");
}

TEST_F(ServiceTest, KeepsTheOldRulesWhateverFailsInAReload) {
  struct Row {
    const char* why;
    std::function<void()> breaks;
    const char* message;
  };
  const Row rows[] = {
      {"a policy with an error",
       [this] { write("policy.json", R"({ "sekisho": 1, "nam": "x" })"); }, "SK1006"},
      {"a policy that is gone", [this] { std::filesystem::remove(folder_ + "/policy.json"); },
       "SK1001"},
      {"an unknown key in the configuration",
       [this] { write("config.json", R"({ "polcy": "policy.json" })"); }, "SK1003"},
      {"a key that needs a restart",
       [this] { write("config.json", R"({ "policy": "policy.json", "state": "elsewhere" })"); },
       "restart"},
      {"an interface that is not there", [this] { kernel_.fails = "stage"; }, "fake stage"},
      {"a swap that fails", [this] { kernel_.fails = "commit"; }, "fake commit"},
      {"an interface that cannot be had", [this] { kernel_.fails = "attach"; }, "fake attach"},
  };
  const std::string config = R"({ "policy": "policy.json", "state": "state",
      "log": { "events": "events.jsonl" } })";
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    write("config.json", config);
    write_policy("");
    start();
    const auto before = kernel_.in_force;
    row.breaks();
    const ReloadOutcome outcome = service_->reload();
    EXPECT_FALSE(outcome.ok);
    EXPECT_NE(outcome.refusal.message.find(row.message), std::string::npos)
        << outcome.refusal.message;
    EXPECT_EQ(kernel_.in_force, before);
    EXPECT_EQ(event_types().back(), "reload_failed");
    EXPECT_EQ(notices_, (Names{"RELOADING=1", "READY=1"}));
  }
}

TEST_F(ServiceTest, TellsWhatAReloadChanged) {
  start();
  write_policy(R"(, "ends": "2026-12-31")");
  const ReloadOutcome outcome = service_->reload();
  EXPECT_TRUE(outcome.ok);
  EXPECT_EQ(outcome.generation, 2u);
  const auto event = events().back();
  EXPECT_EQ(event["event_type"], "reload");
  EXPECT_EQ(event["old_generation"], 1);
  EXPECT_EQ(event["generation"], 2);
  EXPECT_EQ(event["policy"], kernel_.in_force->policy_digest());
}

TEST_F(ServiceTest, SwapsAtTheMomentTheImageNames) {
  write_policy(R"(, "ends": "2026-11-21")");
  start();
  const auto due = service_->next_update();
  ASSERT_TRUE(due);
  clock_.now_ = *due - std::chrono::microseconds(1);
  service_->update_rules();
  EXPECT_TRUE(kernel_.calls.empty()) << "a moment too early";
  clock_.now_ = *due;
  service_->update_rules();
  EXPECT_EQ(kernel_.calls, (Names{"stage", "commit", "attach"}));
  EXPECT_EQ(event_types().back(), "rules_changed");
  EXPECT_EQ(events().back()["rules_in_force"], 0);
  EXPECT_FALSE(service_->next_update());
}

TEST_F(ServiceTest, TriesAgainAMinuteAfterAnUpdateThatFailed) {
  write_policy(R"(, "ends": "2026-11-21")");
  start();
  clock_.now_ = *service_->next_update();
  kernel_.fails = "stage";
  service_->update_rules();
  EXPECT_EQ(event_types().back(), "reload_failed");
  EXPECT_EQ(service_->next_update(), clock_.now_ + std::chrono::minutes(1));
  clock_.now_ += std::chrono::minutes(1);
  service_->update_rules();
  EXPECT_EQ(event_types().back(), "rules_changed");
}

TEST_F(ServiceTest, StopsInOrder) {
  struct Row {
    const char* on_stop;
    Names calls;
  };
  const Row rows[] = {{"keep", {}}, {"block", {"block"}}, {"open", {"detach"}}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.on_stop);
    std::filesystem::remove(folder_ + "/events.jsonl");
    std::filesystem::remove_all(folder_ + "/state");  // and what it remembers of that log
    write("config.json", std::string(R"({ "policy": "policy.json", "state": "state",
        "log": { "events": "events.jsonl" }, "on_stop": ")") +
                             row.on_stop + "\" }");
    kernel_.stats = {};
    start();
    kernel_.records = {denied(), denied()};
    kernel_.stats.zones = {{"lg", SK_DEFAULT_DENY, {5, 500}}, {"lg", SK_RULE, {7, 700}}};
    EXPECT_TRUE(service_->stop());
    EXPECT_EQ(event_types(), (Names{"start", "deny", "deny", "suppressed", "stop"}));
    EXPECT_EQ(events()[3]["count"], 3) << "five were counted, two were told";
    EXPECT_EQ(kernel_.calls, row.calls);
  }
}

TEST_F(ServiceTest, PutsThePacketsTimeOnTheWall) {
  start();
  sk_event packet = denied();
  packet.time_ns = kernel_.clock_ns - 500'000'000;
  kernel_.records = {packet};
  service_->drain_events();
  EXPECT_EQ(events().back()["timestamp"], "2026-11-21T08:59:59.500000+0900");
}

TEST_F(ServiceTest, TellsHowItStands) {
  start();
  const auto status = service_->status();
  EXPECT_EQ(status["generation"], 1);
  EXPECT_EQ(status["mode"], "enforce");
  EXPECT_EQ(status["forwarding"], "kernel");
  EXPECT_EQ(status["interfaces"].dump(), R"([{"name":"eth1","attach":"native","state":"up"},)"
                                         R"({"name":"eth2","attach":"generic","state":"up"}])");
  EXPECT_TRUE(status["last_reload"].is_null());
  service_->write_stats();
  EXPECT_EQ(event_types().back(), "stats");
}

TEST_F(ServiceTest, SharesItsStateFolderWithNoOne) {
  start();
  const auto second = StateFolder::open(folder_ + "/state");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, EWOULDBLOCK);
}

TEST_F(ServiceTest, LosesNoCountWhileTheLogCannotBeWritten) {
  write("config.json", R"({ "policy": "policy.json", "state": "state",
      "log": { "events": "/dev/full" } })");
  start();
  kernel_.records = {denied(), denied(), denied()};
  service_->drain_events();
  write("config.json", R"({ "policy": "policy.json", "state": "state",
      "log": { "events": "events.jsonl" } })");
  ASSERT_TRUE(service_->reload().ok);
  kernel_.stats.zones = {{"lg", SK_DEFAULT_DENY, {3, 300}}};
  EXPECT_TRUE(service_->stop());
  std::uint64_t told = 0;
  for (const auto& event : events()) {
    const bool counts = event["event_type"] == "deny" || event["event_type"] == "suppressed";
    if (counts) told += event["count"].get<std::uint64_t>();
  }
  EXPECT_EQ(told, 3u);
  EXPECT_EQ(events().at(0)["lines_lost"], 2) << "the start event and the first deny";
}

// A TCP attempt from 10.1.0.2 to 10.2.0.9.
sk_event attempt_at(sk_event packet, std::uint16_t port) {
  packet.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES | SK_HAS_PORTS;
  packet.ethertype = SK_ETHERTYPE_IPV4;
  packet.destination_zone = 2;
  packet.tcp_flags = SK_TCP_SYN;
  packet.tuple = {.src = {10, 1, 0, 2},
                  .dst = {10, 2, 0, 9},
                  .sport = 50000,
                  .dport = port,
                  .protocol = SK_PROTOCOL_TCP,
                  .family = 4,
                  .reserved = 0};
  return packet;
}

TEST_F(ServiceTest, TellsDetectionsByTheThresholdsThatAReloadBrings) {
  start();
  const auto scan = [&](std::uint16_t first) {
    for (std::uint16_t port = first; port < first + 10; ++port)
      kernel_.records.push_back(attempt_at(denied(), port));
    service_->drain_events();
  };
  const auto scans = [&] {
    const Names types = event_types();
    return std::count(types.begin(), types.end(), "scan");
  };
  scan(1);
  EXPECT_EQ(scans(), 0);
  write("config.json", R"({ "policy": "policy.json", "state": "state",
      "log": { "events": "events.jsonl" }, "detect": { "scan": { "ports": 12 } } })");
  ASSERT_TRUE(service_->reload().ok);
  scan(11);
  EXPECT_EQ(scans(), 1);
  ASSERT_TRUE(service_->stop());
  EXPECT_EQ(scans(), 2);  // what it had since
  std::uint64_t count = 0;
  for (const auto& event : events())
    if (event["event_type"] == "scan") count += event["count"].get<std::uint64_t>();
  EXPECT_EQ(count, 20u);
}

TEST_F(ServiceTest, LooksAtFlowsEveryFiveSeconds) {
  write("config.json", R"({ "policy": "policy.json", "state": "state",
      "log": { "events": "events.jsonl" }, "detect": { "mail_burst": { "connections": 3 } } })");
  start();
  watch();
  for (std::uint32_t place = 1; place <= 3; ++place) {
    sk_flow& flow = kernel_.flows[place];
    flow.key = attempt_at(denied(), 25).tuple;
    flow.key.sport = static_cast<std::uint16_t>(50000 + place);
    flow.last_seen_ns = kernel_.clock_ns + place;
    flow.bits = SK_FLOW_REPLIED;
  }
  kernel_.clock_ns += 4'000'000'000;
  watch();
  EXPECT_EQ(event_types(), (Names{"start"}));
  kernel_.clock_ns += 1'000'000'000;
  watch();
  EXPECT_EQ(event_types(), (Names{"start", "mail_burst"}));
}

}  // namespace
}  // namespace sekisho::daemon

// What an operator orders: isolation, relaxations, the mode, a reload on probation.
#include <algorithm>

#include "daemon/methods.h"
#include "daemon/service_fixture.h"

namespace sekisho::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const RpcJson kOperator = {{"uid", 0}, {"user", "root"}, {"pid", 7}, {"command", "sekisho"}};

constexpr const char* kRelaxable = R"( } ],
  "relaxations": [ { "id": "storm", "label": "outage of the centre", "allow": [
    { "id": "storm-web", "from": ["10.1.0.0/24"], "to": ["10.1.0.9"], "services": ["https"] } ] } ],
  "groups": { "none": [ "10.1.0.1" ] }, "devices": [ { "id": "pc-1", "zone": "lg",
    "mac": "00:00:5e:00:53:01", "ip": "10.1.0.7")";

class ServiceOrdersTest : public ServiceTest {
 protected:
  void start_relaxable() {
    write_policy(kRelaxable);
    start();
  }
  RpcResult change(tl::expected<OrderChange, RpcError> change) {
    if (!change) return tl::unexpected(change.error());
    return service_->finish_change(*change, service_->begin_change(*change)());
  }
  RpcResult relax(Instant until, std::vector<std::string> names) {
    return change(service_->relax_on("storm", until, "outage", names, kOperator));
  }
  std::uint64_t rules_in_force() const {
    return kernel_.in_force->header().sections[SK_SECTION_RULES].count - 1;
  }
  std::string why(const RpcResult& result) const {
    return result ? "done" : result.error().message;
  }
  void restart() {
    make_service();
    kernel_.isolated.clear();
    ASSERT_TRUE(service_->start());
  }
};

TEST_F(ServiceOrdersTest, IsolatesAtOnceAndOverRestarts) {
  start_relaxable();
  const std::pair<IsolationKind, const char*> targets[] = {{IsolationKind::zone, "net"},
                                                           {IsolationKind::device, "pc-1"},
                                                           {IsolationKind::address, "10.2.0.9"}};
  for (const auto& [kind, id] : targets) {
    const auto done = service_->isolate(kind, id, "ransomware", kOperator);
    ASSERT_TRUE(done) << why(done);
    EXPECT_EQ((*done)["survives_restart"], true);
  }
  EXPECT_EQ(kernel_.calls, (Names{"isolate", "isolate", "isolate"})) << "and nothing is compiled";
  const auto event = events().back();
  EXPECT_EQ(event["event_type"], "isolate");
  EXPECT_EQ(event["severity"], "critical");
  EXPECT_EQ(event["kind"], "address");
  EXPECT_EQ(event["id"], "10.2.0.9");
  EXPECT_EQ(event["reason"], "ransomware");
  EXPECT_EQ(event["by"]["pid"], 7);
  EXPECT_NE(event["message"].get<std::string>().find("person"), std::string::npos);
  EXPECT_EQ(service_->status()["isolated"].size(), 3u);

  restart();
  EXPECT_EQ(kernel_.isolated,
            (std::set<std::string>{"zone net", "device pc-1", "address 10.2.0.9"}));
  const auto& calls = kernel_.calls;
  EXPECT_LT(std::find(calls.begin(), calls.end(), "isolate"),
            std::find(calls.begin(), calls.end(), "commit"))
      << "before the first packet is judged";
  ASSERT_TRUE(service_->release(IsolationKind::zone, "net", "cleaned", kOperator));
  EXPECT_EQ(events().back()["event_type"], "release");
  EXPECT_EQ(events().back()["reason"], "cleaned");
  restart();
  EXPECT_EQ(kernel_.isolated, (std::set<std::string>{"device pc-1", "address 10.2.0.9"}));
}

TEST_F(ServiceOrdersTest, RefusesToIsolateWhatIsNotThere) {
  start_relaxable();
  ASSERT_TRUE(service_->isolate(IsolationKind::zone, "net", "r", kOperator));
  struct Row {
    IsolationKind kind;
    const char* id;
    const char* why;
  };
  const Row rows[] = {
      {IsolationKind::zone, "nett", "there is no zone \"nett\""},
      {IsolationKind::device, "pc-2", "there is no device \"pc-2\""},
      {IsolationKind::address, "10.2.0", "\"10.2.0\" is no address"},
      {IsolationKind::zone, "net", "zone \"net\" is isolated already"},
  };
  const auto before = event_types();
  for (const Row& row : rows)
    EXPECT_EQ(why(service_->isolate(row.kind, row.id, "r", kOperator)), row.why);
  EXPECT_EQ(why(service_->release(IsolationKind::zone, "lg", "r", kOperator)),
            "zone \"lg\" is not isolated");
  EXPECT_EQ(event_types(), before) << "what is refused is no event";
}

TEST_F(ServiceOrdersTest, IsolatesEverythingWhereItsListIsDamaged) {
  start_relaxable();
  service_.reset();
  write("state/orders.json", R"({"isolated":[{"kind":"zone","id":"mn")");
  restart();
  EXPECT_EQ(kernel_.isolated, (std::set<std::string>{"zone lg", "zone net"}));
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/state/orders.json.damaged"));
  ASSERT_TRUE(service_->release(IsolationKind::zone, "lg", "looked", kOperator));
  restart();
  EXPECT_EQ(kernel_.isolated, (std::set<std::string>{"zone net"}));
}

TEST_F(ServiceOrdersTest, RelaxesForAWhileByTwoPeople) {
  start_relaxable();
  EXPECT_EQ(rules_in_force(), 1u);
  const Instant until = clock_.now_ + hours(2);
  EXPECT_EQ(why(relax(until, {"a"})), "two people must approve");
  EXPECT_EQ(why(relax(until, {"a", " a "})), "two people must approve");
  EXPECT_EQ(why(relax(clock_.now_, {"a", "b"})), "its end is in the past");
  EXPECT_EQ(why(relax(clock_.now_ + hours(24 * 32), {"a", "b"})),
            "a relaxation lasts 31 days at most");
  EXPECT_EQ(why(change(service_->relax_on("strom", until, "r", {"a", "b"}, kOperator))),
            "the policy has no relaxation \"strom\"");
  EXPECT_EQ(rules_in_force(), 1u);

  ASSERT_TRUE(relax(until, {"a", "b"}));
  EXPECT_EQ(rules_in_force(), 2u);
  const auto event = events().back();
  EXPECT_EQ(event["event_type"], "relax");
  EXPECT_EQ(event["action"], "on");
  EXPECT_EQ(event["approved_by"].dump(), R"(["a","b"])");
  EXPECT_EQ(service_->next_update(), until);

  ASSERT_TRUE(service_->reload().ok);
  EXPECT_EQ(rules_in_force(), 2u) << "a reload does not end it";
  restart();
  EXPECT_EQ(rules_in_force(), 2u) << "nor does a restart";
  pass(hours(2) - seconds(1));
  service_->update_rules();
  EXPECT_EQ(rules_in_force(), 2u);
  pass(seconds(1));
  service_->update_rules();
  EXPECT_EQ(rules_in_force(), 1u);
  const Names types = event_types();
  EXPECT_EQ(Names(types.end() - 2, types.end()), (Names{"relax", "rules_changed"}));
  EXPECT_EQ(events().back()["ended"].dump(), R"({"rules":["storm-web"]})");
  EXPECT_TRUE(service_->status()["relaxed"].empty());
}

TEST_F(ServiceOrdersTest, DoesNotOpenWhatEndedWhileAReloadWasBuilt) {
  start_relaxable();
  ASSERT_TRUE(relax(clock_.now_ + hours(1), {"a", "b"}));
  OrRefusal<Built> built = service_->begin_reload({})();  // with the relaxation
  pass(hours(1));
  service_->update_rules();
  ASSERT_EQ(rules_in_force(), 1u);
  ASSERT_TRUE(service_->finish_reload({}, std::move(built)).ok);
  EXPECT_EQ(rules_in_force(), 1u);
}

TEST_F(ServiceOrdersTest, EndsARelaxationEarly) {
  start_relaxable();
  EXPECT_EQ(why(change(service_->relax_off("storm", "over", kOperator))),
            "the relaxation \"storm\" is not on");
  ASSERT_TRUE(relax(clock_.now_ + hours(2), {"a", "b"}));
  ASSERT_TRUE(change(service_->relax_off("storm", "over", kOperator)));
  EXPECT_EQ(rules_in_force(), 1u);
  EXPECT_EQ(events().back()["action"], "off");
  EXPECT_FALSE(service_->next_update());
}

TEST_F(ServiceOrdersTest, DoesNotOpenWhatEndedWhileTheClockWasSetBack) {
  start_relaxable();
  ASSERT_TRUE(relax(clock_.now_ + hours(1), {"a", "b"}));
  pass(hours(1));
  service_->watch_dates();
  service_->update_rules();
  ASSERT_EQ(rules_in_force(), 1u);
  clock_.now_ -= hours(24 * 365);
  service_->watch_dates();
  service_->update_rules();
  EXPECT_EQ(event_types().back(), "clock");
  EXPECT_EQ(events().back()["behind_s"], 365 * 24 * 3600.0);
  EXPECT_EQ(rules_in_force(), 1u);
  ASSERT_TRUE(service_->reload().ok);
  EXPECT_EQ(rules_in_force(), 1u);
  restart();
  EXPECT_EQ(rules_in_force(), 1u);
}

TEST_F(ServiceOrdersTest, KeepsAnEndedRuleClosedUntilTheClockIsAccepted) {
  write_policy(R"(, "ends": "2026-11-21")");
  start();
  const Instant begun = clock_.now_;
  pass(hours(24));
  service_->watch_dates();
  service_->update_rules();
  ASSERT_EQ(rules_in_force(), 0u);
  clock_.now_ = begun;
  service_->watch_dates();
  restart();
  EXPECT_EQ(rules_in_force(), 0u);
  ASSERT_TRUE(service_->reload().ok);
  EXPECT_EQ(rules_in_force(), 0u);
  ASSERT_TRUE(service_->reload({kOperator, {}, true}).ok);
  EXPECT_EQ(rules_in_force(), 1u) << "an operator said that the clock is right";
}

TEST_F(ServiceOrdersTest, MonitorsOnlyForATime) {
  start_relaxable();
  const Instant until = clock_.now_ + hours(1);
  EXPECT_EQ(why(change(service_->change_mode(Mode::monitor, {}, "moving", kOperator))),
            "monitor mode stops nothing: it needs an end");
  EXPECT_EQ(why(change(service_->change_mode(std::nullopt, {}, "r", kOperator))),
            "the mode is the policy's already");
  ASSERT_TRUE(change(service_->change_mode(Mode::monitor, until, "moving", kOperator)));
  EXPECT_EQ(service_->status()["mode"], "monitor");
  EXPECT_EQ(events().back()["event_type"], "rules_changed");
  EXPECT_EQ(events().back()["severity"], "high");
  restart();
  EXPECT_EQ(service_->status()["mode"], "monitor");
  pass(hours(1));
  service_->update_rules();
  EXPECT_EQ(service_->status()["mode"], "enforce");
  EXPECT_TRUE(service_->status()["mode_override"].is_null());
}

TEST_F(ServiceOrdersTest, GoesBackFromAReloadThatNobodyConfirms) {
  start();
  const std::string before = kernel_.in_force->policy_digest();
  write_policy(R"(, "ends": "2026-12-31")");
  ASSERT_TRUE(service_->reload({kOperator, minutes(5)}).ok);
  EXPECT_NE(kernel_.in_force->policy_digest(), before);
  EXPECT_EQ(events().back()["by"]["pid"], 7);
  EXPECT_FALSE(service_->status()["confirm"].is_null());
  pass(minutes(5) - seconds(1));
  EXPECT_FALSE(service_->must_go_back());
  pass(seconds(1));
  ASSERT_TRUE(service_->must_go_back());
  ASSERT_TRUE(service_->finish_going_back(nullptr, service_->begin_going_back()()).ok);
  EXPECT_EQ(kernel_.in_force->policy_digest(), before);
  EXPECT_EQ(events().back()["action"], "went_back");
  EXPECT_TRUE(service_->status()["confirm"].is_null());
  EXPECT_FALSE(service_->must_go_back());
}

TEST_F(ServiceOrdersTest, KeepsAReloadThatIsConfirmed) {
  start();
  EXPECT_FALSE(service_->confirm(kOperator));
  write_policy(R"(, "ends": "2026-12-31")");
  ASSERT_TRUE(service_->reload({kOperator, minutes(5)}).ok);
  const std::string wanted = kernel_.in_force->policy_digest();
  ASSERT_TRUE(service_->confirm(kOperator));
  pass(minutes(6));
  EXPECT_FALSE(service_->must_go_back());
  restart();
  EXPECT_EQ(kernel_.in_force->policy_digest(), wanted);
}

TEST_F(ServiceOrdersTest, StartsWithWhatWasConfirmed) {
  start();
  const std::string before = kernel_.in_force->policy_digest();
  write_policy(R"(, "ends": "2026-12-31")");
  ASSERT_TRUE(service_->reload({kOperator, minutes(5)}).ok);
  restart();  // killed before anybody confirmed
  EXPECT_EQ(kernel_.in_force->policy_digest(), before);
  write_policy(R"(, "ends": "2027-12-31")");
  ASSERT_TRUE(service_->reload().ok) << "a policy that was put right since";
  EXPECT_NE(kernel_.in_force->policy_digest(), before);
}

TEST_F(ServiceOrdersTest, TakesTheLastGoodPolicyForTheTimeThatItIsNow) {
  write_policy(R"(, "ends": "2026-11-21")");
  start();
  ASSERT_EQ(rules_in_force(), 1u);
  write("policy.json", "{");
  pass(hours(24));
  restart();
  EXPECT_EQ(rules_in_force(), 0u) << "the rule has ended";
  EXPECT_EQ(events().back()["rules_from"], "last-good");
}

TEST_F(ServiceOrdersTest, BlocksWhereOnlyAnImageIsLeftWhoseTimeIsOver) {
  write_policy(R"(, "ends": "2026-11-21")");
  start();
  write("policy.json", "{");
  std::filesystem::remove_all(folder_ + "/state/last-good.policy");
  restart();
  EXPECT_EQ(std::count(kernel_.calls.begin(), kernel_.calls.end(), "block"), 0);
  pass(hours(24));
  restart();
  EXPECT_EQ(kernel_.calls.back(), "block");
  EXPECT_EQ(events().back()["rules_from"], "block");
}

}  // namespace
}  // namespace sekisho::daemon

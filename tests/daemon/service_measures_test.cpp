// What the service tells of itself in numbers: metrics, and the uses of rules.
#include "daemon/metrics_endpoint.h"
#include "daemon/service_fixture.h"

namespace sekisho::daemon {
namespace {

using std::chrono::days;

constexpr const char* kMeasured = R"({ "sekisho": 1, "name": "test", "zones": [
  { "id": "lg", "kind": "lgwan", "interfaces": ["eth1"], "subnets": ["10.1.0.0/24"] },
  { "id": "net", "kind": "internet", "interfaces": ["eth2"], "subnets": ["10.2.0.0/24"] } ],
  "allow": [
    { "id": "ping", "label": "疎通", "from": ["10.1.0.2"], "to": ["10.1.0.3"], "services": ["ping"] },
    { "id": "later", "from": ["10.1.0.2"], "to": ["10.1.0.3"], "services": ["dns"],
      "starts": "2027-01-01" } ],
  "block": [ { "id": "bad", "match": ["10.2.0.9"], "reason": "C2" } ] })";

class ServiceMeasuresTest : public ServiceTest {
 protected:
  ServiceMeasuresTest() {
    write("policy.json", kMeasured);
    kernel_.rules = {{"ping", {}}, {"bad", {}}};
  }
  // The rows of `rules` by id, each as text.
  std::map<std::string, std::string> uses(std::optional<std::uint64_t> unused = {}) const {
    std::map<std::string, std::string> rows;
    const auto answer = service_->rule_uses(unused);
    for (const auto& row : answer["rules"]) {
      auto rest = row;
      rest.erase("id");
      rows[row["id"]] = rest.dump();
    }
    return rows;
  }
};

TEST_F(ServiceMeasuresTest, TellsEachRuleOfThePolicy) {
  ASSERT_NO_FATAL_FAILURE(start());
  kernel_.rules["ping"] = {3, 300};
  clock_.now_ += days(2);
  ASSERT_TRUE(service_->stop());  // the counters are read once more
  const auto rows = uses();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows.at("ping"),
            R"({"kind":"allow","label":"疎通","in_force":true,"packets":3,"bytes":300,)"
            R"("last_hit":"2026-11-23T00:00:00.000000Z","unused_days":0,"expires":null})");
  EXPECT_EQ(rows.at("later"),
            R"({"kind":"allow","label":"","in_force":false,"packets":0,"bytes":0,)"
            R"("last_hit":null,"unused_days":0,"expires":null})");
  EXPECT_EQ(rows.at("bad"), R"({"kind":"block","label":"C2","in_force":true,"packets":0,"bytes":0,)"
                            R"("last_hit":null,"unused_days":0,"expires":null})");
}

TEST_F(ServiceMeasuresTest, KnowsAfterARestartWhatWasUsedMeanwhile) {
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_TRUE(service_->stop());
  service_.reset();  // nobody watches, and a packet comes
  kernel_.rules["ping"] = {1, 100};
  clock_.now_ += days(10);
  ASSERT_NO_FATAL_FAILURE(start());
  clock_.now_ += days(5);
  ASSERT_TRUE(service_->stop());
  EXPECT_EQ(service_->rule_uses({})["since"], "2026-11-21T00:00:00.000000Z");
  EXPECT_EQ(uses(15).size(), 2u) << "all but ping were never used";
  EXPECT_FALSE(uses(6).contains("ping"));
}

TEST_F(ServiceMeasuresTest, BeginsAnewWhereItsFileIsDamaged) {
  ASSERT_NO_FATAL_FAILURE(start());
  kernel_.rules["ping"] = {4, 400};
  ASSERT_TRUE(service_->stop());
  service_.reset();
  write("state/rule-usage.json", "{\"version\":1,");
  ASSERT_NO_FATAL_FAILURE(start());
  ASSERT_TRUE(service_->stop());
  EXPECT_NE(uses().at("ping").find("\"packets\":4"), std::string::npos) << "of this boot";
}

TEST_F(ServiceMeasuresTest, TellsMetricsOfTheRulesInForce) {
  ASSERT_NO_FATAL_FAILURE(start());
  kernel_.stats.zones = {{"lg", SK_RULE, {7, 700}}, {"", SK_NO_ZONE, {2, 120}}};
  kernel_.stats.flows = 5;
  kernel_.stats.max_flows = 100;
  kernel_.stats.events_lost = 3;
  kernel_.rules["ping"] = {7, 700};
  write("policy.json", "{");
  EXPECT_FALSE(service_->reload().ok);
  const MetricsSnapshot snapshot = with_rules(service_->metrics(), service_->rule_source());
  ASSERT_TRUE(snapshot.policy);
  EXPECT_EQ(snapshot.policy->name, "test");
  EXPECT_EQ(snapshot.policy->generation, 1u);
  EXPECT_FALSE(snapshot.policy->monitors);
  ASSERT_TRUE(snapshot.policy->change_due) << "a rule starts";
  EXPECT_EQ(snapshot.policy->zones.at(1).kind, "internet");
  EXPECT_GT(snapshot.policy->table_bytes.at("rules"), 0u);
  ASSERT_TRUE(snapshot.datapath);
  EXPECT_EQ(snapshot.datapath->zones.at(1).verdict, "deny");
  EXPECT_EQ(snapshot.datapath->zones.at(1).reason, "no-zone");
  EXPECT_EQ(snapshot.datapath->records_lost, 3u);
  ASSERT_EQ(snapshot.rules.size(), 2u) << "those in force alone";
  EXPECT_EQ(snapshot.rules[0].rule, "ping");
  EXPECT_EQ(snapshot.rules[0].count.packets, 7u);
  EXPECT_EQ(snapshot.rules[1].rule, "bad");
  EXPECT_EQ(snapshot.rules[1].count.packets, 0u);
  EXPECT_EQ(snapshot.reload_failures, 1u);
  EXPECT_EQ(snapshot.events.at("start"), 1u);
  EXPECT_EQ(snapshot.events_by_severity.at("high"), 1u) << "the reload that failed";
}

TEST_F(ServiceMeasuresTest, CountsThePacketsThatOnlySumsTellOf) {
  ASSERT_NO_FATAL_FAILURE(start());
  kernel_.stats.zones = {{"lg", SK_DEFAULT_DENY, {5, 500}}};
  ASSERT_TRUE(service_->stop());
  EXPECT_EQ(service_->metrics().events_suppressed, 5u);
  EXPECT_EQ(service_->metrics().events.at("suppressed"), 1u);
}

}  // namespace
}  // namespace sekisho::daemon

#include "sekisho/policy/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "sekisho/base/file.h"

namespace sekisho {
namespace {

using ::testing::ElementsAre;
using testing::load;
using testing::load_text;
using testing::Loaded;
using testing::policy_with;
using testing::zones_with;

std::vector<std::string> rule_ids(const Model& model) {
  std::vector<std::string> ids;
  for (const Rule& rule : model.rules) ids.push_back(rule.id);
  return ids;
}

std::string to_text(const Service& service) {
  std::string text = std::to_string(service.protocol);
  for (const PortRange& p : service.ports) {
    text += " " + std::to_string(p.first) + "-" + std::to_string(p.last);
  }
  for (const std::uint8_t type : service.types) text += " t" + std::to_string(type);
  return text;
}

std::vector<std::string> services_of(const std::string& list, const std::string& more = "") {
  const Loaded loaded = load_text(policy_with(
      R"(, "allow": [{ "id": "r", "from": ["gateway"], "to": ["10.2.0.9"], "services": )" + list +
      "}]" + more));
  EXPECT_EQ(loaded.errors(), "") << loaded.dump();
  std::vector<std::string> services;
  if (!loaded.result) return services;
  for (const Service& service : loaded.model().rules[0].services) {
    services.push_back(to_text(service));
  }
  return services;
}

TEST(Load, FillsInWhatIsNotWritten) {
  const Loaded loaded = load_text(policy_with(""));
  ASSERT_TRUE(loaded.result) << loaded.dump();
  EXPECT_EQ(loaded.warnings(), "SK2014 SK2014") << "of devices without a rule";
  const Model& model = loaded.model();
  EXPECT_EQ(model.profile.name, "generic");
  EXPECT_EQ(model.model, PolicyModel::alpha);
  EXPECT_EQ(model.mode, Mode::enforce);
  EXPECT_EQ(model.forwarding, Forwarding::kernel);
  EXPECT_EQ(model.time_zone.name(), "Asia/Tokyo");
  EXPECT_TRUE(model.zones[0].registered_only);
  EXPECT_FALSE(model.zones[0].tracks_fragments);
  EXPECT_FALSE(model.zones[1].registered_only);
  EXPECT_TRUE(model.zones[1].tracks_fragments);
  EXPECT_EQ(model.limits.max_flows_per_zone, 196608u);
  EXPECT_EQ(model.timeouts.udp_replied, 180u);
  EXPECT_EQ(model.gateway.local_ports[0].first, 32768);
  EXPECT_EQ(model.devices[1].role, Role::host);
  EXPECT_EQ(loaded.text_at(model.zones[1].where), "\"lg\"");
}

TEST(Load, ReadsThePartsOfAPolicy) {
  const Loaded loaded = load_text(zones_with(R"(,
    "devices": [
      { "id": "mn-srv", "zone": "mn", "mac": "00:00:5e:00:53:01", "ip": "10.1.0.11" },
      { "id": "lg-vdi", "zone": "lg", "mac": "00:00:5e:00:53:02", "ip": "10.2.0.11", "role": "sanitiser" }],
    "block": [{ "id": "b", "match": ["10.3.0.0/25", "zone:inet"], "until": "2027-03-31" }],
    "relaxations": [{ "id": "flood", "label": "水害", "allow": [
      { "id": "r", "from": ["10.2.0.9"], "to": ["10.2.0.10-10.2.0.20"], "services": ["ssh"],
        "schedule": { "days": ["mon", "sun"], "hours": "22:00-06:30" } }] }],
    "sanitisers": [{ "id": "s", "devices": ["group:g"], "methods": ["mail-text"] }],
    "government_systems": [{ "id": "k", "addresses": ["10.2.0.70", "10.2.0.72/31"],
      "services": ["https"], "operator": "J-LIS", "evidence": "R7-12" }],
    "security_cloud": { "addresses": ["10.3.0.0/28"] },
    "groups": { "g": ["device:lg-vdi", "device:lg-vdi"] },
    "timeouts": { "icmp": 5 }, "limits": { "max_flows": 10 })"));
  ASSERT_TRUE(loaded.result) << loaded.dump();
  const Model& model = loaded.model();
  EXPECT_EQ(model.blocks[0].match[1].zone, ZoneId{2});
  EXPECT_EQ(model.blocks[0].until, parse_date("2027-03-31"));
  EXPECT_EQ(model.rules[0].kind, RuleKind::relaxation);
  EXPECT_EQ(model.rules[0].relaxation, "flood");
  EXPECT_EQ(model.rules[0].schedule->days, 0x41);
  EXPECT_EQ(model.rules[0].schedule->begins.count(), 22 * 60);
  EXPECT_EQ(model.rules[0].schedule->ends.count(), 6 * 60 + 30);
  EXPECT_EQ(to_string(model.rules[0].to[0].range), "10.2.0.10-10.2.0.20");
  EXPECT_THAT(model.sanitisers[0].devices, ElementsAre(DeviceId{1}));
  EXPECT_EQ(to_string(model.government_systems[0].addresses[1]), "10.2.0.72/31");
  EXPECT_EQ(model.security_cloud.size(), 1u);
  EXPECT_EQ(model.timeouts.icmp, 5u);
  EXPECT_EQ(model.limits.max_flows_per_zone, 7u) << "three quarters, rounded down";
}

TEST(Load, NarrowsAnExceptionByItsApproval) {
  const std::string rule =
      R"({ "id": "x", "from": ["10.2.0.9"], "to": ["10.2.0.10"], "services": ["ssh"], "approved_by": ["副市長"],
           "approved_on": "2026-10-01", "expires": "2026-12-31", "ticket": "t", "reason": "r")";
  struct Row {
    const char* more;
    const char* starts;
    const char* ends;
    const char* why;
  };
  const Row rows[] = {
      {"", "2026-10-01", "2026-12-31", "the approval alone"},
      {R"(, "starts": "2026-11-01", "ends": "2026-11-30")", "2026-11-01", "2026-11-30", "inside"},
      {R"(, "starts": "2026-01-01", "ends": "2027-11-30")", "2026-10-01", "2026-12-31", "outside"},
  };
  for (const Row& row : rows) {
    const Loaded loaded = load_text(policy_with(", \"exceptions\": [" + rule + row.more + "}]"));
    ASSERT_TRUE(loaded.result) << row.why << loaded.dump();
    EXPECT_EQ(loaded.model().rules[0].dates.starts, parse_date(row.starts)) << row.why;
    EXPECT_EQ(loaded.model().rules[0].dates.ends, parse_date(row.ends)) << row.why;
  }
}

TEST(Load, ResolvesServices) {
  EXPECT_THAT(services_of(R"(["dns", "ping"])"),
              ElementsAre("6 53-53", "17 53-53", "1 t8", "58 t128"));
  EXPECT_THAT(services_of(R"([{ "proto": 47 }, { "proto": 6, "ports": [1, "3-5"] }])"),
              ElementsAre("47", "6 1-1 3-5"));
  EXPECT_THAT(services_of(R"([{ "proto": "icmpv6", "types": ["packet-too-big", 200] }])"),
              ElementsAre("58 t2 t200"));
  EXPECT_THAT(services_of(R"(["https", "both"])",
                          R"(, "services": { "https": { "proto": "tcp", "ports": [8443] },
                                             "both": ["https", "http", "https"] })"),
              ElementsAre("6 8443-8443", "6 80-80"))
      << "a file's own stands for the built-in one, and nothing stands twice";
}

TEST(Load, PutsIncludedRulesBehindThoseOfTheirFileDepthFirst) {
  const auto rule = [](const std::string& id) {
    return R"({ "id": ")" + id +
           R"(", "from": ["10.2.0.9"], "to": ["10.2.0.10"], "services": ["ssh"] })";
  };
  const Loaded loaded = load(
      {{"policy.json",
        policy_with(R"(, "include": ["a/a.json", "b.json"], "allow": [)" + rule("main") + "]")},
       {"a/a.json",
        R"({ "include": ["c.json"], "allow": [)" + rule("a") +
            R"(], "zones": [{ "id": "dmz", "kind": "dmz", "interfaces": ["eth7"], "subnets": ["10.7.0.0/24"] }] })"},
       {"a/c.json", R"({ "allow": [)" + rule("c") + "] }"},
       {"b.json", R"({ "allow": [)" + rule("b") +
                      R"(], "relaxations": [{ "id": "z", "label": "z", "allow": [)" +
                      rule("relaxed") + "] }] }"}});
  ASSERT_TRUE(loaded.result) << loaded.dump();
  EXPECT_THAT(rule_ids(loaded.model()), ElementsAre("main", "a", "c", "b", "relaxed"));
  EXPECT_EQ(loaded.model().zones[3].id, "dmz");
}

TEST(Load, DigestIsOverEveryFileInReadingOrder) {
  const std::string main = policy_with(R"(, "include": ["b.json"])");
  const Loaded loaded = load({{"policy.json", main}, {"b.json", "{}"}});
  ASSERT_TRUE(loaded.result) << loaded.dump();
  EXPECT_EQ(loaded.model().digest, "sha256:" + sha256_hex(main + "{}"));
}

TEST(Load, TakesZonesFromAnIncludedFile) {
  const std::string main = R"({ "sekisho": 1, "name": "n", "include": ["b.json"] })";
  const Loaded good = load({{"policy.json", main},
                            {"b.json",
                             R"({ "zones": [{ "id": "lg", "kind": "lgwan", "interfaces": ["eth2"],
                                              "subnets": ["10.2.0.0/24"] }] })"}});
  EXPECT_EQ(good.errors(), "") << good.dump();
  EXPECT_EQ(load({{"policy.json", main}, {"b.json", "{}"}}).places(), "SK1006 {");
  EXPECT_EQ(load({{"policy.json", main}, {"b.json", R"({ "zonse": [] })"}}).places(),
            "SK1003 \"zonse\"");
}

TEST(Load, GroupsThatDoubleDoNotGrowWithoutEnd) {
  std::string groups = R"(, "groups": { "g0": ["10.2.0.9", "10.2.0.10"])";
  for (int i = 1; i < 60; ++i) {
    const std::string below = "\"group:g" + std::to_string(i - 1) + "\"";
    groups += ", \"g" + std::to_string(i) + "\": [" + below + ", " + below + "]";
  }
  const Loaded loaded = load_text(policy_with(
      groups +
      R"( }, "allow": [{ "id": "r", "from": ["group:g59"], "to": ["gateway"], "services": ["ssh"] }])"));
  ASSERT_TRUE(loaded.result) << loaded.dump();
  EXPECT_EQ(loaded.model().rules[0].from.size(), 2u);
  EXPECT_EQ(loaded.model().rules[0].from[0].group, "g59");
}

TEST(Load, LendsTheModelWhileItLooksForWarnings) {
  const std::string path = SEKISHO_SOURCE_DIR "/rules/kashiwa/policy.json";
  const Loaded alone = testing::load_path(path);
  SourceSet sources;
  std::vector<std::string> lent;
  const auto result =
      load_policy(path, {}, sources, [&](const Model& model) { lent.push_back(model.digest); });
  ASSERT_TRUE(result);
  EXPECT_THAT(lent, ElementsAre(alone.model().digest));
  ASSERT_EQ(result.diagnostics.all().size(), alone.result.diagnostics.all().size());
  for (std::size_t i = 0; i < result.diagnostics.all().size(); ++i) {
    EXPECT_EQ(result.diagnostics.all()[i].message, alone.result.diagnostics.all()[i].message);
  }
}

TEST(Load, LendsNoModelThatHasErrors) {
  SourceSet sources;
  bool is_lent = false;
  const auto result = load_policy(SEKISHO_SOURCE_DIR "/tests/golden/reject/SK2003.json", {},
                                  sources, [&](const Model&) { is_lent = true; });
  EXPECT_FALSE(result);
  EXPECT_NE(result.diagnostics.count(Severity::error), 0u);
  EXPECT_FALSE(is_lent);
}

}  // namespace
}  // namespace sekisho

// What lint must not warn of: near misses of each code, and where it points.
#include "policy/lint.h"

#include <chrono>

#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "support/sanitized.h"

namespace sekisho {
namespace {

using testing::Loaded;

constexpr const char* kNow = "2026-11-21T09:00:00+09:00";

// mn, lg, inet and dmz; web (10.4.0.11) is held by a rule, so that it is not warned of itself.
Loaded load_with(const std::string& more, const std::string& devices = "",
                 const std::string& rules = "") {
  return testing::load({{"policy.json", R"({ "sekisho": 1, "name": "例町", "zones": [
    { "id": "mn", "kind": "mynumber", "interfaces": ["eth1"], "subnets": ["10.1.0.0/24"] },
    { "id": "lg", "kind": "lgwan", "interfaces": ["eth2"], "subnets": ["10.2.0.0/24"] },
    { "id": "inet", "kind": "internet", "interfaces": ["eth3"], "subnets": ["10.3.0.0/24", "2001:db8:3::/64"] },
    { "id": "dmz", "kind": "dmz", "interfaces": ["eth4"], "subnets": ["10.4.0.0/24", "2001:db8:4::/64"] }],
  "gateway": { "addresses": ["10.3.0.1"] },
  "devices": [{ "id": "web", "zone": "dmz", "mac": "00:00:5e:00:53:41", "ip": "10.4.0.11" })" +
                                            devices + R"(],
  "allow": [{ "id": "web", "from": ["zone:inet"], "to": ["device:web"], "services": ["https"] })" +
                                            rules + "]" + more + "\n}\n"}},
                       *parse_instant(kNow));
}

std::string codes_of(const Loaded& loaded) {
  std::string codes;
  for (const Diagnostic& each : loaded.result.diagnostics.all()) {
    codes += (codes.empty() ? "" : " ") + each.code;
  }
  return codes;
}

struct LintRow {
  std::string text;
  const char* why;
};

std::string rule(const std::string& fields) {
  return R"(, { "id": "r", )" + fields + " }";
}

std::string exception(const std::string& fields) {
  return R"(, "exceptions": [{ "id": "x", "from": ["10.3.0.7"], "to": ["device:web"],
    "approved_by": ["課長"], "ticket": "R8-17", "reason": "移行", )" +
         fields + "}]";
}

TEST(Lint, SaysNothingOfRulesThatDoSomething) {
  const LintRow rows[] = {
      {"", "a faultless policy"},
      {rule(R"("from": ["10.3.0.7"], "to": ["10.4.0.10-10.4.0.11"], "services": ["https"])"),
       "an address more than the other rule has"},
      {rule(R"("from": ["10.3.0.7"], "to": ["device:web"], "services": ["https", "http"])"),
       "a service more"},
      {rule(
           R"("from": ["zone:inet"], "to": ["device:web"], "services": [{ "proto": "udp", "ports": [443] }])"),
       "another protocol of the same port"},
      {rule(R"("from": ["10.4.0.0/25"], "to": ["zone:inet"], "services": ["https"])"),
       "the other direction"},
      {rule(
           R"("from": ["10.3.0.7", "gateway"], "to": ["device:web"], "services": ["https"], "necessity": "監視")"),
       "the gateway is in no zone"},
      {rule(
           R"("from": ["10.3.0.7"], "to": ["10.4.0.9"], "services": ["ssh"], "ends": "2026-11-21")"),
       "today is its last day"},
      {rule(
           R"("from": ["10.3.0.7"], "to": ["10.4.0.9"], "services": ["ssh"], "starts": "2027-04-01")"),
       "not yet in force"},
      {rule(R"("from": ["2001:db8:3::7"], "to": ["zone:dmz"], "services": ["ping"])"),
       "one of two families is enough"},
      {rule(R"("from": ["10.3.0.7"], "to": ["10.4.0.9"], "services": [{ "proto": 46 }])"),
       "a protocol without ports"},
      {rule(
           R"("from": ["10.3.0.7"], "to": ["10.4.0.9"], "services": [{ "proto": "tcp", "ports": ["1-1024"] }])"),
       "1024 ports"},
      {rule(
           R"("from": ["10.3.0.7"], "to": ["10.4.0.9"], "services": [{ "proto": "tcp", "ports": ["1-1024", "500-600"] }])"),
       "1024 ports, some of them twice"},
      {rule(R"("from": ["zone:inet"], "to": ["10.4.0.9"], "services": ["ssh"])"),
       "wide, but one end is no zone"},
  };
  for (const LintRow& row : rows) {
    const Loaded loaded = load_with("", "", row.text);
    EXPECT_EQ(codes_of(loaded), "") << row.why << "\n" << loaded.dump();
  }
}

// 256 × 256 × 1 is as wide as may be; IPv6 addresses of one end alone are not reached.
TEST(Lint, CountsTheWidthOfARuleByFamily) {
  const auto codes = [](const std::string& services) {
    return codes_of(testing::load({{"policy.json", R"({ "sekisho": 1, "name": "n", "zones": [
      { "id": "mn", "kind": "mynumber", "interfaces": ["a"], "subnets": ["10.1.0.0/24"] },
      { "id": "lg", "kind": "lgwan", "interfaces": ["b"], "subnets": ["10.2.0.0/24"] },
      { "id": "in", "kind": "internet", "interfaces": ["c"], "subnets": ["10.3.0.0/24", "2001:db8:3::/64"] },
      { "id": "d", "kind": "dmz", "interfaces": ["d"], "subnets": ["10.4.0.0/24"] }],
      "allow": [{ "id": "r", "from": ["zone:in"], "to": ["zone:d"], "services": )" +
                                                       services + "}] }"}}));
  };
  EXPECT_EQ(codes(R"(["https"])"), "");
  EXPECT_EQ(codes(R"(["https", "http"])"), "SK5003");
}

TEST(Lint, SaysNothingOfTheExample) {
  const Loaded loaded = testing::load_path(SEKISHO_SOURCE_DIR "/rules/example/policy.json",
                                           *parse_instant("2026-10-01T10:00:00+09:00"));
  EXPECT_TRUE(loaded.result);
  for (const Diagnostic& each : loaded.result.diagnostics.all()) {
    EXPECT_EQ(each.code, "SK1012") << "of how this copy was unpacked, if anything";
  }
}

TEST(Lint, SaysNothingOfRulesThatTheOtherLeavesAtTimes) {
  const std::string ends = R"("from": ["10.3.0.7"], "to": ["10.4.0.9"], "services": ["ssh"])";
  const auto two = [&](const std::string& wide, const std::string& narrow) {
    return R"(, { "id": "wide", "from": ["10.3.0.0/25"], "to": ["10.4.0.9"], "services": ["ssh"])" +
           wide + R"( }, { "id": "narrow", )" + ends + narrow + " }";
  };
  const LintRow rows[] = {
      {two(R"(, "ends": "2027-03-31")", ""), "the wide one ends"},
      {two(R"(, "starts": "2027-03-31")", ""), "the wide one begins later"},
      {two(R"(, "schedule": { "hours": "08:30-17:15" })", ""), "the wide one has hours"},
      {two(R"(, "schedule": { "hours": "08:30-17:15" })",
           R"(, "schedule": { "hours": "08:30-17:16" })"),
       "a minute more"},
      {two(R"(, "schedule": { "days": ["mon"], "hours": "22:00-06:00" })",
           R"(, "schedule": { "days": ["tue"], "hours": "05:00-06:01" })"),
       "a minute beyond the night before"},
      {two(R"(, "schedule": { "days": ["sun"], "hours": "22:00-06:00" })",
           R"(, "schedule": { "days": ["mon"], "hours": "05:00-06:01" })"),
       "the same across the week's end"},
  };
  for (const LintRow& row : rows) {
    const Loaded loaded = load_with("", "", row.text);
    EXPECT_EQ(codes_of(loaded), "") << row.why << "\n" << loaded.dump();
  }
  const LintRow covered[] = {
      {two(R"(, "ends": "2027-03-31")", R"(, "ends": "2027-03-31")"), "one last day"},
      {two(R"(, "starts": "2026-11-21")", ""), "from today on"},
      {two(R"(, "schedule": { "days": ["sun"], "hours": "22:00-06:00" })",
           R"(, "schedule": { "days": ["mon"], "hours": "05:00-06:00" })"),
       "within the night across the week's end"},
      {two(R"(, "schedule": { "days": ["mon", "tue"] })",
           R"(, "schedule": { "days": ["mon"], "hours": "22:00-24:00" })"),
       "within a day"},
      {two(R"(, "schedule": { "days": ["sun", "mon"] })",
           R"(, "schedule": { "days": ["sun"], "hours": "22:00-06:00" })"),
       "days that meet at the week's end"},
  };
  for (const LintRow& row : covered) {
    EXPECT_EQ(codes_of(load_with("", "", row.text)), "SK5001") << row.why;
  }
}

TEST(Lint, LeavesARuleThatLogsBeforeAWideOneThatDoesNot) {
  const std::string log =
      R"("from": ["10.3.0.7"], "to": ["device:web"], "services": ["https"], "log": true)";
  const Loaded after = load_with("", "", rule(log));
  EXPECT_EQ(codes_of(after), "SK5001") << "after the wide one it is never asked";
  const Loaded before = load_with("", "", rule(log) + R"(, { "id": "wide", "from": ["zone:inet"],
      "to": ["10.4.0.11"], "services": ["https"] })");
  EXPECT_EQ(codes_of(before), "SK5001 SK5001") << "\"wide\" is \"web\" again";
}

TEST(Lint, SaysNothingOfExceptionsThatAreInOrder) {
  const LintRow rows[] = {
      {exception(R"("services": ["ssh"], "approved_on": "2026-10-01", "expires": "2026-12-22")"),
       "31 days are left"},
      {exception(R"("services": ["ssh"], "approved_on": "2026-10-01", "expires": "2027-09-30")"),
       "12 months to the day"},
      {exception(R"("services": ["ssh"], "approved_on": "2026-10-31", "expires": "2027-10-30")"),
       "12 months from a 31st"},
      {exception(
           R"("services": ["ssh"], "approved_on": "2026-10-01", "expires": "2027-03-31", "review_by": "2026-11-21")"),
       "to be reviewed today"},
      {exception(
           R"("services": ["https", "http"], "approved_on": "2026-10-01", "expires": "2027-03-31")"),
       "a plain rule covers a part of it"},
  };
  for (const LintRow& row : rows) {
    const Loaded loaded = load_with(row.text);
    EXPECT_EQ(codes_of(loaded), "") << row.why << "\n" << loaded.dump();
  }
}

TEST(Lint, SaysNothingOfDevicesThatAreUsed) {
  const auto device = [](const std::string& fields) {
    return R"(, { "id": "d", "zone": "dmz", "mac": "00:00:5e:00:53:42", )" + fields + " }";
  };
  const LintRow rows[] = {
      {device(R"("ip": "10.4.0.9", "role": "router")") +
           R"(, { "id": "e", "zone": "inet", "via": "f", "ip": "10.3.0.9" },
              { "id": "f", "zone": "inet", "mac": "00:00:5e:00:53:43", "ip": "10.3.0.10", "role": "router" })",
       "held by a rule from its address; a router of another"},
      {device(R"("ip": "10.4.0.9", "ends": "2026-11-20")"), "gone since yesterday"},
  };
  for (const LintRow& row : rows) {
    const Loaded loaded = load_with(
        "", row.text,
        R"(, { "id": "r", "from": ["10.4.0.9"], "to": ["10.3.0.9"], "services": ["ssh"] })");
    EXPECT_EQ(codes_of(loaded).find("SK2014"), std::string::npos) << row.why << "\n"
                                                                  << loaded.dump();
  }
  const Loaded unused = load_with("", device(R"("ip": "10.4.0.9", "ends": "2026-11-21")"));
  EXPECT_EQ(codes_of(unused), "SK2014") << "there today";
}

TEST(Lint, SaysNothingOfNamesThatAreUsed) {
  const LintRow rows[] = {
      {R"(, "groups": { "a": ["group:b"], "b": ["10.3.0.7"] }, "block": [{ "id": "b", "match": ["group:a"] }])",
       "by a block, and by a group that is"},
      {R"(, "services": { "a": { "proto": "tcp", "ports": [9] } }, "exceptions": [], "relaxations": [{ "id": "l",
          "label": "水害", "allow": [{ "id": "r", "from": ["10.3.0.7"], "to": ["10.4.0.9"], "services": ["a"] }] }])",
       "by a relaxation"},
      {R"(, "services": { "https": { "proto": "tcp", "ports": [8443] } })",
       "in place of a built-in"},
  };
  for (const LintRow& row : rows) {
    const Loaded loaded = load_with(row.text);
    EXPECT_EQ(codes_of(loaded), "") << row.why << "\n" << loaded.dump();
  }
}

TEST(Lint, ShowsBothRulesAndTheNarrowestPlace) {
  const Loaded covered = load_with("", "", rule(R"("from": ["10.3.0.7"], "to": ["device:web"],
      "services": ["https"])"));
  const Diagnostic* found = covered.find("SK5001");
  ASSERT_NE(found, nullptr) << covered.dump();
  EXPECT_EQ(covered.text_at(found->where), "\"r\"");
  EXPECT_EQ(covered.text_at(found->notes.at(0).where), "\"web\"");
  EXPECT_EQ(found->pointer, "/allow/1/id");
  const Loaded idle =
      load_with("", "", rule(R"("from": ["10.3.0.7"], "to": ["10.9.0.1", "10.9.0.7"],
      "services": ["ssh"])"));
  ASSERT_NE(idle.find("SK5002"), nullptr) << idle.dump();
  EXPECT_EQ(idle.text_at(idle.find("SK5002")->where), R"("10.9.0.1", "10.9.0.7")");
  const Loaded wide = load_with("", "", rule(R"("from": ["10.3.0.7"], "to": ["10.4.0.9"],
      "services": ["ssh", { "proto": "udp" }])"));
  ASSERT_NE(wide.find("SK5004"), nullptr) << wide.dump();
  EXPECT_EQ(wide.text_at(wide.find("SK5004")->where), R"({ "proto": "udp" })");
}

TEST(Capacity, RefusesMoreZonesAndRulesThanTheTablesHold) {
  const auto zones = [](int count) {
    std::string text = R"({ "sekisho": 1, "name": "n", "zones": [)";
    for (int i = 0; i < count; ++i) {
      text += fmt::format(
          R"({}{{ "id": "z{}", "kind": "dmz", "interfaces": ["e.{}"], "subnets": ["10.0.{}.0/24"] }})",
          i ? "," : "", i, i + 1, i);
    }
    return testing::load({{"policy.json", text + "] }"}});
  };
  EXPECT_EQ(zones(255).errors(), "");
  const Loaded over = zones(256);
  EXPECT_EQ(over.places(), "SK9001 \"z255\"");
  EXPECT_NE(over.find("SK9001")->message.en.find("256 zones are needed, 255 are allowed"),
            std::string::npos);
  const auto rules = [](int count) {
    std::string text = ", \"allow\": [";
    for (int i = 0; i < count; ++i) {
      text +=
          fmt::format(R"({}{{"id":"r{}","from":["zone:lg"],"to":["10.2.0.9"],"services":["ssh"]}})",
                      i ? "," : "", i);
    }
    return testing::load(
        {{"policy.json",
          testing::policy_with(
              text + R"(], "block": [{ "id": "old", "match": ["10.3.0.9"], "until": "1969-12-31" },
                                                    { "id": "b", "match": ["10.3.0.9"] }])")}});
  };
  if (!test::kIsSanitized) {
    EXPECT_EQ(rules(131070).errors(), "") << "with the one block that is not over";
  }
  EXPECT_EQ(rules(131071).places(), "SK9001 \"b\"");
}

// A loop over every two rules would take minutes here.
TEST(Lint, TakesNoTimeWorthMentioningForManyRules) {
  std::string rules;
  for (int i = 0; i < 20000; ++i) {
    rules +=
        fmt::format(R"(, {{ "id": "r{0}", "from": ["10.3.0.0-10.3.{1}.{2}"], "to": ["10.4.0.9"],
        "services": [{{ "proto": "tcp", "ports": [{3}] }}],
        "schedule": {{ "hours": "{4:02}:{5:02}-{6:02}:{5:02}" }} }})",
                    i, 0, i % 256, 1 + i % 60000, i / 60 % 24, i % 60, (i / 60 + 1) % 24);
  }
  const auto begun = std::chrono::steady_clock::now();
  const Loaded loaded = load_with("", "", rules);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  EXPECT_EQ(loaded.errors(), "");
  EXPECT_LT(taken.count(), 20.0);
}

}  // namespace
}  // namespace sekisho

// The facts of a report: conduits, widths, how ends are recognised, exceptions, use.
#include <gtest/gtest.h>

#include "report/report_fixture.h"

namespace sekisho::report {
namespace {

using nlohmann::json;
using testing::exception;
using testing::Made;
using testing::make;
using testing::ports;
using testing::put_behind_router;
using testing::rule;
using testing::zone;

const RuleFacts& rule_of(const Made& made, std::string_view id) {
  for (const RuleFacts& each : made.report.rules) {
    if (each.id == id) return each;
  }
  static const RuleFacts kNone;
  return kNone;
}

std::size_t place_of(const Made& made, std::string_view id) {
  std::size_t place = 0;
  while (place < made.report.zones.size() && made.report.zones[place].id != id) ++place;
  return place;  // the gateway where there is no such zone
}

const Conduit& conduit_of(const Made& made, std::string_view from, std::string_view to) {
  return made.report.conduits[place_of(made, from)][place_of(made, to)];
}

TEST(Conduits, CountTheRulesOfEachDirection) {
  const Made made = make();
  EXPECT_EQ(conduit_of(made, "mn", "lw").rules, 1u);
  EXPECT_TRUE(conduit_of(made, "mn", "lw").limited);
  EXPECT_EQ(conduit_of(made, "lw", "mn").rules, 0u);
  EXPECT_TRUE(conduit_of(made, "lg", "inet").sanitised);
  EXPECT_FALSE(conduit_of(made, "inet", "sc").sanitised);
  EXPECT_FALSE(conduit_of(made, "inet", "sc").limited);
}

TEST(Conduits, AreMarkedWhereAnExceptionOrARelaxationOpensThem) {
  const Made made = make([](json& p) {
    p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")};
    p["relaxations"] = {{{"id", "storm"},
                         {"label", "災害"},
                         {"allow", {rule("r", "device:in-pc", "192.0.2.11", "https")}}}};
  });
  EXPECT_TRUE(conduit_of(made, "lg", "sc").by_exception);
  EXPECT_TRUE(conduit_of(made, "inet", "sc").by_relaxation);
  EXPECT_FALSE(conduit_of(made, "inet", "sc").by_exception);
}

TEST(Conduits, KnowWhichAreClosedForGood) {
  const Made made =
      make([](json& p) { p["zones"].push_back(zone("edu", "out-of-scope", "10.9.0.0/24")); });
  struct Row {
    const char *from, *to, *code;
  };
  for (const Row& row :
       {Row{"mn", "inet", "SK3001"}, Row{"inet", "mn", "SK3001"}, Row{"mn", "edu", "SK3001"},
        Row{"lw", "sc", "SK3106"}, Row{"edu", "edu", "SK3108"}, Row{"lg", "edu", "SK3108"},
        Row{"inet", "the gateway", "SK3105"}, Row{"mn", "lg", ""}, Row{"lg", "inet", ""},
        Row{"mn", "mn", ""}}) {
    EXPECT_EQ(conduit_of(made, row.from, row.to).never, row.code) << row.from << " " << row.to;
  }
}

TEST(Conduits, LeaveExpiredExceptionsOut) {
  const Made made = make([](json& p) {
    p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")};
    p["exceptions"][0]["expires"] = "2026-11-20";
  });
  EXPECT_EQ(conduit_of(made, "lg", "sc").rules, 0u);
  EXPECT_EQ(rule_of(made, "x").state, ExceptionState::expired);
  EXPECT_EQ(rule_of(made, "x").days_left, -1);
}

TEST(Rules, AreAsWideAsTheirAddressesAndPorts) {
  const Made made = make([](json& p) {
    p["allow"].push_back(rule("wide", "zone:inet", "192.0.2.0/28", ports("tcp", {80, 443})));
    p["allow"].push_back(rule("twice", "device:in-pc", "192.0.2.0/28", "dns"));
    p["allow"].back()["from"].push_back("10.3.0.5");
  });
  EXPECT_EQ(rule_of(made, "wide").sources, 256);
  EXPECT_EQ(rule_of(made, "wide").width, 256.0 * 16 * 2);
  EXPECT_EQ(rule_of(made, "twice").sources, 1);           // the same address
  EXPECT_EQ(rule_of(made, "twice").width, 1.0 * 16 * 2);  // tcp and udp
  EXPECT_EQ(rule_of(made, "renkei").width, 1);
}

TEST(Rules, DoNotMultiplyOneFamilyWithTheOther) {
  const Made made = make([](json& p) {
    p["zones"][2]["subnets"].push_back("2001:db8:3::/126");
    p["zones"][4]["subnets"].push_back("2001:db8:5::/126");
    p["security_cloud"]["addresses"].push_back("2001:db8:5::/126");
    p["allow"].push_back(rule("both", "zone:inet", "zone:sc", ports("tcp", {443})));
  });
  EXPECT_EQ(rule_of(made, "both").width, 256.0 * 256 + 4.0 * 4);
}

TEST(Rules, SayHowEachEndIsRecognised) {
  const Made made = make(put_behind_router);
  const RuleFacts& renkei = rule_of(made, "renkei");
  EXPECT_EQ(renkei.from.at(0).mac, "00:00:5e:00:53:01");
  EXPECT_EQ(renkei.from.at(0).label, "宛名サーバ");
  EXPECT_EQ(renkei.to.at(0).router, "lg-rt");
  EXPECT_EQ(renkei.to.at(0).mac, "");
  EXPECT_TRUE(renkei.by_router);
  EXPECT_FALSE(rule_of(made, "atena").by_router);
  const ZoneFacts& lg = made.report.zones.at(place_of(made, "lg"));
  EXPECT_EQ(lg.by_router, 1u);
  EXPECT_EQ(lg.by_own_mac, 2u);
  EXPECT_EQ(lg.routers, 1u);
}

// The members of a group are named where each has to be known.
TEST(Rules, OpenGroupsWhereTheyAreLimited) {
  const Made made = make([](json& p) {
    p["groups"] = {{"both", {"device:lg-srv", "device:lg-pc"}}};
    p["allow"].push_back(rule("mn", "device:mn-srv", "group:both", "https"));
    p["allow"].back()["necessity"] = "必要";
    p["allow"].push_back(rule("lw", "group:both", "198.51.100.5", "https"));
  });
  ASSERT_EQ(rule_of(made, "mn").to.size(), 2u) << made.found;
  EXPECT_EQ(rule_of(made, "mn").to.at(1).written, "group:both device:lg-pc");
  ASSERT_EQ(rule_of(made, "lw").from.size(), 1u);
  EXPECT_EQ(rule_of(made, "lw").from.at(0).written, "group:both");
}

TEST(Exceptions, StandAsTheirDaysSay) {
  struct Row {
    const char *key, *day;
    ExceptionState state;
    long days_left;
  };
  for (const Row& row : {Row{"expires", "2027-03-31", ExceptionState::in_force, 130},
                         Row{"expires", "2026-12-21", ExceptionState::ends_soon, 30},
                         Row{"expires", "2026-12-22", ExceptionState::in_force, 31},
                         Row{"expires", "2026-11-21", ExceptionState::ends_soon, 0},
                         Row{"review_by", "2026-11-20", ExceptionState::review_due, 130},
                         Row{"review_by", "2026-11-21", ExceptionState::in_force, 130},
                         Row{"starts", "2026-12-01", ExceptionState::not_yet, 130}}) {
    const Made made = make([&](json& p) {
      p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")};
      p["exceptions"][0][row.key] = row.day;
    });
    EXPECT_EQ(rule_of(made, "x").state, row.state) << row.key << " " << row.day << made.found;
    EXPECT_EQ(rule_of(made, "x").days_left, row.days_left) << row.key << " " << row.day;
  }
}

TEST(Report, KnowsItsMomentInThePolicysTimeZone) {
  const Made made = make();
  EXPECT_EQ(made.report.made_at, "2026-11-21T09:00:00+09:00");
  const Made utc = make([](json& p) { p["timezone"] = "America/New_York"; });
  EXPECT_EQ(utc.report.made_at, "2026-11-20T19:00:00-05:00");
  EXPECT_EQ(to_string(utc.report.today), "2026-11-20");
}

TEST(Report, KnowsWhichDevicesEnd) {
  const Made made = make();
  ASSERT_EQ(made.report.ending.size(), 1u);
  EXPECT_EQ(made.report.ending[0].id, "lg-pc");
  EXPECT_EQ(made.report.ending[0].days_left, 9);
  EXPECT_EQ(made.report.devices, 5u);
}

TEST(Usage, IsReadFromWhatTheDaemonTells) {
  const auto usage = read_usage(R"({"since":"2026-08-01T00:00:00Z","rules":[
    {"id":"a","kind":"allow","packets":7,"last_hit":"2026-11-01T00:00:00Z"},
    {"id":"b","kind":"allow","packets":0,"last_hit":null}]})");
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->since, "2026-08-01T00:00:00Z");
  EXPECT_EQ(usage->rules.at("a").packets, 7u);
  EXPECT_EQ(usage->rules.at("b").last_hit, "");
}

TEST(Usage, IsNotReadFromAnythingElse) {
  for (const char* text : {"", "[]", "{", R"({"rules":1})", R"({"since":"x","rules":[1]})",
                           R"({"since":"x","rules":[{"id":"a"}]})",
                           R"({"since":"x","rules":[{"id":"a","packets":-1}]})",
                           R"({"since":"x","rules":[{"packets":1}]})", R"({"rules":[]})"}) {
    EXPECT_FALSE(read_usage(text)) << text;
  }
}

}  // namespace
}  // namespace sekisho::report

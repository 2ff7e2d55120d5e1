// What loading refuses or warns of, and where it points.
#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "sekisho/policy/load.h"

namespace sekisho {
namespace {

using testing::load;
using testing::load_text;
using testing::Loaded;
using testing::policy_with;
using testing::zones_with;

TEST(Load, RefusesIncludesThatGoAstray) {
  struct Row {
    testing::Files files;
    const char* places;
    const char* why;
  };
  testing::Files deep{{"policy.json", policy_with(R"(, "include": ["1.json"])")}};
  for (int i = 1; i <= 17; ++i) {
    deep.push_back(
        {std::to_string(i) + ".json", "{ \"include\": [\"" + std::to_string(i + 1) + ".json\"] }"});
  }
  const Row rows[] = {
      {{{"policy.json", policy_with(R"(, "include": ["a.json"])")},
        {"a.json", R"({ "include": ["policy.json"] })"}},
       "SK1008 \"policy.json\"",
       "a cycle"},
      {{{"policy.json", policy_with(R"(, "include": ["../x.json"])")}},
       "SK1008 \"../x.json\"",
       "above"},
      {{{"policy.json", policy_with(R"(, "include": ["/etc/hostname"])")}},
       "SK1008 \"/etc/hostname\"",
       "absolute"},
      {{{"policy.json", policy_with(R"(, "include": ["no.json"])")}},
       "SK1001 \"no.json\"",
       "missing"},
      {deep, "SK1008 \"17.json\"", "the seventeenth level"},
      {{{"policy.json", policy_with(R"(, "include": ["a.json", "a.json"])")},
        {"a.json", R"({ "groups": { "g": [] } })"}},
       "SK2001 \"a.json\"",
       "twice"},
      {{{"policy.json", policy_with(R"(, "include": ["a.json"])")},
        {"a.json", R"({ "mode": "monitor" })"}},
       "SK1003 \"mode\"",
       "a key of the main file"},
      {{{"policy.json", policy_with(R"(, "include": ["a.json"], "limits": {})")},
        {"a.json", R"({ "limits": {} })"}},
       "SK2001 \"limits\"",
       "limits in two files"},
      {{{"policy.json", policy_with(R"(, "include": ["a.json"], "groups": { "g": [] })")},
        {"a.json", R"({ "groups": { "g": [] } })"}},
       "SK2001 \"g\"",
       "a group in two files"},
  };
  for (const Row& row : rows) {
    const Loaded loaded = load(row.files);
    EXPECT_EQ(loaded.places(), row.places) << row.why << "\n" << loaded.dump();
  }
}

TEST(Load, SaysOneMistakeOnceAtItsPlace) {
  struct Row {
    std::string more;
    const char* places;
    const char* why;
  };
  const std::string ends = R"("from": ["10.2.0.9"], "to": ["10.2.0.10"], )";
  const auto rule = [](const std::string& fields) { return ", \"allow\": [{ " + fields + " }]"; };
  const auto service = [&](const std::string& text) {
    return rule("\"id\": \"r\", " + ends + "\"services\": [" + text + "]");
  };
  const auto dated = [&](const std::string& fields) {
    return rule("\"id\": \"r\", " + ends + "\"services\": [\"ssh\"], " + fields);
  };
  const Row rows[] = {
      {rule(R"("id": "r", "form": ["10.2.0.9"], "to": ["gateway"], "services": ["ssh"])"),
       "SK1003 \"form\"", "a slip is not also a missing key"},
      {rule(
           R"("id": "r", "from": ["zone:lg", "zone:lgg"], "to": ["device:lg-srw"], "services": ["shh"])"),
       "SK2003 \"zone:lgg\", SK2003 \"device:lg-srw\", SK2003 \"shh\"",
       "three names, three places"},
      {rule(R"("id": "r", "from": "10.2.0.9", "to": ["gatway"], "services": [443])"),
       "SK1005 \"10.2.0.9\", SK1005 \"gatway\", SK1005 443", "wrong types"},
      {rule(R"("id": "r", "from": ["10.2.0.300"], "to": ["10.2.0.9-10.2.0.1"], "services": [])"),
       "SK1010 \"10.2.0.300\", SK1010 \"10.2.0.9-10.2.0.1\"", "addresses"},
      {service(R"({ "proto": "tpc" })"), "SK1005 \"tpc\"", "protocol"},
      {service(R"({ "proto": 256 })"), "SK1005 256", "protocol number"},
      {service(R"({ "proto": "tcp", "ports": [65536, "9-8", 1.5, "80"] })"),
       "SK1005 65536, SK1005 \"9-8\", SK1005 1.5, SK1005 \"80\"", "ports"},
      {service(R"({ "proto": "tcp", "ports": [] })"), "SK1005 []", "an empty list is not all"},
      {service(R"({ "proto": "udp", "types": [8] })"), "SK1005 \"types\"", "types with udp"},
      {service(R"({ "proto": "icmp", "types": ["packet-too-big"] })"), "SK1005 \"packet-too-big\"",
       "a type of the other family"},
      {service(R"({ "ports": [80] })"), "SK1006 {", "a service without proto"},
      {dated(R"("starts": "2027-03-31", "ends": "2027-03-30")"), "SK1011 \"2027-03-30\"",
       "backwards"},
      {dated(R"("ends": "2027/03/31")"), "SK1011 \"2027/03/31\"", "only in a ledger"},
      {dated(R"("schedule": { "hours": "24:00-25:00" })"), "SK1011 \"24:00-25:00\"", "hours"},
      {dated(R"("schedule": { "days": ["monday"] })"), "SK1005 \"monday\"", "day"},
      {dated(R"("log": "yes")"), "SK1005 \"yes\"", "flag"},
      {dated(R"("sanitiser": { "id": "s", "method": "mail" })"), "SK2003 \"s\", SK1005 \"mail\"",
       "two mistakes of one field"},
      {dated(R"("government_system": "g")"), "SK2003 \"g\"", "government system"},
      {", \"limits\": { \"max_flows\": 0 }", "SK1005 0", "limit"},
      {", \"timeouts\": { \"icmp\": -1 }", "SK1005 -1", "timeout"},
      {", \"mode\": 5, \"profile\": \"komor\"", "SK1005 5, SK1005 \"komor\"", "header"},
      {", \"timezone\": \"Asia/Tokio\"", "SK1005 \"Asia/Tokio\"", "time zone"},
      {", \"groups\": { \"a\": [\"group:b\"], \"b\": [\"group:c\"], \"c\": [\"group:a\"] }",
       "SK2015 \"group:a\"", "a cycle of three"},
      {", \"groups\": { \"a\": [\"group:b\", \"zone:no\"] }",
       "SK2003 \"group:b\", SK2003 \"zone:no\"", "a group that nothing uses"},
      {", \"sanitisers\": [{ \"id\": \"s\", \"devices\": [\"zone:lg\"], \"methods\": [] }]",
       "SK1005 \"zone:lg\"", "a zone is no device"},
      {", \"gateway\": { \"addresses\": [\"10.9.0.1\", \"224.0.0.1\"] }",
       "SK2016 \"10.9.0.1\", SK2016 \"224.0.0.1\"", "no zone, multicast"},
      {", \"exceptions\": [{ \"id\": \"x\", " + ends + "\"services\": [\"ssh\"] }]",
       "SK4001 {, SK4001 {, SK4001 {, SK4001 {, SK4001 {", "each field of an approval"},
  };
  for (const Row& row : rows) {
    const Loaded loaded = load_text(policy_with(row.more));
    EXPECT_EQ(loaded.places(), row.places) << row.why << "\n" << loaded.dump();
    EXPECT_FALSE(loaded.result) << row.why;
  }
}

TEST(Load, PointsWithAJsonPointerAndANearName) {
  const Loaded loaded = load_text(policy_with(
      R"(, "allow": [{ "id": "r", "from": ["10.2.0.9"], "to": ["zone:inett"], "services": ["ssh"] }])"));
  const Diagnostic* found = loaded.find("SK2003");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->pointer, "/allow/0/to/0");
  EXPECT_EQ(found->message.en, "zone \"inett\" is not defined");
  EXPECT_EQ(found->help.en, "did you mean \"inet\"?");
  EXPECT_EQ(loaded.text_at(found->notes.at(0).where), "\"inet\"");
  EXPECT_NE(found->message.ja.find("「inett」"), std::string::npos);
}

TEST(Load, WarnsWithoutRefusing) {
  struct Row {
    std::string zones;
    const char* warnings;
    const char* why;
  };
  const auto zone = [](const std::string& id, const std::string& kind, const std::string& port,
                       const std::string& subnet) {
    return "{ \"id\": \"" + id + "\", \"kind\": \"" + kind + "\", \"interfaces\": [\"" + port +
           "\"], \"subnets\": [\"" + subnet + "\"] }";
  };
  const std::string mn = zone("mn", "mynumber", "eth1", "10.1.0.0/24");
  const std::string lg = zone("lg", "lgwan", "eth2", "10.2.0.0/24");
  const std::string inet = zone("in", "internet", "eth3", "10.3.0.0/24");
  const Row rows[] = {
      {mn + "," + lg + "," + inet, "", "three networks"},
      {mn + "," + inet, "SK2017", "no lgwan"},
      {mn + "," + lg + "," + inet + "," + zone("d", "dmz", "eth4", "10.2.0.64/28"), "SK2006",
       "inside"},
      {mn + "," + lg + "," + zone("in", "internet", "eth3", "0.0.0.0/0"), "", "inside everything"},
      {zone("mn", "mynumber", "b0.1", "10.1.0.0/24") + "," + lg + "," +
           zone("in", "internet", "b0.2", "10.3.0.0/24"),
       "SK2007", "one trunk"},
  };
  for (const Row& row : rows) {
    const Loaded loaded =
        load_text(R"({ "sekisho": 1, "name": "n", "zones": [)" + row.zones + "] }");
    EXPECT_TRUE(loaded.result) << row.why << loaded.dump();
    EXPECT_EQ(loaded.warnings(), row.warnings) << row.why << loaded.dump();
  }
}

TEST(Load, WarnsOfEveryFileThatOthersMayWrite) {
  const testing::Files files{{"policy.json", policy_with(R"(, "include": ["b.json"])")},
                             {"b.json", "{}"}};
  const std::string both = "SK1012 SK2014 SK2014 SK1012", none = "SK2014 SK2014";
  EXPECT_EQ(testing::load_with_mode(files, 0664).warnings(), both);
  EXPECT_EQ(testing::load_with_mode(files, 0646).warnings(), both);
  EXPECT_EQ(testing::load_with_mode(files, 0640).warnings(), none);
}

TEST(Load, WarnsOfALedgerAndAProfileThatOthersMayWrite) {
  const testing::Files files{
      {"policy.json", zones_with(R"(, "profile": "own.json", "devices": ["l.csv"], "allow": [
          { "id": "r", "from": ["zone:lg"], "to": ["10.2.0.9"], "services": ["ssh"] }])")},
      {"own.json", R"({ "name": "n", "clauses": { "change-record": "第7条" } })"},
      {"l.csv", "zone,ip,mac\nlg,10.2.0.11,00-00-5E-00-53-11\n"}};
  const Loaded loaded = testing::load_with_mode(files, 0664);
  EXPECT_EQ(loaded.warnings(), "SK1012 SK1012 SK1012") << loaded.dump();
  for (const Diagnostic& each : loaded.result.diagnostics.all()) EXPECT_EQ(each.clause, "第7条");
}

TEST(Load, AMissingFileIsADiagnostic) {
  const Loaded loaded = testing::load_path(SEKISHO_BINARY_DIR "/no-such-policy.json");
  EXPECT_EQ(loaded.errors(), "SK1001");
}

}  // namespace
}  // namespace sekisho

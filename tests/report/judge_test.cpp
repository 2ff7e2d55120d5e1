// What each principle is answered, both ways.
#include <gtest/gtest.h>

#include "report/principles.h"
#include "report/report_fixture.h"
#include "sekisho/base/codes.h"

namespace sekisho::report {
namespace {

using nlohmann::json;
using testing::device_of;
using testing::exception;
using testing::Made;
using testing::make;
using testing::make_live;
using testing::ports;
using testing::put_behind_router;
using testing::rule;
using testing::zone;

struct Row {
  const char* principle;
  Status status;
  const char* why;
  testing::Change change;
};

json& rule_of(json& policy, const std::string& id) {
  for (json& each : policy["allow"]) {
    if (each["id"] == id) return each;
  }
  return policy["allow"].emplace_back();
}

void add_breakout(json& policy) {
  policy["model"] = "alpha-prime";
  policy["zones"].push_back(zone("lbo", "internet", "203.0.113.0/25"));
  policy["exceptions"] = {exception("x", "device:lg-pc", "203.0.113.0/25", "https")};
}

const Row kRows[] = {
    {"zones", Status::met, "every zone is whole", {}},
    {"zones", Status::not_met, "a zone without subnets",
     [](json& p) {
       p["zones"].push_back(zone("x", "dmz", "10.9.0.0/24"));
       p["zones"].back()["subnets"] = json::array();
     }},
    {"zones", Status::confirm, "no mynumber zone",
     [](json& p) {
       p["zones"].erase(0);
       p["devices"].erase(0);
       p["allow"].erase(0);
       p["allow"].erase(0);
       p.erase("government_systems");
     }},
    {"scope", Status::outside, "no such network", {}},
    {"scope", Status::met, "one is there, and closed",
     [](json& p) { p["zones"].push_back(zone("edu", "out-of-scope", "10.9.0.0/24")); }},
    {"scope", Status::not_met, "a rule names it",
     [](json& p) {
       p["zones"].push_back(zone("edu", "out-of-scope", "10.9.0.0/24"));
       p["allow"].push_back(rule("r", "zone:edu", "device:lg-srv", "https"));
     }},
    {"mn-isolation", Status::met, "only limited rules", {}},
    {"mn-isolation", Status::not_met, "with the internet",
     [](json& p) { p["allow"].push_back(rule("r", "device:mn-srv", "device:in-pc", "https")); }},
    {"mn-isolation", Status::not_met, "nothing is dropped", [](json& p) { p["mode"] = "monitor"; }},
    {"mn-isolation", Status::confirm, "another error stops the later checks",
     [](json& p) { p["zones"].push_back(zone("lg", "lgwan", "10.9.0.0/24")); }},
    {"mn-limit", Status::met, "devices with their own MAC", {}},
    {"mn-limit", Status::not_met, "no necessity",
     [](json& p) { rule_of(p, "renkei").erase("necessity"); }},
    {"mn-limit", Status::confirm, "seen by a router's MAC only", put_behind_router},
    {"mn-peer", Status::met, "the far end has no way to the internet", {}},
    {"mn-peer", Status::not_met, "it has one",
     [](json& p) { p["exceptions"] = {exception("x", "device:lg-srv", "192.0.2.10", "https")}; }},
    {"mn-peer", Status::confirm, "it is elsewhere", put_behind_router},
    {"mn-government", Status::met, "within a registered system", {}},
    {"mn-government", Status::not_met, "no system is named",
     [](json& p) { rule_of(p, "atena").erase("government_system"); }},
    {"mn-government", Status::not_met, "its review is past",
     [](json& p) { p["government_systems"][0]["review_by"] = "2026-10-31"; }},
    {"mn-carry-out", Status::outside, "terminals do it", {}},
    {"mn-carry-out", Status::confirm, "a port of file transfer",
     [](json& p) { rule_of(p, "renkei")["services"] = {"smb"}; }},
    {"lg-split", Status::met, "no path but by rules", {}},
    {"lg-split", Status::not_met, "the LGWAN line with the internet",
     [](json& p) { p["allow"].push_back(rule("r", "198.51.100.5", "device:in-pc", "https")); }},
    {"lg-split", Status::confirm, "local breakout by exception", add_breakout},
    {"lg-sanitise", Status::met, "screen transfer", {}},
    {"lg-sanitise", Status::not_met, "plain",
     [](json& p) { p["allow"].push_back(rule("r", "device:lg-pc", "device:in-pc", "https")); }},
    {"lg-sanitise", Status::confirm, "by exception",
     [](json& p) { p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")}; }},
    {"in-monitor", Status::confirm, "people look at it", {}},
    {"in-cloud", Status::met, "all within the security cloud", {}},
    {"in-cloud", Status::not_met, "another address of the internet",
     [](json& p) {
       p["zones"][4]["subnets"].push_back("0.0.0.0/0");
       p["allow"].push_back(rule("r", "device:in-pc", "203.0.113.5", "https"));
     }},
    {"in-cloud", Status::confirm, "no security cloud is named",
     [](json& p) { p.erase("security_cloud"); }},
    {"in-cloud", Status::confirm, "local breakout by exception", add_breakout},
    {"device-id", Status::met, "the ledger's alone", {}},
    {"device-id", Status::confirm, "anybody in lg",
     [](json& p) { p["zones"][1].erase("devices"); }},
    {"device-id", Status::not_met, "one MAC twice",
     [](json& p) { device_of(p, "in-pc")["mac"] = "00:00:5e:00:53:04"; }},
    {"ports-closed", Status::met, "named ports alone", {}},
    {"ports-closed", Status::not_met, "every port of TCP",
     [](json& p) { rule_of(p, "proxy")["services"] = {ports("tcp", {})}; }},
    {"least-privilege", Status::met, "narrow rules", {}},
    {"least-privilege", Status::met, "a remark is no breach",
     [](json& p) {
       p["groups"] = {{"unused", {"10.2.0.9"}}};
     }},
    {"least-privilege", Status::not_met, "zone to zone",
     [](json& p) {
       p["allow"].push_back(rule("r", "zone:inet", "zone:sc", ports("tcp", {80, 443})));
     }},
    {"config-consistency", Status::confirm, "the machine was not looked at", {}},
    {"config-consistency", Status::not_met, "one prefix twice",
     [](json& p) { p["zones"].push_back(zone("x", "dmz", "10.2.0.0/24")); }},
    {"connect-others", Status::outside, "none", {}},
    {"connect-others", Status::confirm, "the approval is people's",
     [](json& p) { p["zones"].push_back(zone("x", "partner", "10.9.0.0/24")); }},
    {"cut-off", Status::confirm, "people order it", {}},
    {"infected-device", Status::confirm, "people order it", {}},
    {"remote-maintenance", Status::outside, "none", {}},
    {"remote-maintenance", Status::confirm, "from the LGWAN line",
     [](json& p) { p["allow"].push_back(rule("r", "198.51.100.40", "device:lg-srv", "ssh")); }},
    {"change-record", Status::confirm, "the log is not looked at", {}},
    {"change-record", Status::not_met, "a text that can falsify records",
     [](json& p) { rule_of(p, "proxy")["label"] = "x\u202ey"; }},
    {"two-person", Status::outside, "generic does not ask", {}},
    {"two-person", Status::confirm, "komoro recommends it",
     [](json& p) { p["profile"] = "komoro"; }},
    {"separation-of-duty", Status::met, "no exceptions", {}},
    {"separation-of-duty", Status::confirm, "no applicant is named",
     [](json& p) { p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")}; }},
    {"separation-of-duty", Status::met, "another has approved",
     [](json& p) {
       p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")};
       p["exceptions"][0]["applicant"] = "企画課長";
     }},
    {"separation-of-duty", Status::not_met, "the applicant alone",
     [](json& p) {
       p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")};
       p["exceptions"][0]["applicant"] = "副町長";
     }},
    {"log", Status::confirm, "the log is not looked at", {}},
    {"time-sync", Status::confirm, "the clock was not looked at", {}},
    {"fault-record", Status::confirm, "people handle faults", {}},
    {"backup", Status::confirm, "people keep them", {}},
    {"redundancy", Status::outside, "other machines", {}},
    {"exception", Status::met, "none", {}},
    {"exception", Status::met, "approved, with an end",
     [](json& p) { p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")}; }},
    {"exception", Status::not_met, "its review is past",
     [](json& p) {
       p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")};
       p["exceptions"][0]["review_by"] = "2026-11-20";
     }},
    {"exception", Status::confirm, "longer than a year",
     [](json& p) {
       p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")};
       p["exceptions"][0]["expires"] = "2028-03-31";
     }},
    {"exception", Status::not_met, "nobody has approved it",
     [](json& p) {
       p["exceptions"] = {exception("x", "device:lg-pc", "192.0.2.10", "https")};
       p["exceptions"][0].erase("approved_by");
     }},
    {"relaxation", Status::confirm, "none is defined", {}},
    {"relaxation", Status::met, "one is",
     [](json& p) {
       p["relaxations"] = {{{"id", "storm"},
                            {"label", "災害"},
                            {"allow", {rule("r", "device:in-pc", "192.0.2.11", "https")}}}};
     }},
    {"relaxation", Status::not_met, "it touches mynumber",
     [](json& p) {
       p["relaxations"] = {{{"id", "storm"},
                            {"label", "災害"},
                            {"allow", {rule("r", "device:mn-srv", "device:lg-pc", "https")}}}};
     }},
    {"dos", Status::confirm, "lines have their capacity", {}},
    {"insider", Status::confirm, "people look at it", {}},
    {"targeted-attack", Status::confirm, "terminals too", {}},
    {"mail-relay", Status::met, "no mail", {}},
    {"mail-relay", Status::confirm, "mail",
     [](json& p) { p["allow"].push_back(rule("r", "device:in-pc", "192.0.2.25", "smtp")); }},
    {"monitoring", Status::confirm, "people watch", {}},
    {"compliance-check", Status::met, "no error", {}},
    {"compliance-check", Status::not_met, "an error of any kind", [](json& p) { p["nme"] = 1; }},
    {"audit", Status::outside, "people audit", {}},
};

TEST(Judge, AnswersEachPrincipleFromWhatThePolicySays) {
  for (const Row& row : kRows) {
    const Made made = make(row.change);
    const Principle& principle = made.principle(row.principle);
    EXPECT_STREQ(to_string(principle.status), to_string(row.status))
        << row.principle << ": " << row.why << "\n"
        << principle.reason.en << "\n"
        << made.found;
    EXPECT_FALSE(principle.reason.is_empty()) << row.principle;
  }
}

TEST(Judge, HasARowForEveryPrinciple) {
  for (const std::string_view id : principles()) {
    const auto of_it = [&](const Row& row) { return row.principle == id; };
    EXPECT_TRUE(std::any_of(std::begin(kRows), std::end(kRows), of_it)) << id;
  }
}

TEST(Judge, TakesTheMachineIntoAccountWhereItWasLookedAt) {
  EXPECT_EQ(make_live("").principle("config-consistency").status, Status::met);
  EXPECT_EQ(make_live("").principle("time-sync").status, Status::met);
  EXPECT_EQ(make_live("SK6001").principle("config-consistency").status, Status::not_met);
  EXPECT_EQ(make_live("SK6005").principle("time-sync").status, Status::not_met);
  EXPECT_EQ(make_live("SK6001").principle("compliance-check").status, Status::not_met);
}

TEST(Judge, ShowsWhichChecksWereMade) {
  const auto result_of = [](const Made& made, const char* principle, std::string_view code) {
    for (const CheckOutcome& each : made.principle(principle).checks) {
      if (each.code == code) return each.result;
    }
    return CheckOutcome::Result::not_run;
  };
  using Result = CheckOutcome::Result;
  EXPECT_EQ(result_of(make(), "mn-isolation", "SK3001"), Result::passed);
  EXPECT_EQ(result_of(make(), "time-sync", "SK6005"), Result::not_run);
  EXPECT_EQ(result_of(make_live(""), "time-sync", "SK6005"), Result::passed);
  const Made refused = make(
      [](json& p) { p["allow"].push_back(rule("r", "device:mn-srv", "device:in-pc", "https")); });
  EXPECT_EQ(result_of(refused, "mn-isolation", "SK3001"), Result::found);
  EXPECT_EQ(result_of(refused, "mn-limit", "SK3002"), Result::not_run);
  EXPECT_FALSE(refused.report.is_whole);
}

TEST(Judge, CitesTheProfilesClauses) {
  const Made made = make([](json& p) { p["profile"] = "komoro"; });
  EXPECT_EQ(made.principle("mn-carry-out").clause, "対策基準 3(1)②(イ)");
  EXPECT_EQ(made.principle("relaxation").clause, "");
}

TEST(Principles, AreThoseOfTheProfilesInTheirOrder) {
  std::vector<std::string_view> ids;
  for (const PrincipleRow& row : principle_rows()) ids.push_back(row.id);
  EXPECT_EQ(ids, std::vector(principles().begin(), principles().end()));
}

// input and limits are no principle of a body's policy.
TEST(Principles, HaveAPlaceAndAMeaningForEveryCode) {
  std::size_t placed = 0;
  for (const CodeInfo& info : all_codes()) {
    const bool is_file = info.principle == "input" || info.principle == "limits";
    const auto of_it = [&](const PrincipleRow& row) { return row.id == info.principle; };
    const auto& rows = principle_rows();
    EXPECT_EQ(std::any_of(rows.begin(), rows.end(), of_it), !is_file) << info.code;
    EXPECT_EQ(what_holds(info.code).is_empty(), is_file) << info.code;
    placed += !is_file;
  }
  EXPECT_GT(placed, 50u);
}

}  // namespace
}  // namespace sekisho::report

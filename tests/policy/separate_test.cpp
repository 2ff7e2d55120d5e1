// The other rows of policy.md 3's table; findings over several rules, and where they point.
#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "policy/separate_fixture.h"
#include "policy/separate_rows.h"

namespace sekisho {
namespace {

using testing::list_of;
using testing::Loaded;
using testing::SeparationRow;

// clang-format off
const SeparationRow kOtherRows[] = {
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["zone:lg"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["gateway"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["192.0.2.10"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["zone:san"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["zone:mg2"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["zone:lg"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["gateway"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["192.0.2.10"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["zone:san"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["zone:mg2"], "services": ["https"])", "SK3112"},
    {"management without ports", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["gateway"], "services": [{ "proto": "tcp" }])", "SK3112"},
    {"management with ping and ports", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["zone:lg"], "services": ["ping", "ssh"])", ""},
    {"within management", "alpha", "allow", R"("from": ["zone:mg"], "to": ["zone:mg"], "services": ["https"])", ""},
    {"into management", "alpha", "allow", R"("from": ["zone:lg"], "to": ["device:mg-log"], "services": ["syslog"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:lg"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:jk"], "to": ["zone:jk"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:lg"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:lw"], "to": ["zone:lw"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:san"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"beside the cloud", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["203.0.113.10"], "services": ["https"])", "SK3107"},
    {"the cloud", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["192.0.2.0/24", "2001:db8:5::53"], "services": ["https"])", ""},
    {"all of the Internet", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["zone:sc"], "services": ["https"])", "SK3107"},
    {"from beside the cloud", "alpha", "allow", R"("from": ["203.0.113.10"], "to": ["device:web"], "services": ["https"])", "SK3107"},
    {"from the cloud", "alpha", "allow", R"("from": ["192.0.2.0/24"], "to": ["device:web"], "services": ["https"])", ""},
    {"as an exception", "alpha", "exceptions", R"("from": ["device:in-pc"], "to": ["203.0.113.10"], "services": ["https"])", "SK3107"},
    {"the gateway beside the cloud", "alpha", "allow", R"("from": ["gateway"], "to": ["203.0.113.123"], "services": ["ntp"])", "SK3107"},
    {"a relaxation", "alpha", "relaxations", R"("from": ["zone:inet"], "to": ["192.0.2.10"], "services": ["https"])", ""},
    {"a relaxation needs no necessity", "alpha", "relaxations", R"("from": ["device:lg-srv"], "to": ["device:web"], "services": ["https"])", ""},
    {"a relaxation from devices to addresses", "alpha", "relaxations", R"("from": ["device:lg-pc"], "to": ["192.0.2.10"], "services": ["https"])", ""},
    {"a relaxation of a mynumber zone", "alpha", "relaxations", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", "SK4007"},
    {"a relaxation into a mynumber zone", "alpha", "relaxations", R"("from": ["device:lg-srv"], "to": ["10.1.0.0/24"], "services": ["https"])", "SK4007"},
    {"a relaxation within a mynumber zone", "alpha", "relaxations", R"("from": ["zone:mn"], "to": ["zone:mn"], "services": ["https"])", "SK4007"},
    {"a relaxation obeys section 3", "alpha", "relaxations", R"("from": ["zone:lg"], "to": ["zone:inet"], "services": ["https"])", "SK3101"},
    {"a relaxation of the uplink", "alpha", "relaxations", R"("from": ["zone:lw"], "to": ["zone:dmz"], "services": ["https"])", "SK3106"},
};
// clang-format on

TEST(Separate, OtherRowsHoldInBothDirections) {
  testing::expect_separation(kOtherRows);
}

Loaded load_every_kind(const std::string& more, const char* at = "2026-11-20T10:00:00+09:00") {
  return testing::load({{"policy.json", testing::every_kind_with("alpha", more)}},
                       *parse_instant(at));
}

std::string far_end_with(const std::string& second) {
  return R"(, "allow": [
    { "id": "renkei", "from": ["device:mn-srv"], "to": ["group:lg-srvs"], "services": ["https"], "necessity": "申請管理" },
    { "id": "open", )" +
         second + " }]";
}

TEST(Separate, AFarEndIsNotJoinedWithTheInternet) {
  struct {
    const char* why;
    const char* rule;
    const char* errors;
  } const rows[] = {
      {"the device", R"("from": ["device:lg-srv"], "to": ["device:web"])", "SK3006"},
      {"a group", R"("from": ["group:lg-srvs"], "to": ["zone:dmz"])", "SK3006"},
      {"its address", R"("from": ["10.2.0.11"], "to": ["zone:dmz"])", "SK3006"},
      {"a prefix that holds it", R"("from": ["10.2.0.0/24"], "to": ["zone:dmz"])", "SK3006"},
      {"a range that holds it", R"("from": ["10.2.0.2-10.2.0.11"], "to": ["zone:dmz"])", "SK3006"},
      {"its zone", R"("from": ["zone:lg"], "to": ["zone:dmz"])", "SK3006"},
      {"from the dmz", R"("from": ["zone:dmz"], "to": ["device:lg-srv"])", "SK3006"},
      {"beside it", R"("from": ["10.2.0.12-10.2.0.60"], "to": ["zone:dmz"])", ""},
      {"another device", R"("from": ["device:lg-pc"], "to": ["zone:dmz"])", ""},
      {"partners are not the Internet", R"("from": ["zone:lg"], "to": ["zone:pt"])", ""},
      {"nor is the line to LGWAN", R"("from": ["zone:lg"], "to": ["198.51.100.40"])", ""},
      {"the mynumber device is no far end of itself",
       R"("from": ["device:mn-pc"], "to": ["device:lg-srv"])", ""},
  };
  for (const auto& row : rows) {
    const Loaded loaded = load_every_kind(
        far_end_with(row.rule + std::string(R"(, "services": ["https"], "necessity": "公開")")));
    EXPECT_EQ(loaded.errors(), row.errors) << row.why << "\n" << loaded.dump();
  }
}

TEST(Separate, SanitiserRulesDoNotOpenAFarEnd) {
  const Loaded loaded = load_every_kind(far_end_with(
      R"("from": ["zone:lg"], "to": ["device:in-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })"));
  EXPECT_EQ(loaded.errors(), "") << loaded.dump();
}

TEST(Separate, AFarEndShowsBothRules) {
  const Loaded loaded = load_every_kind(far_end_with(
      R"("from": ["device:lg-pc", "zone:lg"], "to": ["zone:dmz"], "services": ["https"], "necessity": "公開")"));
  ASSERT_EQ(loaded.places(), "SK3006 \"zone:lg\"") << loaded.dump();
  const Diagnostic& found = *loaded.find("SK3006");
  EXPECT_NE(found.message.en.find("\"open\""), std::string::npos);
  EXPECT_NE(found.message.en.find("\"renkei\""), std::string::npos);
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_EQ(loaded.text_at(found.notes[0].where), "\"group:lg-srvs\"");
}

TEST(Separate, AGovernmentSystemIsNoFarEnd) {
  const Loaded loaded = load_every_kind(R"(, "allow": [
    { "id": "kyoku", "from": ["device:mn-srv"], "to": ["device:lg-kyoku"], "services": ["https"], "government_system": "kyoku", "necessity": "連携" },
    { "id": "open", "from": ["device:lg-kyoku"], "to": ["zone:dmz"], "services": ["https"], "necessity": "公開" }])");
  EXPECT_EQ(loaded.errors(), "") << loaded.dump();
}

TEST(Separate, TheGatewayIsAFarEndToo) {
  const Loaded loaded = load_every_kind(R"(, "allow": [
    { "id": "time", "from": ["device:mn-srv"], "to": ["gateway"], "services": ["ntp"], "necessity": "時刻" },
    { "id": "open", "from": ["gateway"], "to": ["192.0.2.123"], "services": ["ntp"] }])");
  EXPECT_EQ(loaded.places(), "SK3006 \"gateway\"") << loaded.dump();
}

TEST(Separate, AnExceptionIsLeftOutOncePastItsEnd) {
  const std::string exception = list_of(
      "exceptions", R"("from": ["device:in-pc"], "to": ["device:lg-pc"], "services": ["https"])");
  EXPECT_EQ(load_every_kind(exception, "2026-03-31T23:59:59+09:00").errors(), "SK3101");
  EXPECT_EQ(load_every_kind(exception, "2027-03-31T23:59:59+09:00").errors(), "SK3101");
  EXPECT_EQ(load_every_kind(exception, "2027-04-01T00:00:00+09:00").errors(), "");
}

TEST(Separate, ARuleOutOfItsDatesIsJudgedToo) {
  const Loaded loaded = load_every_kind(
      R"(, "allow": [{ "id": "r", "from": ["device:in-pc"], "to": ["device:lg-pc"], "services": ["https"], "ends": "2020-03-31" }])");
  EXPECT_EQ(loaded.errors(), "SK3101");
}

// Each pair of zones has its finding; one that shows between several is told once.
TEST(Separate, ReportsEachPairOfZonesOnce) {
  const Loaded loaded = load_every_kind(
      R"(, "allow": [{ "id": "r", "from": ["device:mn-srv", "device:jk-cs", "zone:lw"], "to": ["device:lg-srv", "device:pt-srv", "device:web"], "services": ["https"] }])");
  EXPECT_EQ(loaded.places(), "SK3004 \"r\", SK3001 \"device:web\", SK3106 \"device:web\"")
      << loaded.dump();
}

TEST(Separate, PointsAtTheNarrowestPlace) {
  struct {
    const char* rule;
    const char* places;
  } const rows[] = {
      {R"("from": ["device:mn-srv"], "to": ["device:lg-srv", "10.2.0.12"], "services": ["https"], "necessity": "申請管理")",
       "SK3002 \"10.2.0.12\""},
      {R"("from": ["group:mn-mixed"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")",
       "SK3002 \"group:mn-mixed\""},
      {R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https", { "proto": "icmp" }], "necessity": "申請管理")",
       "SK3003 { \"proto\": \"icmp\" }"},
      {R"("from": ["device:lg-pc"], "to": ["zone:dmz"], "services": ["https"])", "SK3109 \"r\""},
      {R"("from": ["device:mg-pc", "10.8.0.9"], "to": ["gateway"], "services": ["ssh"])",
       "SK3112 \"10.8.0.9\""},
  };
  for (const auto& row : rows) {
    const Loaded loaded = load_every_kind(list_of("allow", row.rule));
    EXPECT_EQ(loaded.places(), row.places) << loaded.dump();
  }
}

std::string codes_from_3000(const Loaded& loaded) {
  std::string codes;
  for (const Diagnostic& diagnostic : loaded.result.diagnostics.all()) {
    if (!diagnostic.code.starts_with("SK3")) continue;
    codes += (codes.empty() ? "" : " ") + diagnostic.code;
  }
  return codes;
}

TEST(Separate, WarnsOfWhatPeopleShouldSee) {
  struct {
    const char* rule;
    const char* codes;
  } const rows[] = {
      {R"("from": ["device:mn-far", "device:mn-rt"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")",
       "SK3008"},
      {R"("from": ["device:mn-far"], "to": ["zone:mn"], "services": ["smb"])", ""},
      {R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https", "smb"], "necessity": "申請管理")",
       "SK3009"},
      {R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "tcp", "ports": ["1020-1030"] }], "necessity": "申請管理")",
       ""},
      {R"("from": ["device:lg-pc"], "to": ["device:lg-srv"], "services": ["smb"])", ""},
      {R"("from": ["device:lg-pc"], "to": ["device:lg-srv"], "services": ["smtp"])", "SK3110"},
      {R"("from": ["device:lg-pc"], "to": ["device:lg-mail"], "services": ["smtp"])", ""},
      {R"("from": ["zone:lg"], "to": ["device:lg-srv"], "services": ["smtp"])", ""},
      {R"("from": ["zone:pt"], "to": ["zone:inet"], "services": [{ "proto": 47 }])", "SK3111"},
      {R"("from": ["zone:pt"], "to": ["zone:inet"], "services": [{ "proto": "udp", "ports": [4500] }])",
       "SK3111"},
      {R"("from": ["zone:pt"], "to": ["zone:inet"], "services": [{ "proto": "tcp", "ports": [4500] }])",
       ""},
  };
  for (const auto& row : rows) {
    const Loaded loaded = load_every_kind(list_of("allow", row.rule));
    EXPECT_EQ(codes_from_3000(loaded), row.codes) << row.rule << "\n" << loaded.dump();
  }
}

TEST(Separate, WarnsOfAGovernmentSystemPastItsReview) {
  std::string text = testing::every_kind_with("alpha", "");
  const std::string last = R"("evidence": "R7-14" })";
  text.replace(text.find(last), last.size(), R"("evidence": "R7-14", "review_by": "2026-11-20" })");
  const testing::Files files{{"policy.json", text}};
  const auto last_day = *parse_instant("2026-11-20T23:59:59+09:00");
  const auto day_after = *parse_instant("2026-11-21T00:00:00+09:00");
  EXPECT_EQ(codes_from_3000(testing::load(files, last_day)), "");
  EXPECT_EQ(codes_from_3000(testing::load(files, day_after)), "SK3007");
}

}  // namespace
}  // namespace sekisho

#include <gtest/gtest.h>

#include "sekisho/outlet/syslog.h"

namespace sekisho {
namespace {

constexpr const char* kSentLine =
    R"({"timestamp":"2026-11-21T11:03:04.123456+0900","seq":1034,"event_type":"deny","severity":"critical","reason":"default-deny","rule":null,"src_zone":"internet","dest_zone":"my]num\"ber\\","prev":"p","hash":"h"})";

std::string message_of(const std::string& line, const SyslogTarget& target = {},
                       const SyslogOrigin& origin = {"gw.example.lg.jp", 42}) {
  const auto facts = read_facts(line);
  if (!facts) return "no event";
  return to_syslog(*facts, line, target, origin);
}

TEST(SyslogMessage, HasTheFormOfRfc5424) {
  EXPECT_EQ(message_of(kSentLine),
            std::string("<130>1 2026-11-21T11:03:04.123456+09:00 gw.example.lg.jp sekishod 42 deny "
                        R"([sekisho@32473 seq="1034" event_type="deny" severity="critical" )"
                        R"(src_zone="internet" dest_zone="my\]num\"ber\\" )"
                        R"(reason="default-deny"] )") +
                kSentLine);
}

TEST(SyslogMessage, TakesFacilityAndEnterpriseFromTheTarget) {
  SyslogTarget target;
  target.facility = *find_facility("local7");
  target.enterprise = 99999;
  const std::string message = message_of(kSentLine, target);
  EXPECT_TRUE(message.starts_with("<186>1 ")) << message;
  EXPECT_NE(message.find(" [sekisho@99999 seq="), std::string::npos) << message;
}

TEST(SyslogMessage, GivesEachSeverityAPriorityOfItsOwn) {
  const std::pair<const char*, const char*> rows[] = {
      {"critical", "<130>1"}, {"high", "<131>1"}, {"medium", "<132>1"},
      {"low", "<133>1"},      {"info", "<134>1"}, {"unheard-of", "<130>1"}};
  for (const auto& [severity, priority] : rows) {
    const std::string line =
        std::string(R"({"seq":1,"event_type":"deny","severity":")") + severity + "\"}";
    EXPECT_TRUE(message_of(line).starts_with(priority)) << message_of(line);
  }
}

TEST(SyslogMessage, WritesADashForWhatCannotBeSaid) {
  EXPECT_EQ(message_of(R"({"seq":1,"event_type":"ev ent","severity":"info"})", {}, {"", 7}),
            "<134>1 - - sekishod 7 event [sekisho@32473 seq=\"1\" event_type=\"ev ent\" "
            "severity=\"info\"] {\"seq\":1,\"event_type\":\"ev ent\",\"severity\":\"info\"}");
}

TEST(SyslogMessage, IsMadeOfEventsOnly) {
  for (const char* line : {"", "{", "[1]", R"({"seq":1})", R"({"seq":-1,"event_type":"deny"})"})
    EXPECT_FALSE(read_facts(line)) << line;
}

TEST(SyslogTarget, NamesItsAddressAsTheConfigurationDoes) {
  SyslogTarget target;
  target.port = 6514;
  target.host = "logs.example.lg.jp";
  EXPECT_EQ(target.address(), "logs.example.lg.jp:6514");
  target.host = "2001:db8::1";
  EXPECT_EQ(target.address(), "[2001:db8::1]:6514");
}

}  // namespace
}  // namespace sekisho

// sekisho explain.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::run;

Ran explain(std::vector<std::string> options) {
  std::vector<std::string> arguments{"explain", testing::data("policy.json")};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run(arguments);
}

const std::vector<std::string> kWebPacket{"--in",      "eth1",    "--src", "10.1.0.10", "--dst",
                                          "10.2.0.80", "--proto", "tcp",   "--dport",   "443"};

Ran explain_web(const std::vector<std::string>& more) {
  std::vector<std::string> options = kWebPacket;
  options.insert(options.end(), more.begin(), more.end());
  return explain(options);
}

TEST(Explain, TellsAnAllowedFlowInJson) {
  const Ran ran = explain_web({"--format", "json"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  const nlohmann::json json = ran.json();
  EXPECT_EQ(json["verdict"], "allow");
  EXPECT_EQ(json["reason"], "rule");
  EXPECT_EQ(json["rule"], "a-web");
  EXPECT_EQ(json["src_zone"], "office");
  EXPECT_EQ(json["dst_zone"], "server");
  ASSERT_EQ(json["steps"].size(), 13u);
  EXPECT_EQ(json["steps"][1]["step"], 2);
  EXPECT_EQ(json["steps"][1]["name"], "zone");
  EXPECT_THAT(json["steps"][1]["outcome"], HasSubstr("執務室"));
  EXPECT_EQ(json.size(), 6u);
}

TEST(Explain, StopsAtTheStepThatDecides) {
  struct Row {
    const char* why;
    std::vector<std::string> options;
    const char* reason;
    std::size_t last_step;
  };
  const Row rows[] = {{"no zone has it", {"--in", "eth9"}, "no-zone", 2},
                      {"source of another zone", {"--src", "10.2.0.80"}, "spoofed-source", 5},
                      {"not registered", {"--src", "10.1.0.99"}, "unknown-device", 6},
                      {"another's MAC", {"--src-mac", "00-00-5E-00-53-02"}, "mac-ip-mismatch", 6},
                      {"blocked", {"--dst", "10.2.0.66"}, "blocked", 7},
                      {"flags that exclude each other", {"--tcp-flags", "SF"}, "bad-tcp-flags", 8},
                      {"no zone", {"--dst", "192.0.2.1"}, "unknown-destination", 11},
                      {"no rule", {"--dport", "80"}, "default-deny", 12},
                      {"no new flow", {"--tcp-flags", "sa"}, "no-state", 13}};
  for (const Row& row : rows) {
    std::vector<std::string> options;  // the row's value stands in for the one of kWebPacket
    for (std::size_t i = 0; i < kWebPacket.size(); i += 2)
      if (kWebPacket[i] != row.options[0])
        options.insert(options.end(), {kWebPacket[i], kWebPacket[i + 1]});
    options.insert(options.end(), row.options.begin(), row.options.end());
    options.insert(options.end(), {"--format", "json"});
    const Ran ran = explain(options);
    EXPECT_EQ(ran.exit, 1) << row.why;
    EXPECT_EQ(ran.json()["reason"], row.reason) << row.why;
    EXPECT_EQ(ran.json()["steps"].size(), row.last_step) << row.why;
  }
}

TEST(Explain, LeavesZonesNullThatWereNotFound) {
  const Ran ran = explain({"--in", "eth9", "--src", "10.1.0.10", "--dst", "10.2.0.80", "--proto",
                           "icmp", "--format", "json"});
  EXPECT_EQ(ran.json()["src_zone"], nullptr);
  EXPECT_EQ(ran.json()["dst_zone"], nullptr);
  EXPECT_EQ(ran.json()["rule"], nullptr);
}

TEST(Explain, NamesTheNearestRulesAndWhatTheyLack) {
  const Ran old = explain({"--in", "eth1", "--src", "10.1.0.10", "--dst", "10.2.0.91", "--proto",
                           "tcp", "--dport", "80"});
  EXPECT_EQ(old.exit, 1);
  EXPECT_THAT(old.out, HasSubstr("a-old"));
  EXPECT_THAT(old.out, HasSubstr("expired (in force ..2026-06-30)"));
  const Ran evening =
      explain({"--in", "eth1", "--src", "10.1.0.10", "--dst", "10.2.0.80", "--proto", "tcp",
               "--dport", "22", "--at", "2026-11-20T20:00:00+09:00", "--format", "json"});
  EXPECT_THAT(evening.json()["steps"][11]["outcome"], HasSubstr("\"a-ssh\" lacks time"));
}

TEST(Explain, SaysExactlyWhatEachRuleLacks) {
  const Ran ran = explain({"--in", "eth1", "--src", "10.1.0.20", "--dst", "10.2.0.80", "--proto",
                           "tcp", "--dport", "22", "--at", "2026-11-20T20:00:00+09:00"});
  EXPECT_THAT(ran.out, HasSubstr("a-web  service tcp/22 (it permits tcp/443 icmp/8 icmpv6/128)"));
  EXPECT_THAT(ran.out, HasSubstr("a-ssh  source 10.1.0.20 (it names device:pc-1), "
                                 "time (in force 08:30-17:15, Asia/Tokyo)"));
}

TEST(Explain, CitesTheClauseOfADeniedPacket) {
  EXPECT_EQ(explain({"--in", "eth1", "--src", "10.1.0.99", "--dst", "10.2.0.80", "--proto", "tcp",
                     "--dport", "443", "--format", "json"})
                .json()["clause"],
            "device-id");
}

TEST(Explain, TellsWhatToDoAboutEachDenial) {
  struct Row {
    const char* why;
    std::vector<std::string> packet;
    const char* text;
    const char* key;
  };
  const Row rows[] = {
      {"no zone", {"--in", "eth9", "--src", "10.1.0.10", "--dst", "10.2.0.80"}, "interfaces", ""},
      {"of another zone",
       {"--in", "eth1", "--src", "10.2.0.80", "--dst", "10.2.0.81"},
       "zone \"server\", whose packets come in by eth2.20",
       ""},
      {"not registered",
       {"--in", "eth1", "--src", "10.1.0.99", "--dst", "10.2.0.80"},
       "register",
       "devices"},
      {"another's MAC",
       {"--in", "eth1", "--src", "10.1.0.10", "--dst", "10.2.0.80", "--src-mac",
        "00:00:5e:00:53:02"},
       "device \"pc-1\"'s, which has another MAC",
       ""},
      {"an address that the device has not",
       {"--in", "eth1", "--src", "10.1.0.99", "--dst", "10.2.0.80", "--src-mac",
        "00:00:5e:00:53:01"},
       "device \"pc-1\"'s, for which the ledger has other addresses",
       ""},
      {"blocked",
       {"--in", "eth1", "--src", "10.1.0.10", "--dst", "10.2.0.66"},
       "\"b-bad\" (reason: infected)",
       ""},
      {"nowhere", {"--in", "eth1", "--src", "10.1.0.10", "--dst", "192.0.2.1"}, "subnets", ""},
      {"to a server",
       {"--in", "eth1", "--src", "10.1.0.10", "--dst", "10.2.0.99"},
       "in \"allow\"",
       "allow"},
      {"to the internet",
       {"--in", "eth1", "--src", "10.1.0.10", "--dst", "203.0.113.9"},
       "the separation stands against it",
       ""},
  };
  for (const Row& row : rows) {
    std::vector<std::string> options = row.packet;
    options.insert(options.end(), {"--proto", "tcp", "--dport", "443", "--format", "json"});
    const nlohmann::json advice = explain(options).json()["advice"];
    EXPECT_THAT(advice["text"], HasSubstr(row.text)) << row.why;
    EXPECT_EQ(advice["key"], *row.key ? nlohmann::json(row.key) : nlohmann::json()) << row.why;
  }
}

// What it says to write, written: then the flow is permitted by that rule.
TEST(Explain, SaysWhatToWriteSoThatTheFlowPasses) {
  const std::vector<std::vector<std::string>> packets = {
      {"--in", "eth1", "--src", "10.1.0.10", "--dst", "10.2.0.99", "--proto", "tcp", "--dport",
       "443"},
      {"--in", "eth2.20", "--src", "10.2.0.80", "--dst", "10.1.0.20", "--proto", "icmp"},
      {"--in", "eth1", "--src", "2001:db8:1::10", "--dst", "2001:db8:2::99", "--proto", "47"}};
  for (std::vector<std::string> packet : packets) {
    packet.insert(packet.end(), {"--format", "json"});
    const nlohmann::json advice = explain(packet).json()["advice"];
    ASSERT_TRUE(advice["write"].is_object()) << advice.dump();
    std::ifstream file(testing::data("policy.json"));
    nlohmann::json policy = nlohmann::json::parse(file, nullptr, true, true);
    policy[advice["key"].get<std::string>()].push_back(advice["write"]);
    const std::string path = ::testing::TempDir() + "explain_advice.json";
    std::ofstream(path) << policy;
    std::vector<std::string> arguments{"explain", path};
    arguments.insert(arguments.end(), packet.begin(), packet.end());
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
    EXPECT_EQ(ran.json()["rule"], advice["write"]["id"]);
  }
}

TEST(Explain, SpeaksJapanese) {
  const Ran ran = explain_web({"--lang", "ja", "--src-mac", "00:00:5e:00:53:02"});
  EXPECT_THAT(ran.out, HasSubstr("機器「router」"));
  EXPECT_THAT(ran.out, HasSubstr("窓口端末"));
}

TEST(Explain, RefusesAPacketThatCannotBe) {
  const std::vector<std::vector<std::string>> wrong = {{"--sport", "65536"},
                                                       {"--type", "8"},
                                                       {"--src-mac", "00:00"},
                                                       {"--tcp-flags", "X"},
                                                       {"--at", "2026-11-20"}};
  for (const auto& options : wrong) EXPECT_EQ(explain_web(options).exit, 2) << options[0];
  EXPECT_EQ(explain({"--in", "eth1", "--src", "10.1.0.10", "--dst", "2001:db8:2::80", "--proto",
                     "tcp", "--dport", "443"})
                .exit,
            2);
  EXPECT_EQ(
      explain({"--in", "eth1", "--src", "10.1.0.10", "--dst", "10.2.0.80", "--proto", "tcp"}).exit,
      2);
  EXPECT_EQ(
      explain({"--in", "eth1.4095", "--src", "10.1.0.10", "--dst", "10.2.0.80", "--proto", "icmp"})
          .exit,
      2);
}

}  // namespace
}  // namespace sekisho::cli

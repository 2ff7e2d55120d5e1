// sekisho learn: what it proposes for captures, word for word, and that the policy takes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/said.h"
#include "learn/recorder.h"

namespace sekisho::test {
namespace {

using cli::testing::expect_said;
using cli::testing::Ran;
using cli::testing::run;
using cli::testing::TemporaryFolder;
using cli::testing::text_of_file;
using ::testing::HasSubstr;
using ::testing::Not;

// A weekday at the counters: some of each thing that a rule may be asked for.
Recorder ordinary_morning() {
  Recorder tape;
  for (const char* terminal : {"10.20.0.5", "10.20.0.6"}) {
    tape.syn(1, terminal, "10.20.9.10", 80);
    tape.syn(2, terminal, "10.20.9.10", 8080);
    tape.syn(3, terminal, "10.20.9.11", 80);
    tape.syn(4, terminal, "10.20.9.11", 8080);
  }
  tape.syn(4.5, "10.20.0.6", "10.20.9.11", 8080);  // once more
  tape.syn(5, "10.20.0.7", "10.20.9.10", 80);
  tape.udp(6, "10.20.0.5", "10.20.9.53", 40000, 53);
  tape.udp(6.1, "10.20.9.53", "10.20.0.5", 53, 40000);
  tape.ping(7, "10.20.0.5", "10.20.9.10");
  tape.syn(8, "10.10.0.5", "10.60.0.5", 443);       // needs a reason
  tape.syn(9, "10.10.0.5", "10.30.1.7", 443);       // a government system
  tape.syn(10, "198.51.100.25", "10.20.0.50", 25);  // to the sanitiser
  tape.syn(11, "10.20.0.5", "10.50.0.80", 443);     // an exception at most
  tape.syn(12, "10.10.0.6", "198.51.100.80", 443);  // never
  tape.syn(13, "10.10.0.77", "10.60.0.6", 443);     // in no ledger
  tape.syn(14, "10.40.0.20", "10.40.0.99", 22);     // in no ledger, permitted otherwise
  PacketSpec answer = Recorder::packet("10.20.9.12", "10.20.0.5", SK_PROTOCOL_TCP, 50000, 443);
  answer.tcp_flags = SK_TCP_SYN | SK_TCP_ACK;
  tape.add(15, answer);
  tape.udp(16, "10.20.9.13", "10.20.0.5", 161, 40001);
  return tape;
}

TEST(Learn, SaysWhatItProposesInBothLanguages) {
  const TemporaryFolder folder;
  const std::string policy = policy_with(folder, {});
  const auto in = ordinary_morning().write(folder);
  for (const std::string language : {"en", "ja"}) {
    const Ran ran = run_learn(policy, in, {"--lang", language});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    expect_said(learn_data("morning." + language + ".json"), ran.out);
    expect_said(learn_data("morning." + language + ".txt"), ran.err);
  }
}

TEST(Learn, TellsTheSameAsOneObject) {
  const TemporaryFolder folder;
  const auto in = ordinary_morning().write(folder);
  const auto json = run_learn(policy_with(folder, {}), in, {"--format", "json"}).json();
  EXPECT_EQ(json["rules"].size(), 8u);
  ASSERT_EQ(json["exceptions"].size(), 1u);
  EXPECT_EQ(json["exceptions"][0]["code"], "SK3101");
  EXPECT_EQ(json["exceptions"][0]["rule"]["to"][0], "10.50.0.80");
  EXPECT_EQ(json["begin_not_seen"].size(), 2u);
  EXPECT_EQ(json["answers"], 1);
  EXPECT_EQ(json["left_out"], 0);
  std::map<std::string, int> codes;
  for (const auto& refused : json["refused"]) ++codes[refused["code"].dump()];
  EXPECT_EQ(codes, (std::map<std::string, int>{{"\"SK3001\"", 1}, {"\"SK3002\"", 1}, {"null", 1}}));
}

TEST(Learn, RulesGoByServerOrByTerminalWhicheverAreFewer) {
  const TemporaryFolder folder;
  const std::string policy = policy_with(folder, {});
  const auto rules_of = [&](const Recorder& tape) {
    return run_learn(policy, tape.write(folder), {"--format", "json"}).json()["rules"].size();
  };
  // 40 terminals ask two servers, ten of them a printer of their own: by terminal it would be 21.
  Recorder terminals;
  double at = 0;
  for (int n = 0; n < 40; ++n) {
    const std::string terminal = "10.20.0." + std::to_string(100 + n);
    for (const char* server : {"10.20.9.10", "10.20.9.11"})
      terminals.syn(at += 0.01, terminal, server, 80);
    if (n < 10) terminals.syn(at += 0.01, terminal, "10.20.8." + std::to_string(100 + n), 9100);
  }
  EXPECT_EQ(rules_of(terminals), 11u);
  // Three terminals, and a server for each choice among them: by server it would be seven.
  Recorder servers;
  for (int choice = 1; choice < 8; ++choice)
    for (int n = 0; n < 3; ++n)
      if (choice >> n & 1)
        servers.syn(at += 0.01, "10.20.0." + std::to_string(100 + n),
                    "10.20.9." + std::to_string(20 + choice), 80);
  EXPECT_EQ(rules_of(servers), 3u);
}

TEST(Learn, ThePolicyTakesItsFileAndLeavesNothingOfItDenied) {
  const TemporaryFolder folder;
  const auto in = ordinary_morning().write(folder);
  const Ran learned = run_learn(policy_with(folder, {}), in, {"-o", folder / "learned.json"});
  ASSERT_EQ(learned.exit, 0) << learned.err;
  EXPECT_THAT(learned.out, HasSubstr("rules proposed 8"));
  const std::string policy = policy_with(folder, {"learned.json"});
  const Ran checked = run({"check", policy});
  EXPECT_EQ(checked.exit, 0) << checked.out;
  std::map<std::string, int> denied;  // by destination and port
  for (const auto& line : replayed(policy, in))
    if (line["reason"] == "default-deny")
      ++denied[line["dst_ip"].get<std::string>() + " " + std::to_string(line.value("dst_port", 0))];
  // What may not be, or was not seen to begin.
  EXPECT_EQ(denied, (std::map<std::string, int>{{"10.20.0.5 40001", 1},
                                                {"10.20.0.5 50000", 1},
                                                {"10.50.0.80 443", 1},
                                                {"198.51.100.80 443", 1}}));
  const Ran again = run_learn(policy, in, {"--format", "json"});
  EXPECT_EQ(again.json()["rules"].size(), 0u) << again.out;
}

TEST(Learn, ReplyPacketsOfDeniedFlowsAskForNoRuleOfTheirOwn) {
  // A mirror port, or mode monitor: the talk goes on although it is denied.
  const TemporaryFolder folder;
  Recorder tape;
  const PacketSpec syn = Recorder::packet("10.20.0.5", "10.20.9.10", SK_PROTOCOL_TCP, 80);
  PacketSpec reply = Recorder::packet("10.20.9.10", "10.20.0.5", SK_PROTOCOL_TCP, 50000, 80);
  reply.tcp_flags = SK_TCP_SYN | SK_TCP_ACK;
  PacketSpec data = syn;
  data.tcp_flags = SK_TCP_ACK;
  tape.add(1, syn);
  tape.add(1.1, reply);
  tape.add(1.2, data);
  tape.udp(2, "10.20.0.5", "10.20.9.123", 123, 123);
  tape.udp(2.1, "10.20.9.123", "10.20.0.5", 123, 123);
  const auto json =
      run_learn(policy_with(folder, {}), tape.write(folder), {"--format", "json"}).json();
  ASSERT_EQ(json["rules"].size(), 2u) << json.dump(1);
  EXPECT_EQ(json["rules"][0]["rule"]["to"], nlohmann::json({"10.20.9.10"}));
  EXPECT_EQ(json["rules"][0]["packets"], 2);
  EXPECT_EQ(json["rules"][0]["flows"], 1);
  EXPECT_EQ(json["rules"][1]["rule"]["to"], nlohmann::json({"10.20.9.123"}));
  EXPECT_EQ(json["answers"], 2);
}

TEST(Learn, AnEndOfAMynumberRuleIsNotJoinedWithTheInternet) {
  const TemporaryFolder folder;
  Recorder tape;
  tape.syn(1, "10.10.0.5", "10.60.0.5", 443);
  tape.syn(2, "10.60.0.5", "198.51.100.7", 443);
  tape.syn(3, "10.60.0.6", "198.51.100.7", 443);
  const auto in = tape.write(folder);
  const Ran ran = run_learn(policy_with(folder, {}), in, {"--format", "json"});
  const auto json = ran.json();
  ASSERT_EQ(json["refused"].size(), 1u) << ran.out;
  EXPECT_EQ(json["refused"][0]["code"], "SK3006");
  EXPECT_EQ(json["refused"][0]["flows"][0]["src_ip"], "10.60.0.5");
  EXPECT_EQ(json["rules"].size(), 2u);
  ASSERT_EQ(run_learn(policy_with(folder, {}), in, {"-o", folder / "learned.json"}).exit, 0);
  EXPECT_EQ(run({"check", policy_with(folder, {"learned.json"})}).exit, 0);
}

TEST(Learn, MynumberRulesKeepToTheirLimits) {
  const TemporaryFolder folder;
  Recorder tape;
  for (std::uint16_t port = 1000; port < 1040; ++port)
    tape.syn(port, "10.10.0.5", "10.60.0.5", port, static_cast<std::uint16_t>(40000 + port));
  const auto in = tape.write(folder);
  ASSERT_EQ(run_learn(policy_with(folder, {}), in, {"-o", folder / "learned.json"}).exit, 0);
  const std::string policy = policy_with(folder, {"learned.json"});
  const Ran checked = run({"check", policy});
  EXPECT_EQ(checked.exit, 0) << checked.out;
  for (const auto& line : replayed(policy, in)) EXPECT_EQ(line["verdict"], "allow") << line;
}

TEST(Learn, ASanitiserOfSeveralFittingMethodsIsLeftToPeople) {
  const TemporaryFolder folder;
  std::string text = text_of_file(learn_data("policy.json"));
  const std::string one = "[\"mail-text\"]";
  text.replace(text.find(one), one.size(), "[\"mail-text\", \"file-sanitise\"]");
  Recorder tape;
  tape.syn(1, "198.51.100.25", "10.20.0.50", 25);
  const auto json =
      run_learn(folder.write("two.json", text), tape.write(folder), {"--format", "json"}).json();
  EXPECT_EQ(json["rules"].size(), 0u);
  ASSERT_EQ(json["refused"].size(), 1u);
  EXPECT_THAT(json["refused"][0]["message"].get<std::string>(),
              HasSubstr("mail-wash mail-text, mail-wash file-sanitise"));
}

TEST(Learn, WritesOverNothing) {
  const TemporaryFolder folder;
  const auto in = ordinary_morning().write(folder);
  const std::string policy = policy_with(folder, {});
  const std::string there = folder.write("there.json", "{}");
  for (const char* option : {"-o", "--ledger"}) {
    const Ran ran = run_learn(policy, in, {option, there});
    EXPECT_EQ(ran.exit, 2);
    EXPECT_THAT(ran.err, HasSubstr("is there already"));
  }
  EXPECT_EQ(text_of_file(there), "{}");
  EXPECT_EQ(run_learn(policy, in, {"-o", folder / "no/such/folder.json"}).exit, 2);
}

TEST(Learn, EndsWithTwoForInputsItCannotUse) {
  const TemporaryFolder folder;
  const std::string policy = policy_with(folder, {});
  EXPECT_EQ(run({"learn", policy}).exit, 2);
  EXPECT_EQ(run_learn(policy, {"--in", "eth1=" + (folder / "none.pcap")}).exit, 2);
  const auto in = ordinary_morning().write(folder);
  EXPECT_EQ(run_learn(policy, in, {"--format", "jsonl"}).exit, 2);
  EXPECT_EQ(run_learn(policy, in, {"--at", "noon"}).exit, 2);
  EXPECT_EQ(run_learn(folder / "none.json", in).exit, 2);
}

TEST(Learn, NothingDeniedIsAFileWithoutRules) {
  const TemporaryFolder folder;
  Recorder tape;
  tape.syn(1, "10.50.0.5", "198.51.100.7", 443);
  const auto in = tape.write(folder);
  ASSERT_EQ(run_learn(policy_with(folder, {}), in, {"-o", folder / "learned.json"}).exit, 0);
  EXPECT_THAT(text_of_file(folder / "learned.json"), HasSubstr("\"allow\": []"));
  EXPECT_EQ(run({"check", policy_with(folder, {"learned.json"})}).exit, 0);
}

}  // namespace
}  // namespace sekisho::test

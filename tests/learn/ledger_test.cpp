// The draft of ledger rows: what is in it, and that the ledger's reader takes it.
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

constexpr const char* kBranchRouter = "28:6f:b9:00:00:01";

void send_as(Recorder& tape, double at_s, const std::string& mac, const std::string& src,
             const std::string& port) {
  PacketSpec spec = Recorder::packet(src, "10.20.9.9", SK_PROTOCOL_TCP, 80);
  spec.src_mac = *parse_mac(mac);
  tape.add_at(at_s, port, build_frame(spec));
}

Recorder strangers() {
  Recorder tape;
  tape.arp(1, "eth0", "00:00:5e:00:53:77", "10.10.0.77");       // a terminal
  send_as(tape, 2, "00:00:5e:00:53:77", "10.10.0.77", "eth0");  // the same
  send_as(tape, 3, "02:11:22:33:44:55", "10.20.0.78", "eth1");  // a MAC of its own making
  tape.arp(4, "eth1", kBranchRouter, "10.20.1.1");              // a router, and behind it:
  for (int host = 2; host < 7; ++host)
    send_as(tape, 4 + host, kBranchRouter, "10.20.1." + std::to_string(host), "eth1");
  send_as(tape, 12, "02:00:0a:14:00:02", "10.20.2.2", "eth1");      // behind a registered router
  send_as(tape, 13, "02:00:0a:14:00:06", "10.20.0.5", "eth1");      // lg-2 as lg-1
  send_as(tape, 14, "02:00:0a:14:00:05", "10.20.0.99", "eth1");     // lg-1 with another address
  send_as(tape, 15, "02:00:0a:14:00:1e", "10.20.0.30", "eth1");     // the visitor of last month
  send_as(tape, 16, "00:00:5e:00:53:66", "198.51.100.66", "eth3");  // the Internet
  send_as(tape, 17, "00:00:5e:00:53:67", "10.10.0.78", "eth1");     // of another zone
  return tape;
}

TEST(LedgerDrafts, AreTakenByTheReaderInBothLanguages) {
  for (const std::string language : {"en", "ja"}) {
    const TemporaryFolder folder;
    const auto in = strangers().write(folder);
    const Ran ran = run_learn(policy_with(folder, {}), in,
                              {"--ledger", folder / "new.csv", "--lang", language});
    ASSERT_EQ(ran.exit, 0) << ran.err;
    expect_said(learn_data("strangers." + language + ".csv"), text_of_file(folder / "new.csv"));
    const Ran checked = run({"check", policy_with(folder, {}, "new.csv"), "--format", "json"});
    EXPECT_EQ(checked.exit, 0) << checked.out;
  }
}

TEST(LedgerDrafts, RegisterWhomTheyName) {
  const TemporaryFolder folder;
  const auto in = strangers().write(folder);
  ASSERT_EQ(run_learn(policy_with(folder, {}), in, {"--ledger", folder / "new.csv"}).exit, 0);
  int unknown = 0;
  for (const auto& line : replayed(policy_with(folder, {}, "new.csv"), in))
    unknown += line["reason"] == "unknown-device";
  EXPECT_EQ(unknown, 0);
  const Ran again = run_learn(policy_with(folder, {}, "new.csv"), in,
                              {"--ledger", folder / "again.csv", "--format", "json"});
  EXPECT_EQ(again.json()["ledger"]["rows"], 0) << again.out;
}

TEST(LedgerDrafts, ARouterWhoseOwnAddressWasNotSeenIsANote) {
  const TemporaryFolder folder;
  Recorder tape;
  for (int host = 2; host < 7; ++host)
    send_as(tape, host, kBranchRouter, "10.20.1." + std::to_string(host), "eth1");
  const Ran ran = run_learn(policy_with(folder, {}), tape.write(folder),
                            {"--ledger", folder / "new.csv", "--format", "json"});
  EXPECT_EQ(ran.json()["ledger"]["rows"], 0);
  EXPECT_THAT(ran.json()["ledger"]["notes"][0].get<std::string>(),
              HasSubstr("its own address was not seen"));
}

TEST(LedgerDrafts, OneAddressAndOneMacHaveOneRow) {
  const TemporaryFolder folder;
  Recorder tape;
  tape.arp(1, "eth1", "00:00:5e:00:53:01", "10.20.3.1");
  tape.arp(2, "eth1", "00:00:5e:00:53:02", "10.20.3.1");
  tape.arp(3, "eth1", "00:00:5e:00:53:02", "10.20.3.1");
  tape.arp(4, "eth1", "00:00:5e:00:53:03", "10.20.3.3");
  tape.arp(5, "eth5", "00:00:5e:00:53:03", "10.50.3.3");
  tape.arp(6, "eth5", "00:00:5e:00:53:03", "10.50.3.3");
  const auto in = tape.write(folder);
  const Ran ran =
      run_learn(policy_with(folder, {}), in, {"--ledger", folder / "new.csv", "--format", "json"});
  EXPECT_EQ(ran.json()["ledger"]["rows"], 2) << ran.out;
  EXPECT_EQ(ran.json()["ledger"]["notes"].size(), 2u);
  const std::string csv = text_of_file(folder / "new.csv");
  EXPECT_THAT(csv, HasSubstr("lg,00:00:5e:00:53:02,10.20.3.1"));
  EXPECT_THAT(csv, HasSubstr("office,00:00:5e:00:53:03,10.50.3.3"));
  EXPECT_EQ(run({"check", policy_with(folder, {}, "new.csv")}).exit, 0);
}

TEST(LedgerDrafts, SayWhenTheMakersCannotBeNamed) {
  const TemporaryFolder folder;
  Recorder tape;
  tape.arp(1, "eth1", "00:00:5e:00:53:01", "10.20.3.1");
  const auto in = tape.write(folder);
  std::vector<std::string> arguments{"learn",    policy_with(folder, {}),
                                     "--ledger", folder / "new.csv",
                                     "--oui",    folder / "none.txt"};
  arguments.insert(arguments.end(), in.begin(), in.end());
  const Ran ran = run(arguments);
  EXPECT_EQ(ran.exit, 0);
  EXPECT_THAT(ran.err, HasSubstr("makers of devices are not named"));
  EXPECT_THAT(text_of_file(folder / "new.csv"), HasSubstr("10.20.3.1,host"));
  EXPECT_THAT(text_of_file(folder / "new.csv"), Not(HasSubstr("ICANN")));
}

}  // namespace
}  // namespace sekisho::test

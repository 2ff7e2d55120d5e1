// No flow becomes allowed that was not seen, and none of what was proposed stays denied: over
// random captures.
#include <random>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "learn/recorder.h"

namespace sekisho::test {
namespace {

using cli::testing::Ran;
using cli::testing::run;
using cli::testing::TemporaryFolder;
using nlohmann::json;

constexpr int kPackets = 400;

// Few of each, so that two captures meet often and do not always.
Recorder random_capture(std::mt19937& random) {
  const char* const kHosts[] = {"10.10.0.5",     "10.10.0.6",   "10.20.0.5",      "10.20.0.6",
                                "10.20.0.50",    "10.20.0.7",   "10.30.1.7",      "10.30.1.8",
                                "198.51.100.25", "203.0.113.9", "10.40.0.5",      "10.50.0.9",
                                "10.60.0.5",     "10.60.0.6",   "2001:db8:20::5", "2001:db8:50::9"};
  const std::uint16_t kPorts[] = {25, 53, 80, 81, 82, 443, 8080};
  const auto pick = [&](std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
  };
  Recorder tape;
  for (int i = 0; i < kPackets; ++i) {
    const std::string src = kHosts[pick(std::size(kHosts))], dst = kHosts[pick(std::size(kHosts))];
    const bool is_v6 = src.find(':') != std::string::npos;
    if (is_v6 != (dst.find(':') != std::string::npos) || src == dst) continue;
    const std::uint16_t port = kPorts[pick(std::size(kPorts))];
    const auto sport = static_cast<std::uint16_t>(40000 + i);
    const std::size_t kind = pick(10);
    if (kind == 0 && !is_v6)
      tape.ping(i, src, dst);
    else if (kind < 4)
      tape.udp(i, src, dst, kind == 1 ? port : sport, port);
    else if (kind == 4) {
      PacketSpec answer = Recorder::packet(src, dst, SK_PROTOCOL_TCP, sport, port);
      answer.tcp_flags = SK_TCP_SYN | SK_TCP_ACK;
      tape.add(i, answer);
    } else
      tape.syn(i, src, dst, port, sport);
  }
  return tape;
}

// A registered device is one whatever its address; the tests' ledger has one of two addresses.
std::string device_of(const std::string& address) {
  return address == "2001:db8:20::5" ? "10.20.0.5" : address;
}

using Flow = std::tuple<std::string, std::string, std::string, int>;

Flow flow_of(const json& line) {
  return {device_of(line["src_ip"]), device_of(line["dst_ip"]), line["proto"],
          line["proto"] == "icmp" ? 0 : line["dst_port"].get<int>()};
}

std::set<Flow> denied_of(const std::vector<json>& lines) {
  std::set<Flow> flows;
  for (const json& line : lines)
    if (line["reason"] == "default-deny" || line["reason"] == "unknown-device")
      flows.insert(flow_of(line));
  return flows;
}

class NeverWider : public ::testing::TestWithParam<unsigned> {};

TEST_P(NeverWider, ThanWhatWasSeen) {
  std::mt19937 random(GetParam());
  const TemporaryFolder folder;
  const std::string before = folder.write("before.json", [&] {
    std::ifstream file(learn_data("policy.json"));
    return std::string(std::istreambuf_iterator<char>(file), {});
  }());
  const auto seen = random_capture(random).write(folder, "seen");
  const auto other = random_capture(random).write(folder, "other");
  const Ran learned = run_learn(before, seen, {"-o", folder / "learned.json"});
  ASSERT_EQ(learned.exit, 0) << learned.err;
  const std::string after = policy_with(folder, {"learned.json"});
  const Ran checked = run({"check", after});
  ASSERT_EQ(checked.exit, 0) << checked.out;

  const std::set<Flow> asked = denied_of(replayed(before, seen));
  const auto was = replayed(before, other), is = replayed(after, other);
  ASSERT_EQ(was.size(), is.size());
  std::size_t opened = 0;
  for (std::size_t i = 0; i < is.size(); ++i) {
    if (is[i]["reason"] != "rule" || was[i]["verdict"] == "allow") continue;
    ++opened;
    EXPECT_TRUE(asked.contains(flow_of(is[i]))) << is[i];
  }
  EXPECT_GT(opened, 0u);  // the two captures do meet

  // Learned once more, nothing is left to propose.
  const json again = run_learn(after, seen, {"--format", "json"}).json();
  EXPECT_EQ(again["rules"].size(), 0u) << again["rules"].dump(1);
}

INSTANTIATE_TEST_SUITE_P(Seeds, NeverWider, ::testing::Range(1u, 21u));

}  // namespace
}  // namespace sekisho::test

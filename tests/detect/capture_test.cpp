// Each detection on a capture: at one less than its threshold silent, at it told once.
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/tape.h"

namespace sekisho::test {
namespace {

using nlohmann::json;

std::string nth(const char* prefix, int n) {
  return prefix + std::to_string(n);
}

struct Row {
  const char* why;
  const char* type;
  int threshold;  // of the default configuration
  std::function<void(Tape&, int n)> record;
  std::function<void(const json& event)> check;
};

const Row kRows[] = {
    {"ports of one host", "scan", 20,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.syn(1 + i * 0.1, "10.20.0.5", "10.40.0.20", static_cast<std::uint16_t>(1000 + i));
     },
     [](const json& e) {
       EXPECT_EQ(e["count"], 20);
       EXPECT_EQ(e["detection"]["ports"], 20);
       EXPECT_EQ(e["src_ip"], "10.20.0.5");
       EXPECT_EQ(e["dest_ip"], "10.40.0.20");
       EXPECT_EQ(e["detection"]["ports_sample"][0], 1000);
       EXPECT_EQ(e["in_iface"], "eth1");
       EXPECT_EQ(e["severity"], "high");
     }},
    {"ports, one each half minute: too slow for the minute, not for the hour", "scan", 60,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.syn(1 + i * 30, "203.0.113.9", "192.0.2.80", static_cast<std::uint16_t>(1 + i));
     },
     [](const json& e) {
       EXPECT_EQ(e["detection"]["window_s"], 3600);
       EXPECT_EQ(e["severity"], "medium");
     }},
    {"a FIN scan", "scan", 20,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.add(1 + i * 0.1, "eth1",
                  ethernet(mac_of("10.20.0.5"), "02:00:00:00:00:fe", 0x0800,
                           ipv4({.src = "10.20.0.5", .dst = "10.40.0.20", .protocol = 6},
                                tcp(50000, static_cast<std::uint16_t>(1 + i), kFin))));
     },
     [](const json& e) { EXPECT_EQ(e["detection"]["ports"], 20); }},
    {"one port of many hosts", "sweep", 20,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) tape.syn(1 + i * 0.1, "10.20.0.5", nth("10.40.1.", i), 22);
     },
     [](const json& e) {
       EXPECT_EQ(e["detection"]["hosts"], 20);
       EXPECT_EQ(e["detection"]["hosts_sample"].size(), 8u);
     }},
    {"a ping of many hosts", "sweep", 20,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) tape.ping(1 + i * 0.1, "10.20.0.5", nth("10.40.1.", i), false);
     },
     [](const json& e) { EXPECT_EQ(e["proto"], "ICMP"); }},
    {"hosts that the rules would let it reach, and that do not answer", "sweep", 20,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) tape.syn(1 + i * 0.1, "10.20.0.5", nth("10.40.1.", i), 443);
     },
     [](const json& e) { EXPECT_EQ(e["dest_port"], 443); }},
    {"many hosts of the world on the web", "sweep", 100,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) tape.syn(1 + i * 0.1, "10.20.0.5", nth("198.51.100.", i), 443);
     },
     [](const json& e) { EXPECT_EQ(e["detection"]["hosts"], 100); }},
    {"terminals of another zone, on the ports of remote control", "lateral", 3,
     [](Tape& tape, int n) {
       const std::uint16_t ports[] = {445, 3389, 5985};
       for (int i = 0; i < n; ++i)
         tape.attempt(1 + i, "10.20.0.5", nth("10.50.0.", 10 + i), ports[i % 3]);
     },
     [](const json& e) {
       EXPECT_EQ(e["detection"]["targets"], 3);
       EXPECT_EQ(e["detection"]["ports"], json({445, 3389, 5985}));
       EXPECT_EQ(e["detection"]["allowed"], false);
     }},
    {"terminals that a rule for the whole zone lets it reach", "lateral", 5,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) tape.session(1 + i, "10.50.0.5", nth("10.50.1.", i), 445);
     },
     [](const json& e) { EXPECT_EQ(e["detection"]["allowed"], true); }},
    {"the same way out each minute", "beacon", 6,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) {
         const double jitter = (i % 3 - 1) * 4;  // s
         tape.attempt(100 + i * 60 + jitter, "10.20.0.5", "198.51.100.66", 8443);
       }
     },
     [](const json& e) {
       EXPECT_EQ(e["detection"]["beats"], 6);
       EXPECT_NEAR(e["detection"]["period_s"].get<double>(), 60, 8);
       EXPECT_LE(e["detection"]["jitter"].get<double>(), 0.2);
     }},
    {"from the Internet's side to LGWAN", "lgwan_probe", 1,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) tape.syn(1, "10.50.0.5", "10.40.0.10", 22);
     },
     [](const json& e) {
       EXPECT_EQ(e["severity"], "high");
       EXPECT_EQ(e["detection"]["hosts_sample"][0], "10.40.0.10");
     }},
    {"a MAC that no ledger has, among registered ones", "new_device", 1,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.arp(1, "eth0", "00:00:5e:00:53:77", "10.10.0.77", "10.10.0.1");
     },
     [](const json& e) {
       EXPECT_EQ(e["severity"], "critical");
       EXPECT_EQ(e["detection"]["mac"], "00:00:5e:00:53:77");
       EXPECT_EQ(e["detection"]["oui"], "00:00:5e");
       EXPECT_EQ(e["in_iface"], "eth0");
     }},
    {"an address of the ledger, from another's MAC", "duplicate_address", 1,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.arp(1, "eth0", mac_of("10.10.0.6"), "10.10.0.5", "10.10.0.1");
     },
     [](const json& e) {
       EXPECT_EQ(e["severity"], "critical");
       EXPECT_EQ(e["detection"]["owner"]["device"], "mn-1");
       EXPECT_EQ(e["detection"]["owner"]["section"], "市民課");
       EXPECT_EQ(e["detection"]["claimant"]["device"], "mn-2");
       EXPECT_EQ(e["detection"]["address"], "10.10.0.5");
     }},
    {"the gateway's address, claimed", "duplicate_address", 1,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.arp(1, "eth1", "00:00:5e:00:53:78", "10.20.0.1", "10.20.0.9");
     },
     [](const json& e) { EXPECT_EQ(e["detection"]["owner"]["gateway"], true); }},
    {"two MACs with one address that no ledger has", "duplicate_address", 4,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.arp(1 + i, "eth1", i % 2 ? "00:00:5e:00:53:02" : "00:00:5e:00:53:01", "10.20.0.30",
                  "10.20.0.1");
     },
     [](const json& e) {
       EXPECT_EQ(e["detection"]["owner"]["mac"], "00:00:5e:00:53:01");
       EXPECT_EQ(e["detection"]["claimant"]["mac"], "00:00:5e:00:53:02");
     }},
    {"a MAC on two interfaces", "mac_moved", 2,
     [](Tape& tape, int n) {
       if (n > 0) tape.arp(1, "eth1", "00:00:5e:00:53:33", "10.20.0.33", "10.20.0.1");
       if (n > 1) tape.arp(2, "eth5", "00:00:5e:00:53:33", "10.50.0.33", "10.50.0.1");
     },
     [](const json& e) {
       EXPECT_EQ(e["detection"]["from_iface"], "eth1");
       EXPECT_EQ(e["detection"]["to_iface"], "eth5");
       EXPECT_EQ(e["detection"]["flapping"], false);
     }},
    {"broadcasts without end", "storm", 10001,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.broadcast(1 + i * 1e-7, "10.20.0.5", "255.255.255.255", 5000);
     },
     [](const json& e) { EXPECT_EQ(e["detection"]["kind"], "broadcast"); }},
    {"connections to the mail server", "mail_burst", 100,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.session(1 + i * 0.3, "10.50.0.5", "192.0.2.25", 587, 100, 0);
     },
     [](const json& e) {
       EXPECT_EQ(e["detection"]["connections"], 100);
       EXPECT_EQ(e["detection"]["relay"], false);
     }},
    {"mail to many servers, denied", "mail_burst", 20,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) tape.syn(1 + i * 0.3, "10.20.0.5", nth("198.51.100.", i), 25);
     },
     [](const json& e) { EXPECT_EQ(e["detection"]["hosts"], 20); }},
    {"packets in packets", "tunnel", 1,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) tape.protocol(1, "10.20.0.5", "198.51.100.5", 47);
     },
     [](const json& e) { EXPECT_EQ(e["detection"]["tunnel"], "GRE"); }},
    {"a tunnel that is known by its port", "tunnel", 3,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i)
         tape.datagram(1 + i, "10.20.0.5", "198.51.100.5", 51820, 51820, 148);
     },
     [](const json& e) { EXPECT_EQ(e["detection"]["tunnel"], "WireGuard"); }},
    {"pings that carry files", "tunnel", 386,
     [](Tape& tape, int n) {
       for (int i = 0; i < n; ++i) tape.ping(1 + i * 0.05, "10.30.0.5", "10.20.0.9", true, 1318);
     },
     [](const json& e) { EXPECT_EQ(e["detection"]["tunnel"], "ICMP"); }},
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.type << ": " << row.why;
}

class Captures : public ::testing::TestWithParam<Row> {};

TEST_P(Captures, AreSilentBelowTheThreshold) {
  Tape tape;
  GetParam().record(tape, GetParam().threshold - 1);
  if (tape.frames() == 0) tape.ask(1, "10.50.0.5", "192.0.2.53", 53);
  const Tape::Found found = tape.play();
  EXPECT_TRUE(found.of(GetParam().type).empty()) << GetParam().why << ": " << found.out;
  EXPECT_EQ(found.err, "");
}

TEST_P(Captures, AreToldOnceAtTheThreshold) {
  Tape tape;
  GetParam().record(tape, GetParam().threshold);
  const Tape::Found found = tape.play();
  EXPECT_EQ(found.exit, 1) << found.err;
  const auto events = found.of(GetParam().type);
  ASSERT_EQ(events.size(), 1u) << GetParam().why << ": " << found.out;
  GetParam().check(events[0]);
  for (const char* key : {"timestamp", "severity", "count", "first_seen", "src_zone", "policy"})
    EXPECT_TRUE(events[0].contains(key)) << key;
}

TEST_P(Captures, AreSilentWhenSwitchedOff) {
  Tape tape;
  GetParam().record(tape, GetParam().threshold);
  const Tape::Found found = tape.play(std::string("{\"") + GetParam().type + "\":false}");
  EXPECT_TRUE(found.of(GetParam().type).empty()) << GetParam().why;
}

INSTANTIATE_TEST_SUITE_P(Detections, Captures, ::testing::ValuesIn(kRows), [](const auto& info) {
  return std::string(info.param.type) + std::to_string(info.index);
});

// Frames with any source, `per_s` of them for `seconds`, from one MAC.
void flood(Tape& tape, double at_s, int per_s, int seconds, const std::string& port,
           const std::string& mac) {
  for (int i = 0; i < per_s * seconds; ++i) {
    const std::string src = "10.20." + std::to_string(i / 250 % 90) + "." + std::to_string(i % 250);
    tape.add(at_s + i / static_cast<double>(per_s), port,
             ethernet(mac, "02:00:00:00:00:fe", 0x0800,
                      ipv4({.src = src, .dst = "10.40.0.50"}, udp(1000, 9999))));
  }
}

TEST(Rates, AFloodIsToldWithItsSender) {
  Tape tape;
  flood(tape, 1, 1200, 6, "eth1", "00:00:5e:00:53:66");
  const Tape::Found found = tape.play();
  const auto floods = found.of("flood");
  ASSERT_EQ(floods.size(), 1u) << found.out;
  EXPECT_EQ(floods[0]["ether"]["src_mac"], "00:00:5e:00:53:66");
  EXPECT_GE(floods[0]["count"].get<int>(), 6000);
  EXPECT_LE(floods[0]["count"].get<int>(), 7200);
  EXPECT_NEAR(floods[0]["detection"]["packets_per_s"].get<double>(), 1200, 60);
  EXPECT_TRUE(found.of("scan").empty()) << found.out;
}

TEST(Rates, BelowTheRateOrTooShortIsNoFlood) {
  Tape slow, brief;
  flood(slow, 1, 900, 6, "eth1", "00:00:5e:00:53:66");
  flood(brief, 1, 1200, 2, "eth1", "00:00:5e:00:53:66");
  EXPECT_TRUE(slow.play().of("flood").empty());
  EXPECT_TRUE(brief.play().of("flood").empty());
}

TEST(Rates, ASecondFloodOfTheSameZoneIsToldToo) {
  Tape tape;
  flood(tape, 1, 1200, 6, "eth1", "00:00:5e:00:53:66");
  flood(tape, 20, 1200, 6, "eth1", "00:00:5e:00:53:67");
  const Tape::Found found = tape.play();
  ASSERT_EQ(found.of("flood").size(), 2u) << found.out;
}

TEST(Rates, ConnectionsThatTheRulesAllowFloodToo) {
  Tape tape;
  for (int i = 0; i < 600; ++i)
    tape.syn(1 + i * 0.01, "10.20.0." + std::to_string(i % 200), "10.40.0.10", 445);
  const Tape::Found found = tape.play(R"({"flood":{"new_flows_per_s":90,"seconds":3}})");
  ASSERT_EQ(found.of("flood").size(), 1u) << found.out;
  EXPECT_EQ(found.of("flood")[0]["detection"]["kind"], "new_flows");
  EXPECT_EQ(found.of("flood")[0]["src_zone"], "lg");
}

TEST(Rates, AddressRequestsWithoutEndAreAStorm) {
  Tape tape;
  for (int i = 0; i < 1200; ++i)
    tape.arp(1 + i * 0.005, "eth1", mac_of("10.20.0.9"), "10.20.0.9", "10.20.0.1");
  EXPECT_TRUE(tape.play().of("storm").empty());
  const auto storms = tape.play(R"({"storm":{"packets_per_s":150}})").of("storm");
  ASSERT_EQ(storms.size(), 1u);
  EXPECT_EQ(storms[0]["detection"]["kind"], "link_control");
}

TEST(Volume, OutOfAMynumberZoneIsToldByFlow) {
  Tape tape;
  tape.session(1, "10.10.0.10", "10.60.0.5", 443, 700'000, 1000);
  EXPECT_TRUE(tape.play(R"({"volume":{"mib":1}})").of("volume").empty());
  tape.session(100, "10.10.0.10", "10.60.0.5", 443, 400'000, 1000);
  const auto volumes = tape.play(R"({"volume":{"mib":1}})").of("volume");
  ASSERT_EQ(volumes.size(), 1u);
  EXPECT_EQ(volumes[0]["severity"], "critical");
  EXPECT_EQ(volumes[0]["detection"]["inside"], "10.10.0.10");
  EXPECT_EQ(volumes[0]["detection"]["rule"], "centre");
  EXPECT_GE(volumes[0]["detection"]["bytes"].get<int>(), 1'100'000);
}

TEST(Volume, WhatComesInIsNotToldOf) {
  Tape tape;
  tape.session(1, "10.10.0.10", "10.60.0.5", 443, 1000, 1'500'000);
  EXPECT_TRUE(tape.play(R"({"volume":{"mib":1}})").of("volume").empty());
}

TEST(Attackers, EachIsToldByItself) {
  Tape tape;
  for (int i = 0; i < 400; ++i)
    tape.syn(1 + i * 0.1, "10.20.0.5", "10.40.0.20", static_cast<std::uint16_t>(1 + i));
  for (int i = 0; i < 30; ++i)
    tape.syn(20 + i * 0.1, "10.20.0.6", "10.40.0.20", static_cast<std::uint16_t>(1 + i));
  const auto scans = tape.play().of("scan");
  ASSERT_EQ(scans.size(), 2u);
  EXPECT_EQ(scans[0]["count"].get<int>() + scans[1]["count"].get<int>(), 430);
}

TEST(Beacon, RetransmissionsAndUnevenPausesAreNone) {
  Tape tape;
  const double uneven[] = {0, 20, 190, 260, 610, 700, 1500, 1530, 2000, 2800};
  for (const double at_s : uneven) tape.attempt(10 + at_s, "10.20.0.5", "198.51.100.66", 8443);
  // One attempt of Linux: pauses that double.
  for (const double at_s : {0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 63.0})
    tape.syn(10 + at_s, "10.20.0.6", "198.51.100.66", 8443, 40000);
  // Every host asks for the time.
  for (int i = 0; i < 30; ++i) tape.datagram(10 + i * 64, "10.20.0.7", "198.51.100.123", 123, 123);
  const Tape::Found found = tape.play();
  EXPECT_TRUE(found.of("beacon").empty()) << found.out;
}

TEST(Beacon, AJitterMadeOnPurposeIsSeenThrough) {
  Tape tape;
  double at_s = 10;
  for (int i = 0; i < 20; ++i) {
    tape.attempt(at_s, "10.20.0.5", "198.51.100.66", 8443);
    at_s += 150 * (1 + 0.3 * ((i * 7 % 11) / 5.0 - 1));  // 30 percent to either side
  }
  const auto beacons = tape.play().of("beacon");
  ASSERT_EQ(beacons.size(), 1u);
  EXPECT_NEAR(beacons[0]["detection"]["period_s"].get<double>(), 150, 30);
}

TEST(MacMoved, BackAndForthIsFlapping) {
  Tape tape;
  for (int i = 0; i < 6; ++i)
    tape.arp(1 + i, i % 2 ? "eth5" : "eth1", "00:00:5e:00:53:33",
             i % 2 ? "10.50.0.33" : "10.20.0.33", "10.20.0.1");
  const auto moves = tape.play().of("mac_moved");
  ASSERT_EQ(moves.size(), 2u);
  EXPECT_EQ(moves[0]["detection"]["flapping"], false);
  EXPECT_EQ(moves[1]["detection"]["flapping"], true);
  EXPECT_EQ(moves[1]["severity"], "high");
}

TEST(MacMoved, ATerminalThatIsCarriedAboutIsNone) {
  Tape tape;
  tape.arp(1, "eth1", "00:00:5e:00:53:33", "10.20.0.33", "10.20.0.1");
  tape.arp(301, "eth5", "00:00:5e:00:53:33", "10.50.0.33", "10.50.0.1");
  EXPECT_EQ(tape.play().exit, 0);
}

TEST(DuplicateAddress, AnAddressThatIsGivenAnewIsNone) {
  Tape tape;
  for (int i = 0; i < 8; ++i)
    tape.arp(1 + i, "eth1", i < 4 ? "00:00:5e:00:53:01" : "00:00:5e:00:53:02", "10.20.0.30",
             "10.20.0.1");
  EXPECT_EQ(tape.play().exit, 0);
}

TEST(Answers, ThatComeTooLateAreNoScan) {
  Tape tape;
  for (int i = 0; i < 200; ++i)  // a server answers flows that are gone
    tape.add(1 + i * 0.1, "eth4",
             ethernet(mac_of("10.40.0.10"), "02:00:00:00:00:fe", 0x0800,
                      ipv4({.src = "10.40.0.10", .dst = "10.20.0.5", .protocol = 6},
                           tcp(445, static_cast<std::uint16_t>(50000 + i), kRst | kAck))));
  for (int i = 0; i < 200; ++i)  // and one on the Internet's side
    tape.datagram(1 + i * 0.1, "198.51.100.8", "10.20.0.5", 443,
                  static_cast<std::uint16_t>(50000 + i));
  const Tape::Found found = tape.play();
  EXPECT_EQ(found.exit, 0) << found.out;
}

}  // namespace
}  // namespace sekisho::test

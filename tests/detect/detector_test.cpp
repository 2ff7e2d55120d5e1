// Told at once, held off by attacker, bounded whatever comes.
#include <chrono>
#include <ctime>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "event/samples.h"
#include "sekisho/detect/detector.h"
#include "sekisho/detect/flow_watch.h"
#include "support/sanitized.h"

namespace sekisho {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

class Detections : public ::testing::Test {
 protected:
  Detections() { begin({}); }

  void begin(const DetectConfig& config) {
    detector = std::make_unique<Detector>(config);
    detector->set_rules(image, 1, std::make_shared<const Model>(samples::make_model()));
    tick(1 * kSecond);
    now_ns = 100 * kSecond;
  }
  // A TCP attempt from the Internet to the LGWAN zone.
  sk_event packet(std::uint32_t source, std::uint16_t dport) const {
    sk_event event = samples::make_packet();
    samples::put_address(event.tuple.dst, "10.20.0.5");
    event.destination_zone = samples::kLgwan;
    event.tuple.src[0] = 203;
    for (int i = 1; i < 4; ++i)
      event.tuple.src[i] = static_cast<std::uint8_t>(source >> (8 * (3 - i)));
    event.tuple.dport = dport;
    event.tcp_flags = SK_TCP_SYN;
    event.time_ns = now_ns;
    return event;
  }
  void add(const sk_event& event) { detector->add(DenialSighting{event, image, {}}); }
  void scan(std::uint32_t source, int ports, int first = 1) {
    for (int i = 0; i < ports; ++i) add(packet(source, static_cast<std::uint16_t>(first + i)));
  }
  void tick(std::uint64_t at_ns) {
    now_ns = at_ns;
    detector->set_time(Instant(std::chrono::microseconds(at_ns / 1000)), at_ns);
    detector->read({}, at_ns);
  }
  std::vector<nlohmann::json> take(Detection wanted) {
    std::vector<nlohmann::json> lines;
    for (const DetectedEvent& event : detector->take())
      if (event.detection == wanted) lines.push_back(nlohmann::json::parse(event.line.text));
    return lines;
  }

  std::shared_ptr<const TableImage> image = samples::make_image();
  std::unique_ptr<Detector> detector;
  std::uint64_t now_ns = 0;
};

TEST_F(Detections, TellAtOnceAndThenOnceAHoldOff) {
  scan(1, 19);
  EXPECT_TRUE(take(Detection::scan).empty());
  scan(1, 1, 20);
  const auto first = take(Detection::scan);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0]["count"], 20);
  EXPECT_FALSE(first[0]["detection"].contains("ongoing"));
  scan(1, 200, 100);
  tick(399 * kSecond);
  EXPECT_TRUE(take(Detection::scan).empty());
  tick(400 * kSecond);
  const auto second = take(Detection::scan);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0]["count"], 200);
  EXPECT_EQ(second[0]["detection"]["ongoing"], true);
  EXPECT_EQ(second[0]["first_seen"], first[0]["first_seen"]);
  tick(2000 * kSecond);
  EXPECT_TRUE(take(Detection::scan).empty());
}

TEST_F(Detections, ASecondAttackerIsToldDuringTheHoldOffOfTheFirst) {
  scan(1, 100);
  EXPECT_EQ(take(Detection::scan).size(), 1u);
  now_ns += kSecond;
  scan(2, 20);
  const auto second = take(Detection::scan);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0]["src_ip"], "203.0.0.2");
}

TEST_F(Detections, ComeAgainAsAnotherAttackAfterAPause) {
  scan(1, 20);
  const auto first = take(Detection::scan);
  tick(now_ns + 7200 * kSecond);
  scan(1, 20);
  const auto again = take(Detection::scan);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_NE(again[0]["first_seen"], first.at(0)["first_seen"]);
  EXPECT_FALSE(again[0]["detection"].contains("ongoing"));
}

TEST_F(Detections, ASumCountsAsItsPackets) {
  scan(1, 20);
  take(Detection::scan);
  sk_event sum = packet(1, 7);
  sum.count = 5000;
  add(sum);
  detector->flush();
  const auto told = take(Detection::scan);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0]["count"], 5000);
}

TEST_F(Detections, KeepThePacketAndItsFrame) {
  const std::vector<std::byte> frame(60, std::byte{7});
  for (std::uint16_t port = 1; port <= 20; ++port) {
    const sk_event event = packet(1, port);
    detector->add(DenialSighting{event, image, frame});
  }
  for (const DetectedEvent& event : detector->take()) {
    if (event.detection != Detection::scan) continue;
    ASSERT_TRUE(event.packet);
    EXPECT_EQ(event.packet->tuple.dport, 20);
    ASSERT_TRUE(event.line.frame);
    EXPECT_EQ(event.line.frame->bytes, frame);
    EXPECT_EQ(event.line.frame->interface_name, "eth2");
    return;
  }
  FAIL() << "no scan";
}

std::size_t resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmRSS:", 0) == 0) return std::stoul(line.substr(6));
  return 0;
}

// One packet each from a million sources; an attacker among them, who sends one in a thousand.
TEST_F(Detections, AMillionSourcesNeitherFillTheMemoryNorHideAnAttacker) {
  const int packets = test::kIsSanitized ? 100'000 : 1'000'000;
  std::mt19937 random(7);
  const std::size_t before_kib = resident_kib();
  std::size_t lines = 0, scans = 0;
  const std::clock_t began = std::clock();  // of this process: the machine may be busy
  for (int i = 0; i < packets; ++i) {
    now_ns += 1000;  // a million a second
    const bool is_attacker = i % 1000 == 999;
    sk_event event = is_attacker ? packet(1, static_cast<std::uint16_t>(1 + i / 1000))
                                 : packet(random() >> 8, static_cast<std::uint16_t>(random()));
    if (!is_attacker) event.destination_zone = samples::kInternet;
    if (!is_attacker) samples::put_address(event.tuple.dst, "198.51.100.1");
    add(event);
    if (i % 1000 == 0) {
      for (const DetectedEvent& told : detector->take()) {
        ++lines;
        scans += told.detection == Detection::scan &&
                 told.line.text.find("\"203.0.0.1\"") != std::string::npos;
      }
    }
  }
  const double us = 1e6 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC / packets;
  RecordProperty("us_a_sighting", std::to_string(us));
  RecordProperty("mib", std::to_string((resident_kib() - before_kib) / 1024.0));
  EXPECT_EQ(scans, 1u);
  EXPECT_LE(lines, 20u);
  EXPECT_LE(detector->tracked(), 12 * DetectConfig{}.max_tracked);
  if (test::kIsSanitized) return;
  EXPECT_LT(resident_kib() - before_kib, 24u * 1024);
  EXPECT_LT(us, 5) << "us a sighting";
}

// As many attackers as can be made up: lines stay few, and say what they do not tell; one from
// elsewhere is told all the same.
TEST_F(Detections, AttackersWithoutEndAreCountedAndHideNobodyElsewhere) {
  for (std::uint32_t source = 10; source < 5010; ++source) add(packet(source, 22));
  const auto lines = take(Detection::lgwan_probe);
  EXPECT_EQ(lines.size(), 64u);
  sk_event other = packet(5, 22);
  other.src_mac[5] = 0x77;
  add(other);
  EXPECT_EQ(take(Detection::lgwan_probe).size(), 1u);
  tick(now_ns + kSecond);
  std::uint64_t untold = 0;
  for (const auto& line : take(Detection::lgwan_probe))
    untold += line["detection"].value("attacks_untold", 0);
  EXPECT_GT(untold, 4800u);
}

TEST_F(Detections, NewThresholdsHoldFromTheNextSightingOn) {
  scan(1, 10);
  EXPECT_TRUE(take(Detection::scan).empty());
  DetectConfig config;
  config.scan.ports = 5;
  detector->set_config(config);
  scan(1, 1, 11);
  EXPECT_EQ(take(Detection::scan).size(), 1u);
}

sk_flow make_flow(std::uint16_t sport, std::uint64_t seen_ns) {
  sk_flow flow{};
  flow.key = samples::make_packet().tuple;
  flow.key.sport = sport;
  flow.last_seen_ns = seen_ns;
  flow.bits = SK_FLOW_PASSED;
  flow.passages[SK_FORWARD].link = 9;
  return flow;
}

struct Looks {
  FlowWatch watch{16};
  std::vector<FlowSighting> seen;
  void look(std::uint32_t place, const sk_flow& flow) {
    watch.look(
        place, flow, [](std::uint32_t link) { return link + 1; },
        [this](const FlowSighting& sighting) { seen.push_back(sighting); });
  }
};

TEST(FlowWatch, TellsWhatIsNewAndWhatWasCarriedSince) {
  Looks looks;
  sk_flow old = make_flow(1, 10'000'000);
  old.passages[SK_FORWARD].bytes = 5000;
  looks.look(3, old);
  looks.watch.end_look();
  ASSERT_EQ(looks.seen.size(), 1u);
  EXPECT_FALSE(looks.seen[0].is_new);
  EXPECT_EQ(looks.seen[0].sides[SK_FORWARD].bytes, 0u);
  EXPECT_EQ(looks.seen[0].sides[SK_FORWARD].port, 10u);
  old.last_seen_ns = 20'000'000;
  old.passages[SK_FORWARD].bytes = 6500;
  looks.look(3, old);
  looks.look(4, make_flow(2, 20'000'000));
  ASSERT_EQ(looks.seen.size(), 3u);
  EXPECT_EQ(looks.seen[1].sides[SK_FORWARD].bytes, 1500u);
  EXPECT_TRUE(looks.seen[2].is_new);
  looks.look(3, old);  // silent since
  EXPECT_EQ(looks.seen.size(), 3u);
  looks.look(3, make_flow(7, 30'000'000));  // another flow at its place
  ASSERT_EQ(looks.seen.size(), 4u);
  EXPECT_TRUE(looks.seen[3].is_new);
}

TEST(FlowWatch, SaysOnceThatNobodyAnswered) {
  Looks looks;
  looks.watch.end_look();
  sk_flow flow = make_flow(1, 10'000'000);
  looks.look(1, flow);
  ASSERT_EQ(looks.seen.size(), 1u);
  EXPECT_FALSE(looks.seen[0].is_unanswered);
  looks.look(1, flow);
  ASSERT_EQ(looks.seen.size(), 2u);
  EXPECT_TRUE(looks.seen[1].is_unanswered);
  looks.look(1, flow);
  EXPECT_EQ(looks.seen.size(), 2u);
  sk_flow answered = make_flow(2, 10'000'000);
  looks.look(2, answered);
  answered.bits |= SK_FLOW_REPLIED;
  answered.last_seen_ns = 11'000'000;
  looks.look(2, answered);
  EXPECT_FALSE(looks.seen.back().is_unanswered);
}

TEST(FlowWatch, CountsPlacesThatItDoesNotWatch) {
  Looks looks;
  looks.look(16, make_flow(1, 10'000'000));
  EXPECT_TRUE(looks.seen.empty());
  EXPECT_EQ(looks.watch.unwatched(), 1u);
}

}  // namespace
}  // namespace sekisho

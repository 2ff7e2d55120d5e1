#include "sekisho/event/aggregator.h"

#include <functional>

#include "event/samples.h"

namespace sekisho {
namespace {

using namespace samples;

Instant at(int seconds) {
  return Instant{std::chrono::seconds(seconds)};
}

class Aggregating : public ::testing::Test {
 protected:
  explicit Aggregating(std::size_t max_keys = kMaxDenialKeys)
      : aggregator_(TimeZone::utc(), max_keys) {}

  using Told = std::vector<std::string>;

  void add(const sk_event& packet, int seconds) {
    aggregator_.add(packet, at(seconds), image_, lines_);
  }
  void tick(int seconds) { aggregator_.tick(at(seconds), {image_.get(), 12}, lines_); }
  void flush(int seconds) { aggregator_.flush(at(seconds), {image_.get(), 12}, lines_); }
  // "deny 3" for each line since the last call.
  Told take() {
    Told told;
    for (const EventLine& line : lines_) {
      last_ = LineFields::parse(line.text);
      told.push_back(last_["event_type"].get<std::string>() + " " +
                     std::to_string(last_["count"].get<int>()));
    }
    lines_.clear();
    return told;
  }

  std::shared_ptr<const TableImage> image_ = make_image();
  Aggregator aggregator_;
  std::vector<EventLine> lines_;
  LineFields last_;
};

TEST_F(Aggregating, TellsTheFirstAtOnceAndSumsRepeats) {
  add(make_packet(), 1);
  EXPECT_EQ(take(), (Told{"deny 1"}));
  for (int i = 2; i < 6; ++i) add(make_packet(), i);
  EXPECT_EQ(take(), Told{}) << "repeats wait";
  tick(10);
  EXPECT_EQ(take(), (Told{"deny 4"}));
  EXPECT_EQ(last_["first_seen"], "1970-01-01T00:00:01.000000+0000");
  EXPECT_EQ(last_["timestamp"], "1970-01-01T00:00:05.000000+0000") << "of the last packet";
}

TEST_F(Aggregating, ForgetsAKeyThatWasStillForATick) {
  add(make_packet(), 1);
  tick(10);
  EXPECT_EQ(aggregator_.keys(), 0u);
  add(make_packet(), 11);
  EXPECT_EQ(take(), (Told{"deny 1", "deny 1"})) << "the next one is a first again";
}

TEST_F(Aggregating, KeepsFirstSeenWhileRepeatsGoOn) {
  add(make_packet(), 1);
  for (int i = 1; i <= 3; ++i) {
    add(make_packet(), i * 10 - 1);
    tick(i * 10);
  }
  EXPECT_EQ(take(), (Told{"deny 1", "deny 1", "deny 1", "deny 1"}));
  EXPECT_EQ(last_["first_seen"], "1970-01-01T00:00:01.000000+0000");
}

TEST_F(Aggregating, TellsKeysApart) {
  struct Row {
    const char* why;
    std::function<void(sk_event&)> change;
    bool is_new_key;
  };
  const Row rows[] = {
      {"another source port", [](sk_event& p) { p.tuple.sport = 1; }, false},
      {"another length", [](sk_event& p) { p.length = 99; }, false},
      {"another destination MAC", [](sk_event& p) { p.dst_mac[5] = 7; }, false},
      {"another interface", [](sk_event& p) { p.port = 1; }, true},
      {"another tag", [](sk_event& p) { p.vlan = 7; }, true},
      {"another source MAC", [](sk_event& p) { p.src_mac[5] = 7; }, true},
      {"another source", [](sk_event& p) { p.tuple.src[3] = 7; }, true},
      {"another destination", [](sk_event& p) { p.tuple.dst[3] = 7; }, true},
      {"another protocol", [](sk_event& p) { p.tuple.protocol = SK_PROTOCOL_UDP; }, true},
      {"another destination port", [](sk_event& p) { p.tuple.dport = 7; }, true},
      {"another reason", [](sk_event& p) { p.reason = SK_NO_STATE; }, true},
  };
  for (const Row& row : rows) {
    Aggregator aggregator(TimeZone::utc());
    std::vector<EventLine> lines;
    sk_event packet = make_packet();
    aggregator.add(packet, at(1), image_, lines);
    row.change(packet);
    aggregator.add(packet, at(1), image_, lines);
    EXPECT_EQ(lines.size(), row.is_new_key ? 2u : 1u) << row.why;
  }
}

TEST_F(Aggregating, WritesEachAllowedFlow) {
  sk_event packet = make_packet();
  packet.reason = SK_RULE;
  packet.rule = 1;
  add(packet, 1);
  add(packet, 1);
  EXPECT_EQ(take(), (Told{"allow 1", "allow 1"}));
}

TEST_F(Aggregating, FlushesWhatIsHeldBack) {
  add(make_packet(), 1);
  add(make_packet(), 2);
  take();
  flush(3);
  EXPECT_EQ(take(), (Told{"deny 1"}));
  EXPECT_EQ(aggregator_.keys(), 0u);
}

TEST_F(Aggregating, KeepsGenerationsApart) {
  add(make_packet(), 1);
  add(make_packet(), 2);
  sk_event next = make_packet();
  next.generation = 13;
  add(next, 3);
  EXPECT_EQ(take(), (Told{"deny 1", "deny 1"})) << "what was held of the old one is written";
  tick(10);
  EXPECT_EQ(take(), (Told{"deny 1"}));
  EXPECT_EQ(last_["generation"], 13);
}

class AggregatingTwoKeys : public Aggregating {
 protected:
  AggregatingTwoKeys() : Aggregating(2) {}
};

TEST_F(AggregatingTwoKeys, CountsWhatHasNoRoom) {
  aggregator_.begin({}, 0);
  sk_event packet = make_packet();
  for (std::uint16_t port = 1; port <= 5; ++port) {
    packet.tuple.dport = port;
    add(packet, 1);
  }
  EXPECT_EQ(take(), (Told{"deny 1", "deny 1"}));
  tick(10);
  EXPECT_EQ(take(), (Told{"suppressed 3"}));
  EXPECT_EQ(last_["src_zone"], "net");
  EXPECT_EQ(last_["reason"], "default-deny");
}

// Whatever happens to records and lines, deny and suppressed add up to the counters.
TEST_F(AggregatingTwoKeys, AddsUpToTheCounters) {
  aggregator_.begin({{"net", SK_DEFAULT_DENY, 100}}, 500);
  sk_event early = make_packet();
  early.time_ns = 400;  // counted before this run
  add(early, 1);
  lines_.clear();

  sk_event packet = make_packet();
  std::uint64_t counted = 100;
  for (int second = 1; second <= 50; ++second) {
    for (int i = 0; i < second; ++i) {
      ++counted;
      if (i % 3 == 2) continue;  // its record found the ring full
      packet.tuple.dport = static_cast<std::uint16_t>(i % 4);
      add(packet, second);
    }
    if (second % 10) continue;
    aggregator_.read({{"net", SK_DEFAULT_DENY, counted}});
    tick(second);
    if (second != 20) continue;
    for (const EventLine& line : lines_) aggregator_.put_back(line);  // the disk was full
    lines_.clear();
  }
  aggregator_.read({{"net", SK_DEFAULT_DENY, counted}});
  flush(51);
  std::uint64_t told = 0;
  for (const EventLine& line : lines_) told += line.count;
  EXPECT_EQ(told, counted - 100);
}

TEST(Accounts, BelievesADifferenceOneReadingLater) {
  DenialAccounts accounts;
  accounts.begin({});
  accounts.read({{"a", SK_NON_IP, 5}});
  EXPECT_TRUE(accounts.take_suppressed(DenialAccounts::Until::reading_before).empty());
  accounts.tell("a", SK_NON_IP, 5);  // the records were still on their way
  accounts.read({{"a", SK_NON_IP, 8}});
  EXPECT_TRUE(accounts.take_suppressed(DenialAccounts::Until::reading_before).empty());
  const auto last = accounts.take_suppressed(DenialAccounts::Until::last_reading);
  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(last[0].packets, 3u);
}

TEST(Accounts, GoOnWhereARunWasKilled) {
  DenialAccounts first;
  first.begin({});
  first.read({{"a", SK_NON_IP, 10}});
  first.tell("a", SK_NON_IP, 8);
  first.write("a", SK_NON_IP, 5);  // three were told and not yet written
  DenialAccounts next;
  next.resume(first.accounts());
  EXPECT_EQ(next.accounts(), first.accounts());
  next.read({{"a", SK_NON_IP, 25}});  // fifteen more while no daemon ran
  const auto due = next.take_suppressed(DenialAccounts::Until::last_reading);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].packets, 20u) << "all but the five that stand in the log";
}

TEST(Accounts, KnowPacketsWithoutAZoneForThoseOfAZone) {
  DenialAccounts accounts;
  accounts.begin({});
  accounts.read({{"a", SK_NON_IP, 4}, {"b", SK_NON_IP, 3}, {"b", SK_NO_STATE, 2}});
  accounts.tell("", SK_NON_IP, 5);  // their generation is gone
  std::uint64_t non_ip = 0, no_state = 0;
  for (const auto& each : accounts.take_suppressed(DenialAccounts::Until::last_reading))
    (each.reason == SK_NON_IP ? non_ip : no_state) += each.packets;
  EXPECT_EQ(non_ip, 2u);
  EXPECT_EQ(no_state, 2u) << "another reason";
}

TEST(Accounts, CountsFromZeroWhereACounterFell) {
  DenialAccounts accounts;
  accounts.begin({{"a", SK_NON_IP, 50}});
  accounts.read({{"a", SK_NON_IP, 2}});
  const auto due = accounts.take_suppressed(DenialAccounts::Until::last_reading);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].packets, 2u);
}

}  // namespace
}  // namespace sekisho

// What the observer makes of judged packets: which end opened, and how much it remembers.
#include <cstring>

#include <gtest/gtest.h>

#include "sekisho/learn/traffic.h"

namespace sekisho::test {
namespace {

const Instant kNow = *parse_instant("2026-11-20T10:00:00+09:00");

sk_event event_of(const char* src, const char* dst, std::uint8_t protocol, std::uint16_t sport,
                  std::uint16_t dport, std::uint8_t flags = SK_TCP_SYN) {
  sk_event event{};
  const Address source = *parse_address(src), destination = *parse_address(dst);
  std::memcpy(event.tuple.src, source.bytes.data(), 16);
  std::memcpy(event.tuple.dst, destination.bytes.data(), 16);
  event.tuple.family = static_cast<std::uint8_t>(source.family);
  event.tuple.protocol = protocol;
  event.tuple.sport = sport;
  event.tuple.dport = dport;
  event.tcp_flags = protocol == SK_PROTOCOL_TCP ? flags : 0;
  event.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES | SK_HAS_PORTS;
  return event;
}

struct Row {
  const char* why;
  sk_event packet;
  bool is_proposed;
};

TEST(Traffic, OnlyTheSideThatOpensIsProposed) {
  const char *a = "10.20.0.5", *b = "10.20.9.9";
  const Row kRows[] = {
      {"a bare SYN", event_of(a, b, 6, 50000, 443), true},
      {"a bare SYN between high ports", event_of(a, b, 6, 50000, 50001), true},
      {"SYN and ACK", event_of(a, b, 6, 443, 50000, SK_TCP_SYN | SK_TCP_ACK), false},
      {"the middle of a connection", event_of(a, b, 6, 50000, 443, SK_TCP_ACK), false},
      {"a question", event_of(a, b, 17, 50000, 53), true},
      {"one low port to another", event_of(a, b, 17, 123, 123), true},
      {"a program's own ports", event_of(a, b, 17, 5000, 5001), true},
      {"an answer", event_of(a, b, 17, 53, 50000), false},
      {"an answer to an old system's port", event_of(a, b, 17, 53, 1025), false},
      {"two high ports", event_of(a, b, 17, 50000, 50001), false},
      {"a protocol without ports", event_of(a, b, 47, 0, 0), true},
  };
  for (const Row& row : kRows) {
    TrafficObserver observer;
    observer.add(row.packet, SK_DEFAULT_DENY, kNow);
    const SeenTraffic seen = observer.finish();
    EXPECT_EQ(seen.denied.size(), row.is_proposed ? 1u : 0u) << row.why;
    EXPECT_EQ(seen.unbegun.size(), row.is_proposed ? 0u : 1u) << row.why;
  }
}

TEST(Traffic, ALateAnswerToAPermittedFlowIsNoFlow) {
  TrafficObserver observer;
  observer.add(event_of("10.20.0.5", "10.20.9.9", 17, 123, 123), SK_RULE, kNow);
  observer.add(event_of("10.20.9.9", "10.20.0.5", 17, 123, 123), SK_DEFAULT_DENY, kNow);
  const SeenTraffic seen = observer.finish();
  EXPECT_TRUE(seen.denied.empty());
  EXPECT_EQ(seen.answers, 1u);
}

TEST(Traffic, AFlowPermittedBeforeAndDeniedNowIsOne) {
  TrafficObserver observer;
  const sk_event packet = event_of("10.20.0.5", "10.20.9.9", 17, 50000, 53);
  observer.add(packet, SK_RULE, kNow);
  observer.add(packet, SK_DEFAULT_DENY, kNow);
  EXPECT_EQ(observer.finish().denied.size(), 1u);
}

TEST(Traffic, TheRequestMakesAFlowOfWhatLookedLikeAnAnswer) {
  TrafficObserver observer;
  observer.add(event_of("10.20.9.9", "10.20.0.5", 17, 53, 50000), SK_DEFAULT_DENY, kNow);
  observer.add(event_of("10.20.0.5", "10.20.9.9", 17, 50000, 53), SK_DEFAULT_DENY, kNow);
  observer.add(event_of("10.20.9.9", "10.20.0.5", 17, 53, 50000), SK_DEFAULT_DENY, kNow);
  const SeenTraffic seen = observer.finish();
  ASSERT_EQ(seen.denied.size(), 1u);
  EXPECT_EQ(to_string(seen.denied[0].source), "10.20.0.5");
  EXPECT_EQ(seen.answers, 1u);
}

TEST(Traffic, BothEndsMayPingEachOtherByOneIdentifier) {
  TrafficObserver observer;
  const auto echo = [](const char* src, const char* dst, std::uint8_t type) {
    sk_event event = event_of(src, dst, SK_PROTOCOL_ICMP, 7, 0);
    event.has = SK_HAS_ADDRESSES | SK_HAS_TYPE;
    event.icmp_type = type;
    return event;
  };
  observer.add(echo("10.20.0.5", "10.20.9.9", 8), SK_DEFAULT_DENY, kNow);
  observer.add(echo("10.20.9.9", "10.20.0.5", 0), SK_DEFAULT_DENY, kNow);
  observer.add(echo("10.20.9.9", "10.20.0.5", 8), SK_DEFAULT_DENY, kNow);
  observer.add(echo("10.20.0.5", "10.20.9.9", 3), SK_DEFAULT_DENY, kNow);
  const SeenTraffic seen = observer.finish();
  EXPECT_EQ(seen.denied.size(), 2u);
  EXPECT_EQ(seen.answers, 1u);
  EXPECT_EQ(seen.odd_icmp, 1u);
}

TEST(Traffic, WithoutItsPortsAPacketAsksForNothing) {
  TrafficObserver observer;
  sk_event later = event_of("10.20.0.5", "10.20.9.9", 17, 0, 0);
  later.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES;
  observer.add(later, SK_UNKNOWN_DEVICE, kNow);
  const SeenTraffic seen = observer.finish();
  EXPECT_TRUE(seen.denied.empty() && seen.unbegun.empty());
  EXPECT_EQ(seen.others.at(SK_UNKNOWN_DEVICE), 1u);
}

TEST(Traffic, WhatIsBeyondItsMemoryIsCounted) {
  TrafficObserver observer;
  for (std::size_t i = 0; i < TrafficObserver::kMostFlows + 10; ++i) {
    const std::string dst = to_string(to_address(Family::ipv4, 0x0a140000 + i / 1000));
    observer.add(event_of("10.20.0.5", dst.c_str(), 6, 50000, static_cast<std::uint16_t>(i % 1000)),
                 SK_DEFAULT_DENY, kNow);
  }
  const SeenTraffic seen = observer.finish();
  EXPECT_EQ(seen.denied.size(), TrafficObserver::kMostFlows);
  EXPECT_EQ(seen.beyond, 10u);
  EXPECT_EQ(seen.denied_packets, TrafficObserver::kMostFlows + 10);
}

}  // namespace
}  // namespace sekisho::test

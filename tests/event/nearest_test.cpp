#include "sekisho/event/nearest.h"

#include <functional>

#include "event/samples.h"

namespace sekisho {
namespace {

using namespace samples;

constexpr Instant kAskedAt{std::chrono::microseconds(1'000'000)};
constexpr std::uint64_t kSecondNs = 1'000'000'000;

// A question of DNS within the LGWAN zone but by TCP: the rule lg-dns lacks the port.
sk_event near_packet() {
  sk_event packet = make_packet();
  put_address(packet.tuple.src, "10.20.0.8");
  put_address(packet.tuple.dst, "10.20.0.9");
  packet.tuple.dport = 53;
  return packet;
}

TEST(Nearest, SaysTheRuleAndWhatItLacks) {
  struct Row {
    const char* why;
    std::function<void(sk_event&)> change;
    const char* fields;  // "": none
  };
  const Row rows[] = {
      {"another protocol", [](sk_event&) {}, R"({"rule":"lg-dns","lacks":["port"]})"},
      {"another port",
       [](sk_event& p) {
         p.tuple.protocol = SK_PROTOCOL_UDP;
         p.tuple.dport = 54;
       },
       R"({"rule":"lg-dns","lacks":["port"]})"},
      {"from elsewhere",
       [](sk_event& p) {
         p.tuple.protocol = SK_PROTOCOL_UDP;
         put_address(p.tuple.src, "10.10.0.5");
       },
       R"({"rule":"lg-dns","lacks":["source"]})"},
      {"to elsewhere",
       [](sk_event& p) {
         p.tuple.protocol = SK_PROTOCOL_UDP;
         put_address(p.tuple.dst, "10.10.0.5");
       },
       R"({"rule":"lg-dns","lacks":["destination"]})"},
      {"of another port and from elsewhere",
       [](sk_event& p) { put_address(p.tuple.src, "10.10.0.5"); }, ""},
      {"nothing of the rule",
       [](sk_event& p) {
         put_address(p.tuple.src, "10.10.0.5");
         put_address(p.tuple.dst, "203.0.113.9");
       },
       ""},
      {"not denied for want of a rule", [](sk_event& p) { p.reason = SK_NO_STATE; }, ""},
      {"no addresses", [](sk_event& p) { p.has = SK_HAS_ETHERNET; }, ""}};
  for (const Row& row : rows) {
    NearestFinder finder(std::make_shared<const Model>(make_model()));
    sk_event packet = near_packet();
    row.change(packet);
    const auto found = finder.find(packet, kAskedAt);
    EXPECT_EQ(found ? to_fields(*found).dump() : "", row.fields) << row.why;
  }
}

TEST(Nearest, KnowsNoRulesWithoutAPolicy) {
  EXPECT_FALSE(NearestFinder().find(near_packet(), kAskedAt));
  EXPECT_FALSE(NearestFinder(nullptr).find(near_packet(), kAskedAt));
}

TEST(Nearest, CostsNoMoreThanItMay) {
  const auto model = std::make_shared<const Model>(make_model());  // one rule of two ends: 3
  NearestFinder finder(model, 30);
  sk_event packet = near_packet();
  const auto ask = [&](std::uint64_t second, int times) {
    packet.time_ns = second * kSecondNs;
    int answers = 0;
    for (int i = 0; i < times; ++i) answers += finder.find(packet, kAskedAt).has_value();
    return answers;
  };
  EXPECT_EQ(ask(100, 1000), 21) << "two seconds ahead";
  EXPECT_EQ(ask(100, 1000), 0);
  EXPECT_EQ(ask(101, 1000), 10) << "a second's worth";
  EXPECT_EQ(ask(200, 1000), 21) << "what was not used is kept for two seconds at most";
}

}  // namespace
}  // namespace sekisho

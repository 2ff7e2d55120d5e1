// Standing orders as they are kept on disk.
#include "daemon/orders.h"

#include <gtest/gtest.h>

namespace sekisho::daemon {
namespace {

const Instant kNoon = *parse_instant("2026-11-22T12:00:00Z");
const RpcJson kBy = {{"uid", 0}, {"user", "root"}, {"pid", 7}, {"command", "sekisho"}};

Orders some_orders() {
  Orders orders;
  orders.isolated = {{IsolationKind::zone, "mn", kNoon, "ransomware", kBy},
                     {IsolationKind::address, "2001:db8::7", kNoon, "窓口の端末", kBy}};
  orders.relaxed = {{"storm", kNoon, kNoon + std::chrono::hours(2), "outage", {"a", "b"}, kBy},
                    {"drill", kNoon, kNoon + std::chrono::hours(1), "drill", {"a", "c"}, kBy}};
  orders.mode = ModeOrder{Mode::monitor, kNoon, kNoon + std::chrono::hours(3), "moving", kBy};
  return orders;
}

TEST(Orders, ReadAsTheyWereWritten) {
  for (const Orders& orders : {Orders(), some_orders()}) {
    const std::string text = to_json(orders).dump();
    const auto read = parse_orders(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(to_json(*read).dump(), text);
  }
}

TEST(Orders, EndInTurn) {
  Orders orders = some_orders();
  EXPECT_EQ(orders.switched_on(kNoon), (SwitchedOn{"drill", "storm"}));
  EXPECT_EQ(orders.next_end(), kNoon + std::chrono::hours(1));
  EXPECT_EQ(orders.switched_on(kNoon + std::chrono::hours(1)), SwitchedOn{"storm"});
  EXPECT_EQ(orders.switched_on(kNoon + std::chrono::hours(2)), SwitchedOn{});
  EXPECT_EQ(orders.mode_at(kNoon + std::chrono::hours(2)), Mode::monitor);
  EXPECT_EQ(orders.mode_at(kNoon + std::chrono::hours(3)), std::nullopt);
  orders.relaxed.clear();
  EXPECT_EQ(orders.next_end(), kNoon + std::chrono::hours(3));
  orders.mode->until.reset();
  EXPECT_EQ(orders.next_end(), std::nullopt);
}

// What is damaged must never read as fewer isolations.
TEST(Orders, AreReadWholeOrNotAtAll) {
  const std::string whole = to_json(some_orders()).dump();
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(parse_orders(whole.substr(0, length))) << length;
  const std::pair<const char*, const char*> damages[] = {
      {"\"zone\"", "\"zome\""},
      {"\"mn\"", "\"\""},
      {"2001:db8::7", "2001:db8::g"},
      {"2026-11-22T12:00:00.000000Z", "2026-31-22T12:00:00.000000Z"},
      {"\"isolated\"", "\"isolate\""},
      {"\"monitor\"", "\"open\""},
      {"\"2026-11-22T15:00:00.000000Z\"", "null"},  // monitor mode without an end
  };
  for (const auto& [from, to] : damages) {
    std::string text = whole;
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), std::string_view(from).size(), to);
    EXPECT_FALSE(parse_orders(text)) << text;
  }
}

}  // namespace
}  // namespace sekisho::daemon

// What the kernel tells of packets besides its verdicts: frames with records, a flood's share of
// the records, and the flow table as it stands.
#include <sched.h>

#include <map>
#include <set>

#include "kernel_test.h"
#include "sekisho/abi/reason.h"

namespace sekisho::test {
namespace {

Bytes query(std::uint16_t port, const char* source = kHost, const char* mac = kStranger,
            const char* destination = kServer) {
  return v4(mac, {.src = source, .dst = destination, .protocol = 17}, udp(50000, port), 0);
}

class KernelRecords : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    ASSERT_NO_FATAL_FAILURE(start("base"));
  }
  // Source port and address as text of each record that waits.
  std::size_t poll() {
    return *kernel.datapath->poll_events([&](const PacketRecord& record) {
      ++ports[record.packet.tuple.dport];
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(record.frame.data());
      frames.emplace_back(bytes, bytes + record.frame.size());
    });
  }
  std::map<int, int> ports;  // destination port to records
  std::vector<Bytes> frames;
};

TEST_F(KernelRecords, BringTheFrameUpToTheSnapLength) {
  const Bytes small = query(54);
  Bytes large = query(55);
  large.resize(1400, 0x5a);
  kernel.judge({0, kIn, small, ""});
  kernel.judge({0, kIn, large, ""});
  ASSERT_EQ(poll(), 2u);
  EXPECT_EQ(frames[0], small);
  EXPECT_EQ(frames[1], Bytes(large.begin(), large.begin() + XdpOptions{}.snap_bytes));
}

// Bursts are by CPU: the thread stays on the one it is on.
class OneCpu {
 public:
  OneCpu() {
    ::sched_getaffinity(0, sizeof(before_), &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(::sched_getcpu(), &one);
    ::sched_setaffinity(0, sizeof(one), &one);
  }
  ~OneCpu() { ::sched_setaffinity(0, sizeof(before_), &before_); }
  OneCpu(const OneCpu&) = delete;
  OneCpu& operator=(const OneCpu&) = delete;

 private:
  cpu_set_t before_{};
};

// A flood from random sources to one address takes some hundred records at most once the burst is
// spent; a host that asks for another port, from its own MAC, is told at once.
TEST_F(KernelRecords, OfAFloodLeaveRoomForOthers) {
  const OneCpu one_cpu;
  constexpr int kFlood = 9'000;
  const auto flood = [&](int packets) {
    for (int i = 0; i < packets; ++i) {
      const std::string source =
          "198.51." + std::to_string(i / 250 % 100) + "." + std::to_string(1 + i % 250);
      kernel.judge(
          {0, kIn, query(static_cast<std::uint16_t>(1000 + i / 25'000), source.c_str()), ""});
    }
  };
  flood(kFlood);
  const std::size_t burst = poll();
  EXPECT_GT(burst, 1000u) << "a burst is told whole";
  EXPECT_LT(burst, 7000u);
  ports.clear();
  kernel.judge({0, kIn, query(77, "198.51.100.7", kInWeb), ""});
  poll();
  EXPECT_EQ(ports[77], 1) << "in the middle of the flood";
  const auto stats = kernel.datapath->stats();
  ASSERT_TRUE(stats);
  std::uint64_t denied = 0;
  for (const ZoneCounter& each : stats->zones)
    if (sk_verdict_of(static_cast<int>(each.reason)) == SK_DENY) denied += each.count.packets;
  EXPECT_EQ(denied, kFlood + 1u) << "told or not, all are counted";
  EXPECT_EQ(stats->events_lost, 0u);
}

TEST_F(KernelRecords, ShowTheFlowsThatStand) {
  const Bytes there = query(53);
  const Bytes back = v4(kDmSrv, {.src = kServer, .dst = kHost, .protocol = 17}, udp(53, 50000), 10);
  for (int i = 0; i < 4; ++i) {
    kernel.judge({0, kIn, there, ""});
    kernel.judge({0, kTrunk, back, ""});
  }
  std::vector<sk_flow> flows;
  std::set<std::uint32_t> places;
  ASSERT_TRUE(kernel.datapath->visit_flows([&](std::uint32_t place, const sk_flow& flow) {
    places.insert(place);
    flows.push_back(flow);
  }));
  ASSERT_EQ(flows.size(), 1u);
  EXPECT_EQ(flows[0].key.dport, 53);
  EXPECT_EQ(flows[0].bits & (SK_FLOW_PASSED | SK_FLOW_PASSED << 1), SK_FLOW_PASSED * 3u);
  EXPECT_EQ(flows[0].passages[SK_FORWARD].link, lab.ifindex(kIn));
  EXPECT_EQ(flows[0].passages[SK_FORWARD].bytes, 3 * there.size()) << "from the second packet on";
  EXPECT_EQ(flows[0].passages[SK_REVERSE].bytes, 4 * back.size());
  ASSERT_TRUE(kernel.datapath->forget_flows());
  flows.clear();
  ASSERT_TRUE(kernel.datapath->visit_flows(
      [&](std::uint32_t, const sk_flow& flow) { flows.push_back(flow); }));
  EXPECT_TRUE(flows.empty());
}

}  // namespace
}  // namespace sekisho::test

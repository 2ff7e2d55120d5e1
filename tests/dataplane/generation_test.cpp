// What a change of rules does to flows and fragments, and isolation: the same on both machines.
#include "kernel_test.h"

namespace sekisho::test {

namespace {

Bytes from_host(std::uint8_t protocol, const Bytes& payload, std::uint16_t fragment = 0) {
  return v4(kStranger,
            {.src = "10.3.0.20", .dst = "10.4.0.14", .protocol = protocol, .fragment = fragment},
            payload);
}
Bytes from_server(std::uint8_t protocol, const Bytes& payload) {
  return v4(kDmSrv, {.src = "10.4.0.14", .dst = "10.3.0.20", .protocol = protocol}, payload, 10);
}
Step at(double seconds, const char* in, Bytes frame) {
  return {seconds, in, std::move(frame), ""};
}

template <typename Machine>
void expect_flows_follow_the_rules(Machine& machine) {
  const auto syn = from_host(6, tcp(50000, 443, kSyn));
  const auto ack = from_host(6, tcp(50000, 443, kAck));
  EXPECT_EQ(machine.judge(at(0, kIn, syn)), "rule web");
  EXPECT_EQ(machine.judge(at(0, kIn, from_host(17, udp(50000, 53)))), "rule dns");
  EXPECT_EQ(machine.judge(at(0, kIn, from_host(1, echo(8, 7)))), "rule ping");
  ASSERT_EQ(machine.reload(image_of("after")), "");
  EXPECT_EQ(machine.judge(at(1, kTrunk, from_server(6, tcp(443, 50000, kSyn | kAck)))),
            "established too-late")
      << "a flow lives on under the rule that permits it now";
  EXPECT_EQ(machine.judge(at(1, kTrunk, from_server(17, udp(53, 50000)))), "default-deny ")
      << "a flow whose rule is gone ends at once";
  EXPECT_EQ(machine.judge(at(1, kTrunk, from_server(1, echo(0, 7)))), "established ping");
  ASSERT_EQ(machine.reload(image_of("base")), "");
  EXPECT_EQ(machine.judge(at(2, kIn, ack)), "established web");
  EXPECT_EQ(machine.judge(at(2, kIn, from_host(17, udp(50000, 53)))), "rule dns")
      << "what has ended begins anew";
}

template <typename Machine>
void expect_only_the_last_rules_count(Machine& machine) {
  EXPECT_EQ(machine.judge(at(0, kIn, from_host(17, udp(50000, 53)))), "rule dns");
  ASSERT_EQ(machine.reload(image_of("after")), "");
  ASSERT_EQ(machine.reload(image_of("base")), "");
  EXPECT_EQ(machine.judge(at(1, kTrunk, from_server(17, udp(53, 50000)))), "established dns")
      << "a flow that saw no packet between two changes is judged by the last one only";
}

template <typename Machine>
void expect_fragments_are_forgotten(Machine& machine) {
  EXPECT_EQ(machine.judge(at(0, kIn, from_host(17, udp(50000, 53, zeros(16), 200), 0x2000))),
            "rule dns");
  EXPECT_EQ(machine.judge(at(0, kIn, from_host(17, zeros(8), 3 | 0x2000))), "fragment-follows dns");
  ASSERT_EQ(machine.reload(image_of("base")), "");
  EXPECT_EQ(machine.judge(at(0, kIn, from_host(17, zeros(8), 4))), "fragment ");
}

template <typename Machine>
void expect_isolation_cuts_at_once(Machine& machine) {
  const auto syn = from_host(6, tcp(50001, 443, kSyn));
  const auto reply = from_server(6, tcp(443, 50001, kSyn | kAck));
  EXPECT_EQ(machine.judge(at(0, kIn, syn)), "rule web");
  machine.isolate_zone("in", true);
  EXPECT_EQ(machine.judge(at(1, kIn, syn)), "isolated ");
  EXPECT_EQ(machine.judge(at(1, kTrunk, reply)), "isolated ") << "towards the zone too";
  EXPECT_EQ(machine.judge(at(
                1, kIn,
                ethernet(kStranger, kGateway, 0x0806, arp(1, kStranger, "10.3.0.20", "10.3.0.1")))),
            "isolated ");
  ASSERT_EQ(machine.reload(image_of("base")), "");
  EXPECT_EQ(machine.judge(at(1, kIn, syn)), "isolated ") << "it outlives a reload";
  machine.isolate_zone("in", false);
  EXPECT_EQ(machine.judge(at(2, kTrunk, reply)), "established web");
  machine.isolate_device("dm-srv", true);
  EXPECT_EQ(machine.judge(at(3, kIn, syn)), "isolated ");
  EXPECT_EQ(machine.judge(at(3, kTrunk, reply)), "isolated ");
  machine.isolate_device("dm-srv", false);
  EXPECT_EQ(machine.judge(at(3, kTrunk, reply)), "established web");
  for (const char* address : {"10.3.0.20", "10.4.0.14"}) {
    machine.isolate_address(address, true);
    EXPECT_EQ(machine.judge(at(4, kIn, syn)), "isolated ") << address;
    EXPECT_EQ(machine.judge(at(4, kTrunk, reply)), "isolated ") << address;
    ASSERT_EQ(machine.reload(image_of("base")), "");
    EXPECT_EQ(machine.judge(at(4, kIn, syn)), "isolated ") << "it outlives a reload";
    machine.isolate_address(address, false);
    EXPECT_EQ(machine.judge(at(4, kTrunk, reply)), "established web") << address;
  }
  machine.isolate_address("10.3.0.21", true);
  EXPECT_EQ(machine.judge(at(5, kTrunk, reply)), "established web") << "of another address";
}

template <typename Machine, typename Make>
void expect_all(Make make) {
  for (auto* expect :
       {&expect_flows_follow_the_rules<Machine>, &expect_only_the_last_rules_count<Machine>,
        &expect_fragments_are_forgotten<Machine>, &expect_isolation_cuts_at_once<Machine>}) {
    auto machine = make();
    ASSERT_TRUE(machine);
    expect(*machine);
  }
}

TEST(UserlandGeneration, FollowsTheRules) {
  expect_all<Userland>([] { return std::make_unique<Userland>(image_of("base")); });
}

class KernelGeneration : public KernelTest {};

TEST_F(KernelGeneration, FollowsTheRules) {
  expect_all<Kernel>([this] {
    auto kernel = std::make_unique<Kernel>(lab, "generation");
    EXPECT_EQ(kernel->start(image_of("base")), "");
    return kernel;
  });
}

TEST_F(KernelGeneration, ANewProcessTakesFlowsAndCountersOver) {
  ASSERT_NO_FATAL_FAILURE(start("base"));
  EXPECT_EQ(kernel.judge(at(0, kIn, from_host(6, tcp(50000, 443, kSyn)))), "rule web");
  const std::uint64_t before = kernel.datapath->generation();
  kernel.datapath.reset();  // the process ends, the pins stay
  ASSERT_EQ(kernel.start(image_of("after")), "");
  EXPECT_GT(kernel.datapath->generation(), before);
  EXPECT_EQ(kernel.judge(at(1, kTrunk, from_server(6, tcp(443, 50000, kSyn | kAck)))),
            "established too-late");
  const auto stats = kernel.datapath->stats();
  ASSERT_TRUE(stats);
  std::uint64_t allowed = 0;
  for (const ZoneCounter& row : stats->zones) allowed += row.count.packets;
  EXPECT_EQ(allowed, 2u) << "the packet before the restart and the one after it";
  EXPECT_EQ(stats->flows, 1u);
}

TEST_F(KernelGeneration, AnImageThatCannotBeStagedChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(start("tiny"));
  const std::uint64_t before = kernel.datapath->generation();
  EXPECT_NE(kernel.reload(image_of("base")).find("max_flows"), std::string::npos)
      << "more flows than the table holds";
  EXPECT_EQ(kernel.datapath->generation(), before);
  EXPECT_EQ(kernel.judge(at(0, kIn, from_host(6, tcp(50000, 443, kSyn)))), "rule web");
}

TEST_F(KernelGeneration, BlockDeniesAndCountsEverything) {
  ASSERT_NO_FATAL_FAILURE(start("base"));
  ASSERT_TRUE(kernel.datapath->block());
  const Bytes syn = from_host(6, tcp(50000, 443, kSyn));
  const auto run = kernel.datapath->test_run(std::as_bytes(std::span(syn)), lab.ifindex(kIn));
  ASSERT_TRUE(run);
  EXPECT_EQ(run->action, 1u);
  const auto stats = kernel.datapath->stats();
  ASSERT_TRUE(stats);
  ASSERT_EQ(stats->zones.size(), 1u);
  EXPECT_EQ(stats->zones[0].zone, "");
  EXPECT_EQ(stats->zones[0].count.packets, 1u);
}

}  // namespace

}  // namespace sekisho::test

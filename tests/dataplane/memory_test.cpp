// What is remembered from packet to packet, so as not to be asked again, and when it must be:
// known flows, packets denied just now, the kernel's flow table and its sums of denials.
#include <map>

#include "kernel_test.h"
#include "sekisho/abi/reason.h"

namespace sekisho::test {

namespace {

Bytes query(const char* mac = kStranger, std::uint16_t vlan = 0, std::uint16_t port = 53) {
  return v4(mac, {.src = kHost, .dst = kServer, .protocol = 17}, udp(50000, port), vlan);
}
Bytes reply(const char* mac = kDmSrv) {
  return v4(mac, {.src = kServer, .dst = kHost, .protocol = 17}, udp(53, 50000), 10);
}

struct Asked {
  double at_s;
  const char* in;
  Bytes frame;
  const char* answer;
};

template <typename Machine>
void expect_answers(Machine& machine, const std::vector<Asked>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(machine.judge({rows[i].at_s, rows[i].in, rows[i].frame, ""}), rows[i].answer)
        << "row " << i;
}

// Both directions let through, twice each: nothing is asked of such packets any more.
template <typename Machine>
void begin_known_flow(Machine& machine, double at_s) {
  expect_answers(machine, {{at_s, kIn, query(), "rule dns"},
                           {at_s, kTrunk, reply(), "established dns"},
                           {at_s, kIn, query(), "established dns"},
                           {at_s, kTrunk, reply(), "established dns"},
                           {at_s, kIn, query(), "established dns"}});
}

template <typename Machine>
void expect_known_flows_to_be_asked_again(Machine& machine) {
  begin_known_flow(machine, 0);
  expect_answers(machine, {{1, kIn, query(kInWeb), "mac-ip-mismatch "},
                           {1, kTrunk, reply(kStranger), "mac-ip-mismatch "},
                           {1, kMn, query(), "spoofed-source "},
                           {1, kIn, query(kStranger, 10), "no-zone "},
                           {1, kIn, query(), "established dns"}});
  machine.isolate_zone("in", true);
  expect_answers(machine, {{1, kIn, query(), "isolated "}, {1, kTrunk, reply(), "isolated "}});
  machine.isolate_zone("in", false);
  expect_answers(machine, {{1, kIn, query(), "established dns"}});
  machine.isolate_device("dm-srv", true);
  expect_answers(machine, {{1, kIn, query(), "isolated "}, {1, kTrunk, reply(), "isolated "}});
  machine.isolate_device("dm-srv", false);
  expect_answers(machine, {{1, kTrunk, reply(), "established dns"}});
  ASSERT_EQ(machine.reload(image_of("after")), "");
  expect_answers(machine, {{1, kTrunk, reply(), "default-deny "}});
  ASSERT_EQ(machine.reload(image_of("base")), "");
  begin_known_flow(machine, 2);
  expect_answers(machine, {{100'000, kTrunk, reply(), "default-deny "}});
}

template <typename Machine>
void expect_denials_to_be_asked_again(Machine& machine) {
  const Bytes closed = query(kStranger, 0, 54);
  const std::vector<Asked> denied{
      {0, kIn, closed, "default-deny "},     {0, kIn, closed, "default-deny "},
      {0, kIn, closed, "default-deny "},     {0, kTrunk, reply(), "default-deny "},
      {0, kTrunk, reply(), "default-deny "}, {0, kTrunk, reply(), "default-deny "}};
  expect_answers(machine, denied);
  machine.isolate_zone("in", true);
  expect_answers(machine, {{0, kIn, closed, "isolated "}});
  machine.isolate_zone("in", false);
  expect_answers(machine, denied);
  expect_answers(machine, {{1, kIn, query(), "rule dns"}, {1, kTrunk, reply(), "established dns"}});
  ASSERT_EQ(machine.reload(image_of("after")), "");
  for (int i = 0; i < 3; ++i) expect_answers(machine, {{2, kIn, query(), "default-deny "}});
  ASSERT_EQ(machine.reload(image_of("base")), "");
  expect_answers(machine, {{2, kIn, query(), "rule dns"}});
}

TEST(UserlandMemory, KnownFlowsAreAskedAgain) {
  Userland userland(image_of("base"));
  expect_known_flows_to_be_asked_again(userland);
}

TEST(UserlandMemory, DenialsAreAskedAgain) {
  Userland userland(image_of("base"));
  expect_denials_to_be_asked_again(userland);
}

class KernelMemory : public KernelTest {};

TEST_F(KernelMemory, KnownFlowsAreAskedAgain) {
  ASSERT_NO_FATAL_FAILURE(start("base"));
  expect_known_flows_to_be_asked_again(kernel);
}

TEST_F(KernelMemory, DenialsAreAskedAgain) {
  ASSERT_NO_FATAL_FAILURE(start("base"));
  expect_denials_to_be_asked_again(kernel);
}

TEST_F(KernelMemory, RepeatsOfADenialAreToldAsASum) {
  ASSERT_NO_FATAL_FAILURE(start("base"));
  std::vector<std::uint64_t> told;  // packets by record
  const auto poll = [&] {
    ASSERT_TRUE(kernel.datapath->poll_events([&](const PacketRecord& record) {
      const sk_event& event = record.packet;
      EXPECT_EQ(event.reason, SK_DEFAULT_DENY);
      told.push_back(event.count);
    }));
  };
  for (int i = 0; i < 100; ++i) kernel.judge({0, kIn, query(kStranger, 0, 54), ""});
  for (int i = 0; i < 10; ++i) kernel.judge({0, kIn, query(kStranger, 0, 55), ""});
  poll();
  EXPECT_EQ(told, (std::vector<std::uint64_t>{1, 1})) << "the first of each key";
  ASSERT_TRUE(kernel.datapath->collect_denials());
  poll();
  std::sort(told.begin(), told.end());
  EXPECT_EQ(told, (std::vector<std::uint64_t>{1, 1, 9, 99}));
  kernel.judge({1, kIn, query(kStranger, 0, 54), ""});
  ASSERT_TRUE(kernel.datapath->collect_denials());
  ASSERT_TRUE(kernel.datapath->collect_denials()) << "quiet since: forgotten";
  kernel.judge({2, kIn, query(kStranger, 0, 54), ""});
  told.clear();
  poll();
  EXPECT_EQ(told, (std::vector<std::uint64_t>{1, 1})) << "its sum, and the first of a new one";
}

// Every level of the table is filled, and each flow found again in both directions.
class Crowd {
 public:
  explicit Crowd(Kernel& kernel) : kernel_(kernel) {}

  // How often each reason came, over flows [0, count).
  std::map<std::uint32_t, int> send(int count, double at_s, bool reversed = false) {
    EXPECT_TRUE(kernel_.datapath->set_test_clock(static_cast<std::uint64_t>((1e3 + at_s) * 1e9)));
    std::map<std::uint32_t, int> reasons;
    for (int flow = 0; flow < count; ++flow) ++reasons[send_one(flow, reversed)];
    return reasons;
  }

 private:
  std::uint32_t send_one(int flow, bool reversed) {
    const auto port = static_cast<std::uint16_t>(1024 + flow);
    const Bytes frame =
        reversed ? v4(kDmSrv, {.src = kServer, .dst = kHost, .protocol = 17}, udp(53, port), 10)
                 : v4(kStranger, {.src = kHost, .dst = kServer, .protocol = 17}, udp(port, 53));
    const auto run = kernel_.datapath->test_run(std::as_bytes(std::span(frame)),
                                                kernel_.lab.ifindex(reversed ? kTrunk : kIn));
    const auto decision = kernel_.datapath->last_decision();
    return run && decision ? decision->reason : 0;
  }

  Kernel& kernel_;
};

TEST_F(KernelMemory, AFullFlowTableHoldsEveryFlow) {
  constexpr int kFlows = 40'000;  // limits.max_flows of the policy
  using Reasons = std::map<std::uint32_t, int>;
  ASSERT_NO_FATAL_FAILURE(start("crowd"));
  Crowd crowd(kernel);
  for (const double at_s : {0.0, 10'000.0}) {
    EXPECT_EQ(crowd.send(kFlows, at_s), (Reasons{{SK_RULE, kFlows}}));
    EXPECT_EQ(crowd.send(kFlows + 100, at_s),
              (Reasons{{SK_ESTABLISHED, kFlows}, {SK_FLOW_TABLE_FULL, 100}}));
    EXPECT_EQ(crowd.send(kFlows, at_s, true), (Reasons{{SK_ESTABLISHED, kFlows}}));
    const auto full = kernel.datapath->stats();
    ASSERT_TRUE(full);
    EXPECT_EQ(full->flows, static_cast<std::uint64_t>(kFlows));
    // Far behind every timer: each place is given back, and taken again in the second round.
    ASSERT_TRUE(kernel.datapath->set_test_clock(static_cast<std::uint64_t>((at_s + 6e3) * 1e9)));
    ASSERT_TRUE(kernel.datapath->sweep());
    const auto swept = kernel.datapath->stats();
    ASSERT_TRUE(swept);
    EXPECT_EQ(swept->flows, 0u);
  }
}

}  // namespace

}  // namespace sekisho::test

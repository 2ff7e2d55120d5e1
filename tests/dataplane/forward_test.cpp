// What the XDP program does with a packet that is let through: handed to the kernel, or sent out of
// a port, and with which bytes. Each row is a frame that is judged "allow" unless it says more.
#include <poll.h>
#include <algorithm>
#include <cstdlib>

#include "dataplane/xdp_features.h"
#include "kernel_test.h"

namespace sekisho::test {

namespace {

constexpr std::uint32_t kDrop = 1, kPass = 2, kRedirect = 4;
constexpr const char *kA1 = "00:00:5e:00:53:11", *kB1 = "00:00:5e:00:53:12",
                     *kT1 = "00:00:5e:00:53:13", *kU1 = "00:00:5e:00:53:14",
                     *kV1 = "00:00:5e:00:53:15", *kTwo1 = "00:00:5e:00:53:16",
                     *kARouter = "00:00:5e:00:53:1f", *kA = kMn, *kB = kLg;
// Of the gateway's ports, and of a neighbour that the ledger does not have.
constexpr const char *kAPort = "00:00:5e:00:53:a1", *kBPort = "00:00:5e:00:53:b1",
                     *kTwoPort = "00:00:5e:00:53:c1", *kB2 = "00:00:5e:00:53:b2";
constexpr double kTurn_s = 4.294967296;

struct Row {
  const char* why;
  const char* in;
  Bytes frame;
  std::uint32_t action;
  Bytes left = {};  // the frame as it is sent; empty: as it came
};

Bytes dns(std::size_t size = 8) {
  return udp(50000, 53, zeros(size));
}
// From a1, if nothing else is said.
Bytes from_a(const char* dst_mac, const char* dst, const Bytes& payload = dns()) {
  return v4(kA1, {.src = "10.1.0.11", .dst = dst}, payload, 0, dst_mac);
}

// Seconds after which a flow asks anew where its packets go.
constexpr double kHopLife = 0.11;

// Runs `frame` at `at_s`; what went wrong is a failure of the test.
XdpDatapath::TestRun run_at(Kernel& kernel, double at_s, const char* in, const Bytes& frame) {
  EXPECT_TRUE(kernel.datapath->set_test_clock(static_cast<std::uint64_t>((1e3 + at_s) * 1e9)));
  auto run = kernel.datapath->test_run(std::as_bytes(std::span(frame)), kernel.lab.ifindex(in));
  EXPECT_TRUE(run) << run.error().message();
  return run ? *run : XdpDatapath::TestRun{};
}

Bytes bytes_of(const XdpDatapath::TestRun& run) {
  Bytes bytes(run.frame.size());
  std::ranges::transform(run.frame, bytes.begin(),
                         [](std::byte each) { return static_cast<std::uint8_t>(each); });
  return bytes;
}

// Each row in a turn of its own: its first frame is the kernel's, the second is told by the row.
void expect_rows(Kernel& kernel, const std::vector<Row>& rows) {
  double turn = 0;
  for (const Row& row : rows) {
    const double at_s = kTurn_s * ++turn + 1;
    const auto first = run_at(kernel, at_s, row.in, row.frame);
    EXPECT_EQ(first.action, row.action == kRedirect ? kPass : row.action) << row.why << ", first";
    EXPECT_EQ(bytes_of(first), row.frame) << row.why << ", first";
    const auto second = run_at(kernel, at_s, row.in, row.frame);
    EXPECT_EQ(second.action, row.action) << row.why;
    EXPECT_EQ(bytes_of(second), row.left.empty() ? row.frame : row.left) << row.why;
  }
}

int shell(const std::string& command) {
  return std::system(command.c_str());
}

// A veth sends what is redirected to it only where the other end has NAPI.
const char* kTakeFrames = "for end in p0 p1 p2 p3; do ethtool -K $end gro on; done";

// A router of two networks, with neighbours that do not have to be asked for.
int make_router() {
  return shell(std::string("set -e; sysctl -qw net.ipv4.ip_forward=1") +
               " net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.skt-mn.disable_ipv6=0"
               " net.ipv6.conf.skt-lg.disable_ipv6=0 net.ipv6.conf.all.forwarding=1"
               "; ip link set skt-mn address " +
               kAPort + "; ip link set skt-lg address " + kBPort + "; ip link set skt-tr address " +
               kTwoPort +
               "; ip addr add 10.1.0.1/24 dev skt-mn; ip addr add 10.2.0.1/24 dev skt-lg"
               "; ip addr add 10.6.0.1/24 dev skt-tr"
               "; ip addr add 2001:db8:1::1/64 dev skt-mn nodad"
               "; ip addr add 2001:db8:2::1/64 dev skt-lg nodad"
               "; ip neigh add 10.1.0.254 lladdr " +
               kARouter +
               " dev skt-mn"
               "; ip neigh add 10.2.0.12 lladdr " +
               kB1 +
               " dev skt-lg"
               "; ip neigh add 2001:db8:2::12 lladdr " +
               kB1 +
               " dev skt-lg"
               "; ip neigh add 10.2.0.77 lladdr " +
               kB2 +
               " dev skt-lg"
               "; ip neigh add 10.6.0.16 lladdr " +
               kTwo1 +
               " dev skt-tr"
               "; ip route add blackhole 10.2.0.64/32; ip route add unreachable 10.2.0.65/32"
               "; ip route add 10.2.0.128/25 via 10.2.0.77"
               "; ip route add 10.2.0.70/32 dev skt-lg mtu lock 1000"
               "; ip neigh add 10.2.0.70 lladdr " +
               kB2 +
               " dev skt-lg"
               "; ip neigh add 10.2.0.73 lladdr 00:00:00:00:00:00 dev skt-lg"
               "; ip route add 10.2.0.72/32 dev skt-in"
               "; ip neigh add 10.2.0.72 lladdr " +
               kB2 +
               " dev skt-in"
               "; ip link add other type veth peer name another; ip link set another up; ip link "
               "set other up"
               "; ip route add 10.2.0.71/32 dev other"
               "; ip neigh add 10.2.0.71 lladdr " +
               kB2 + " dev other");
}

class Forward : public KernelTest {
 protected:
  void start_bridge(const char* policy) {
    ASSERT_EQ(shell(kTakeFrames), 0);
    start(policy);
  }
  void start_router() {
    ASSERT_EQ(shell(kTakeFrames), 0);
    ASSERT_EQ(make_router(), 0);
    start("forward-route");
  }
};

std::vector<Row> bridge_rows() {
  const Bytes far = from_a(kB1, "10.2.0.12");
  return {
      {"to a device of another zone", kA, far, kRedirect},
      {"with the last hop left: a bridge takes none", kA,
       v4(kA1, {.src = "10.1.0.11", .dst = "10.2.0.12", .ttl = 1}, dns(), 0, kB1), kRedirect},
      {"with IPv4 options", kA,
       v4(kA1, {.src = "10.1.0.11", .dst = "10.2.0.12", .options = {1, 1, 1, 1}}, dns(), 0, kB1),
       kRedirect},
      {"IPv6", kA, v6(kA1, {.src = "2001:db8:1::11", .dst = "2001:db8:2::12"}, dns(), 0, kB1),
       kRedirect},
      {"from a host of no ledger", kA,
       v4(kStranger, {.src = "10.1.0.99", .dst = "10.2.0.12"}, dns(), 0, kB1), kRedirect},
      {"to a host of no ledger", kA, from_a(kStranger, "10.2.0.99"), kPass},
      {"within the zone", kA, from_a(kARouter, "10.1.0.254"), kPass},
      {"to a zone of two interfaces", kA, from_a(kTwo1, "10.6.0.16"), kPass},
      {"to the gateway", kA, from_a(kAPort, "10.1.0.1"), kPass},
      {"a broadcast MAC", kA, from_a("ff:ff:ff:ff:ff:ff", "10.2.0.12"), kPass},
      {"a multicast MAC", kA, from_a("01:00:5e:00:00:01", "10.2.0.12"), kPass},
      {"as long as the way out takes", kA, from_a(kB1, "10.2.0.12", dns(1472)), kRedirect},
      {"a byte longer", kA, from_a(kB1, "10.2.0.12", dns(1473)), kPass},
      {"padding counts too", kA, from_a(kB1, "10.2.0.12", dns(1472)) + zeros(1), kPass},
      {"with the same tag on both sides", kA,
       v4(kT1, {.src = "10.3.0.13", .dst = "10.4.0.14"}, dns(), 10, kU1), kRedirect},
      {"tagged, as long as the way out takes", kA,
       v4(kT1, {.src = "10.3.0.13", .dst = "10.4.0.14"}, dns(1472), 10, kU1), kRedirect},
      {"with another tag on the other side", kA,
       v4(kT1, {.src = "10.3.0.13", .dst = "10.5.0.15"}, dns(), 10, kV1), kPass},
      {"a first fragment", kA,
       v4(kA1, {.src = "10.1.0.11", .dst = "10.2.0.12", .id = 7, .fragment = 0x2000},
          udp(50000, 53, zeros(8), 100), 0, kB1),
       kRedirect},
      {"a later fragment", kA,
       v4(kA1, {.src = "10.1.0.11", .dst = "10.2.0.12", .id = 7, .fragment = 2}, zeros(8), 0, kB1),
       kRedirect},
      {"ARP", kA, ethernet(kA1, kB1, 0x0806, arp(2, kA1, "10.1.0.11", "10.2.0.12")), kPass},
      {"neighbour discovery", kA,
       v6(kA1, {.src = "2001:db8:1::11", .dst = "2001:db8:2::12", .next = 58, .hop_limit = 255},
          neighbour(135, "2001:db8:2::12"), 0, kB1),
       kPass},
      {"denied", kA, from_a(kB1, "10.2.0.12", udp(50000, 54)), kDrop},
      {"malformed", kA, cut(far, 30), kDrop},
  };
}

TEST_F(Forward, BridgeSendsOutOfTheOnePortThatTheLedgerGives) {
  ASSERT_NO_FATAL_FAILURE(start_bridge("forward-bridge"));
  expect_rows(kernel, bridge_rows());
}

TEST_F(Forward, WhatMonitorModeLetsThroughIsTheKernels) {
  ASSERT_NO_FATAL_FAILURE(start_bridge("forward-bridge-monitor"));
  const Bytes allowed = from_a(kB1, "10.2.0.12");
  expect_rows(kernel, {{"allowed", kA, allowed, kRedirect},
                       {"denied", kA, from_a(kB1, "10.2.0.12", udp(50000, 54)), kPass},
                       {"malformed", kA, cut(allowed, 30), kPass}});
}

TEST_F(Forward, APortThatIsDownIsNoWay) {
  ASSERT_NO_FATAL_FAILURE(start_bridge("forward-bridge"));
  const Bytes frame = from_a(kB1, "10.2.0.12");
  double at_s = 1;
  const auto action = [&] {
    kernel.datapath->follow_links();
    run_at(kernel, at_s, kA, frame);
    return run_at(kernel, at_s, kA, frame).action;
  };
  const auto has_news = [&](int wait_ms) {
    pollfd watched{kernel.datapath->link_fd(), POLLIN, 0};
    return ::poll(&watched, 1, wait_ms) == 1;
  };
  // As the daemon does: looks again at each piece of news. The kernel tells of a carrier when its
  // own work queue comes to it, up to a second late.
  const auto becomes = [&](std::uint32_t expected) {
    std::uint32_t found = action();
    while (found != expected && has_news(5000)) found = action();
    return found;
  };
  EXPECT_EQ(becomes(kRedirect), kRedirect);
  EXPECT_FALSE(has_news(0));
  ASSERT_EQ(shell("ip link set skt-lg down"), 0);
  EXPECT_TRUE(has_news(0));
  EXPECT_EQ(becomes(kPass), kPass);
  ASSERT_EQ(shell("ip link set skt-lg up"), 0);
  EXPECT_EQ(becomes(kRedirect), kRedirect);
  ASSERT_EQ(shell("ip link set p1 down"), 0);
  EXPECT_EQ(becomes(kPass), kPass) << "no carrier";
  ASSERT_EQ(shell("ip link set p1 up"), 0);
  ASSERT_EQ(shell("ip link set skt-lg mtu 1000"), 0);
  EXPECT_EQ(becomes(kRedirect), kRedirect);
  at_s += kHopLife;
  EXPECT_EQ(run_at(kernel, at_s, kA, from_a(kB1, "10.2.0.12", dns(1000))).action, kPass)
      << "the MTU is asked of the kernel";
  ASSERT_EQ(shell("ip link del skt-lg"), 0);
  at_s += kHopLife;
  EXPECT_EQ(run_at(kernel, at_s, kA, frame).action, kPass) << "gone, before anyone has looked";
  EXPECT_EQ(action(), kPass) << "gone";
}

TEST_F(Forward, APortThatSendsNothingOfXdpIsNoWay) {
  ASSERT_NO_FATAL_FAILURE(start("forward-bridge"));
  if (!XdpFeatures().takes_redirects(lab.ifindex(kB))) GTEST_SKIP() << "Linux before 6.3";
  const Bytes frame = from_a(kB1, "10.2.0.12");
  run_at(kernel, 1, kA, frame);
  EXPECT_EQ(run_at(kernel, 1, kA, frame).action, kPass);
  ASSERT_EQ(shell("ethtool -K p1 gro on"), 0);
  kernel.datapath->follow_links();
  EXPECT_EQ(run_at(kernel, 1, kA, frame).action, kPass) << "the kernel's turn: the first one sent";
  EXPECT_EQ(run_at(kernel, 1, kA, frame).action, kRedirect);
  EXPECT_FALSE(XdpFeatures().takes_redirects(0)) << "no such interface";
}

// As the router sends it on: other MACs, one hop less.
Row routed(const char* why, Ipv4 header, const Bytes& payload, const char* to = kB1) {
  Ipv4 sent = header;
  sent.ttl--;
  return {why, kA, v4(kA1, header, payload, 0, kAPort), kRedirect,
          v4(kBPort, sent, payload, 0, to)};
}
Row routed(const char* why, Ipv6 header, const Bytes& payload) {
  Ipv6 sent = header;
  sent.hop_limit--;
  return {why, kA, v6(kA1, header, payload, 0, kAPort), kRedirect,
          v6(kBPort, sent, payload, 0, kB1)};
}
Row unrouted(const char* why, const Ipv4& header, const Bytes& payload = dns()) {
  return {why, kA, v4(kA1, header, payload, 0, kAPort), kPass};
}

std::vector<Row> route_rows() {
  const std::string a = "10.1.0.11", b = "10.2.0.12", a6 = "2001:db8:1::11", b6 = "2001:db8:2::12";
  return {
      routed("to a neighbour", Ipv4{.src = a, .dst = b}, dns()),
      routed("with two hops left", Ipv4{.src = a, .dst = b, .ttl = 2}, dns()),
      routed("with all hops left", Ipv4{.src = a, .dst = b, .ttl = 255}, dns()),
      routed("by another router", Ipv4{.src = a, .dst = "10.2.0.130"}, dns(), kB2),
      routed("as long as the way out takes", Ipv4{.src = a, .dst = b}, dns(1472)),
      routed("a protocol without ports", Ipv4{.src = a, .dst = b, .protocol = 47}, zeros(8)),
      routed("IPv6", Ipv6{.src = a6, .dst = b6}, dns()),
      routed("IPv6, as long as the way out takes", Ipv6{.src = a6, .dst = b6}, dns(1452)),
      routed("a first fragment", Ipv4{.src = a, .dst = b, .id = 7, .fragment = 0x2000},
             udp(50000, 53, zeros(8), 100)),
      routed("a later fragment", Ipv4{.src = a, .dst = b, .id = 7, .fragment = 2}, zeros(8)),
      {"to a zone of two interfaces: the routes say which", kA, from_a(kAPort, "10.6.0.16"),
       kRedirect, v4(kTwoPort, {.src = a, .dst = "10.6.0.16", .ttl = 63}, dns(), 0, kTwo1)},
      unrouted("with the last hop left: the kernel says so", {.src = a, .dst = b, .ttl = 1}),
      unrouted("with IPv4 options", {.src = a, .dst = b, .options = {1, 1, 1, 1}}),
      unrouted("too long for the way out", {.src = a, .dst = b}, dns(1473)),
      unrouted("too long for the route", {.src = a, .dst = "10.2.0.70"}, dns(1000)),
      unrouted("to a neighbour that must be asked for", {.src = a, .dst = "10.2.0.13"}),
      unrouted("to a neighbour without a MAC", {.src = a, .dst = "10.2.0.73"}),
      unrouted("a black hole", {.src = a, .dst = "10.2.0.64"}),
      unrouted("an unreachable route", {.src = a, .dst = "10.2.0.65"}),
      unrouted("out of an interface that no zone has", {.src = a, .dst = "10.2.0.71"}),
      unrouted("out of a port whose zones have tags", {.src = a, .dst = "10.2.0.72"}),
      unrouted("back where it came from", {.src = a, .dst = "10.1.0.254"}),
      unrouted("to the gateway", {.src = a, .dst = "10.1.0.1"}),
      unrouted("to all of the network", {.src = a, .dst = "10.2.0.255"}),
      {"addressed to another station", kA, from_a(kB1, "10.2.0.12"), kPass},
      {"with a priority tag", kA,
       tag(0x8100, 0x6000, v4(kA1, {.src = a, .dst = b}, dns(), 0, kAPort)), kPass},
      {"IPv6 with the last hop left", kA,
       v6(kA1, {.src = a6, .dst = b6, .hop_limit = 1}, dns(), 0, kAPort), kPass},
      {"IPv6 with options for each router", kA,
       v6(kA1, {.src = a6, .dst = b6, .next = 0}, extension(17, {1, 4, 0, 0, 0, 0}, dns()), 0,
          kAPort),
       kPass},
      {"denied", kA, from_a(kAPort, "10.2.0.12", udp(50000, 54)), kDrop},
  };
}

TEST_F(Forward, RouteSendsAsTheKernelsRoutesAndNeighboursSay) {
  ASSERT_NO_FATAL_FAILURE(start_router());
  expect_rows(kernel, route_rows());
}

TEST_F(Forward, RouteKeepsTheHeaderChecksumRight) {
  ASSERT_NO_FATAL_FAILURE(start_router());
  for (std::uint32_t id = 0; id < 0x10000; id += 97) {
    const Row row = routed(
        "any header",
        Ipv4{.src = "10.1.0.11", .dst = "10.2.0.12", .id = static_cast<std::uint16_t>(id)}, dns());
    if (id == 0) run_at(kernel, 1, kA, row.frame);
    ASSERT_EQ(bytes_of(run_at(kernel, 1, kA, row.frame)), row.left) << id;
  }
}

TEST_F(Forward, RouteFollowsTheKernel) {
  ASSERT_NO_FATAL_FAILURE(start_router());
  const Bytes frame = from_a(kAPort, "10.2.0.12");
  double at_s = 1;
  const auto run = [&] {
    at_s += kHopLife;
    run_at(kernel, at_s, kA, frame);
    return run_at(kernel, at_s, kA, frame);
  };
  EXPECT_EQ(run().action, kRedirect);
  ASSERT_EQ(shell(std::string("ip neigh replace 10.2.0.12 dev skt-lg lladdr ") + kB2), 0);
  EXPECT_EQ(cut(bytes_of(run()), 6), mac(kB2)) << "a neighbour with another MAC";
  ASSERT_EQ(shell("sysctl -qw net.ipv4.ip_forward=0"), 0);
  EXPECT_EQ(run().action, kPass) << "the machine does not route";
  ASSERT_EQ(shell("sysctl -qw net.ipv4.ip_forward=1; ip neigh del 10.2.0.12 dev skt-lg"), 0);
  EXPECT_EQ(run().action, kPass) << "the neighbour is gone";
  ASSERT_EQ(shell(std::string("ip neigh replace 10.2.0.12 dev skt-lg lladdr ") + kB1), 0);
  EXPECT_EQ(run().action, kRedirect);
  ASSERT_EQ(shell("ip link set skt-mn address 00:00:5e:00:53:a2"), 0);
  kernel.datapath->follow_links();
  EXPECT_EQ(run().action, kPass) << "the port has another MAC: the frame is not the router's";
  ASSERT_EQ(shell("ip link set skt-mn address 00:00:5e:00:53:a1"), 0);
  kernel.datapath->follow_links();
  EXPECT_EQ(run().action, kRedirect);
  ASSERT_EQ(shell("ip link set skt-lg down"), 0);
  EXPECT_EQ(run().action, kPass) << "the route is gone before anyone has looked";
}

}  // namespace

}  // namespace sekisho::test

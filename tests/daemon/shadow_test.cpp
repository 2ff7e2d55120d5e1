// What a policy judged beside the live one is found to decide otherwise.
#include "daemon/shadow.h"

#include <algorithm>

#include "daemon/service_fixture.h"

namespace sekisho::daemon {
namespace {

// 10.1.0.2 asks 10.1.0.3 by ping: allowed live. To 10.1.0.9, port 443: denied live.
class ShadowTest : public ServiceTest {
 protected:
  void write_other(const std::string& allow) {
    write("other.json", R"({ "sekisho": 1, "name": "other", "zones": [
      { "id": "lg", "kind": "lgwan", "interfaces": ["eth1"], "subnets": ["10.1.0.0/24"] },
      { "id": "net", "kind": "internet", "interfaces": ["eth2"], "subnets": ["10.2.0.0/24"] } ],
      "allow": [ )" + allow +
                            " ] }");
  }
  RpcResult begin() {
    const std::string path = folder_ + "/other.json";
    return service_->finish_shadow(path, nullptr, service_->begin_shadow(path)());
  }
  // "newly_denied lg>lg 10.1.0.2>10.1.0.3 ICMP ping:default-deny x1"
  Names found() const {
    Names list;
    const auto shadow = service_->shadow();
    if (!shadow) return {shadow.error().message};
    for (const auto& each : (*shadow)["found"]) {
      const auto text = [&](const char* key) {
        return each[key].is_string() ? each[key].get<std::string>() : each[key].dump();
      };
      list.push_back(text("change") + " " + text("src_zone") + ">" + text("dest_zone") + " " +
                     text("src_ip") + ">" + text("dest_ip") + " " + text("proto") + " " +
                     text("dest_port") + " " + text("live") + ":" + text("shadow") + " x" +
                     text("count"));
    }
    return list;
  }
  // A flow that the rule `ping` allowed; with what its packets came by, or without.
  void add_flow(std::uint32_t place, bool is_passed) {
    sk_flow& flow = kernel_.flows[place] = {};
    flow.key = {.src = {10, 1, 0, 2},
                .dst = {10, 1, 0, 3},
                .sport = 7,
                .dport = 0,
                .protocol = SK_PROTOCOL_ICMP,
                .family = 4,
                .reserved = 0};
    flow.last_seen_ns = kernel_.clock_ns;
    flow.judged = kernel_.generation << 32 | 1;
    if (!is_passed) return;
    flow.bits = SK_FLOW_PASSED;
    flow.passages[SK_FORWARD].link = 1;
    flow.passages[SK_FORWARD].src_mac[5] = 2;
  }
  void look() {
    kernel_.clock_ns += 5'000'000'000;
    watch();
  }
  // A frame from eth1 whose end was not kept.
  void add_denied(std::uint16_t port, std::size_t kept) {
    PacketSpec spec;
    spec.src_mac = *parse_mac("02:00:00:00:00:05");
    spec.dst_mac = *parse_mac("02:00:00:00:00:06");
    spec.src = *parse_address("10.1.0.2");
    spec.dst = *parse_address("10.1.0.9");
    spec.protocol = SK_PROTOCOL_TCP;
    spec.sport = 50000;
    spec.dport = port;
    kernel_.frame = build_frame(spec);
    sk_event packet = denied();
    packet.length = static_cast<std::uint32_t>(kernel_.frame.size());
    packet.port = kernel_.in_force->find_port("eth1");
    packet.source_zone = static_cast<std::uint16_t>(kernel_.in_force->find_zone("lg"));
    packet.destination_zone = static_cast<std::uint16_t>(kernel_.in_force->find_zone("lg"));
    packet.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES | SK_HAS_PORTS;
    packet.tuple = {.src = {10, 1, 0, 2},
                    .dst = {10, 1, 0, 9},
                    .sport = 50000,
                    .dport = port,
                    .protocol = SK_PROTOCOL_TCP,
                    .family = 4,
                    .reserved = 0};
    kernel_.frame.resize(std::min(kernel_.frame.size(), kept));
    kernel_.records = {packet};
    service_->drain_events();
  }
};

constexpr const char* kSame =
    R"({ "id": "ping", "from": ["10.1.0.2"], "to": ["10.1.0.3"], "services": ["ping"] })";
constexpr const char* kOther =
    R"({ "id": "web", "from": ["zone:lg"], "to": ["10.1.0.9"], "services": ["https"] })";

TEST_F(ShadowTest, IsToldThatThereIsNone) {
  start();
  EXPECT_FALSE(service_->shadow());
  EXPECT_FALSE(service_->end_shadow());
  EXPECT_TRUE(service_->status()["shadow"].is_null());
}

TEST_F(ShadowTest, FindsFlowsThatWouldBeDenied) {
  for (const bool is_passed : {true, false}) {
    SCOPED_TRACE(is_passed);
    start();
    add_flow(3, is_passed);
    write_other(kSame);
    ASSERT_TRUE(begin());
    look();
    EXPECT_EQ(found(), Names{}) << "the same policy has no differences";
    write_other(kOther);
    ASSERT_TRUE(begin());
    look();
    look();
    EXPECT_EQ(found(), Names{"newly_denied lg>lg 10.1.0.2>10.1.0.3 ICMP null ping:default-deny x1"})
        << "each flow counts once";
    add_flow(4, is_passed);
    look();
    EXPECT_EQ(found(),
              Names{"newly_denied lg>lg 10.1.0.2>10.1.0.3 ICMP null ping:default-deny x2"});
    EXPECT_EQ((*service_->shadow())["judged"], 2);
    kernel_.flows.clear();
  }
}

TEST_F(ShadowTest, FindsPacketsThatWouldBeAllowed) {
  start();
  write_other(kOther);
  ASSERT_TRUE(begin());
  add_denied(443, 2048);
  add_denied(443, 40);  // cut behind the addresses: padded, and read as its headers are
  add_denied(80, 2048);
  EXPECT_EQ(found(), Names{"newly_allowed lg>lg 10.1.0.2>10.1.0.9 TCP 443 default-deny:web x1"});
}

TEST_F(ShadowTest, BeginsAnewWithOtherLiveRulesAndEnds) {
  start();
  write_other(kOther);
  ASSERT_TRUE(begin());
  add_denied(443, 2048);
  ASSERT_EQ(found().size(), 1u);
  ASSERT_TRUE(service_->reload().ok);
  EXPECT_EQ(found(), Names{});
  EXPECT_EQ(service_->status()["shadow"]["differences"], 0);
  ASSERT_TRUE(service_->end_shadow());
  EXPECT_FALSE(service_->shadow());
}

TEST_F(ShadowTest, IsRefusedWhereThePolicyIsBroken) {
  start();
  write_other("{}");
  const auto begun = begin();
  ASSERT_FALSE(begun);
  EXPECT_NE(begun.error().message.find("SK1006"), std::string::npos) << begun.error().message;
  EXPECT_GT(begun.error().data["errors"], 0);
  EXPECT_EQ(kernel_.calls, Names{}) << "the live rules are not touched";
}

TEST_F(ShadowTest, ChangesWithTheTime) {
  start();
  write_other(R"({ "id": "ping", "from": ["10.1.0.2"], "to": ["10.1.0.3"], "services": ["ping"],
                   "ends": "2026-11-21" })");
  ASSERT_TRUE(begin());
  EXPECT_FALSE(service_->is_shadow_due());
  pass(std::chrono::hours(24));
  ASSERT_TRUE(service_->is_shadow_due());
  service_->finish_renewing_shadow(service_->begin_renewing_shadow()());
  EXPECT_FALSE(service_->is_shadow_due());
  add_flow(3, true);
  look();
  EXPECT_EQ(found().size(), 1u);
}

}  // namespace
}  // namespace sekisho::daemon

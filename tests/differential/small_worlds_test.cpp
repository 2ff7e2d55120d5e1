// Small worlds, exhaustively: every policy of at most two rules over a universe of a few ends and
// services, times every packet of that universe. The tables must answer as the reference does.
//
// A fault in how rules, ends and services combine shows in a policy of two rules: what order
// decides, what overlaps, what is whose. Source: RE2's exhaustive tests (every small regular
// expression against every small text).
#include <malloc.h>

#include <cstdio>

#include <gtest/gtest.h>

#include "reference/reference.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/dataplane/judge.h"
#include "support/frame_builder.h"
#include "support/models.h"
#include "support/sanitized.h"

namespace sekisho::test {
namespace {

// Under a sanitizer, every so many only: the normal build tries all.
constexpr std::size_t kStride = kIsSanitized ? 34 : 1;

// The small model without the rest of the world, so that some address has no zone: a (eth1) with
// device a1, b (eth2) with b1, a router and what is behind it, a gateway address in each.
Model universe() {
  Model model = small_model();
  model.zones.pop_back();
  for (Zone& zone : model.zones) zone.kind = ZoneKind::lgwan;
  return model;
}

std::vector<Rule> every_rule() {
  const std::vector<Endpoint> ends{zone_endpoint(0), zone_endpoint(1),
                                   device_endpoint(3),  // behind the router
                                   gateway_endpoint(),
                                   range_endpoint("10.1.0.1-10.2.0.1")};  // across the zones
  const std::vector<Service> services{
      {6, {{1, 1}}, {}, {}}, {6, {{1, 2}}, {{7, 9}}, {}}, {17, {}, {}, {}}, {1, {}, {}, {8}}};
  std::vector<Rule> rules;
  for (const Endpoint& from : ends)
    for (const Endpoint& to : ends)
      for (const Service& service : services) rules.push_back(rule("", {from}, {to}, {service}));
  return rules;
}

struct Packet {
  const char* port;
  Bytes frame;
};

std::vector<Packet> every_packet() {
  struct Source {
    const char *port, *mac, *address;
  };
  const std::vector<Source> sources{
      {"eth1", "00:00:5e:00:53:01", "10.1.0.1"},  {"eth1", "02:00:00:00:00:09", "10.1.0.2"},
      {"eth1", "02:00:00:00:00:09", "10.2.0.1"},  {"eth2", "00:00:5e:00:53:02", "10.2.0.1"},
      {"eth2", "00:00:5e:00:53:03", "10.2.0.65"}, {"eth2", "02:00:00:00:00:09", "10.2.0.9"}};
  const std::vector<Bytes> contents{tcp(7, 1, kSyn),  tcp(7, 2, kSyn),  tcp(7, 3, kSyn),
                                    tcp(10, 1, kSyn), tcp(10, 2, kSyn), tcp(1, 40000, kSyn | kAck),
                                    udp(7, 9),        udp(1, 40000),    echo(8, 1),
                                    echo(0, 1)};
  const std::uint8_t protocols[]{6, 6, 6, 6, 6, 6, 17, 17, 1, 1};
  std::vector<Packet> packets;
  for (const Source& source : sources)
    for (const char* destination : {"10.1.0.1", "10.1.0.2", "10.1.0.254", "10.2.0.1", "10.2.0.2",
                                    "10.2.0.65", "10.2.0.9", "192.0.2.1"})
      for (std::size_t i = 0; i < contents.size(); ++i)
        packets.push_back(
            {source.port,
             ethernet(source.mac, "02:00:00:00:00:01", 0x0800,
                      ipv4({.src = source.address, .dst = destination, .protocol = protocols[i]},
                           contents[i]))});
  return packets;
}

// A long time apart, so that each packet finds empty tables.
constexpr std::uint64_t kApart_ns = 100'000'000'000'000;

class SmallWorlds : public ::testing::TestWithParam<std::size_t> {
 protected:
  void try_policy(std::vector<Rule> rules) {
    Model model = universe();
    model.rules = std::move(rules);
    for (std::size_t i = 0; i < model.rules.size(); ++i)
      model.rules[i].id = "r" + std::to_string(i);
    auto compiled = compile(model, kNow);
    ASSERT_TRUE(compiled);
    const auto image = std::make_shared<const TableImage>(std::move(compiled->image));
    UserlandJudge judge(image);
    Reference reference(model, kNow);
    std::uint64_t now_ns = 0;
    for (std::size_t i = 0; i < packets_.size(); ++i) {
      now_ns += kApart_ns;
      const Packet& packet = packets_[i];
      judge.forget_flows();
      const Judged judged = judge.judge(
          {now_ns, image->find_port(packet.port), std::as_bytes(std::span(packet.frame))});
      const Answer ours{reason_name(judged.reason), std::string(image->rule_name(judged.rule))};
      const Answer wanted = reference.judge(now_ns, packet.port, packet.frame);
      ++tried_;
      allowed_ += allows(wanted.reason);
      ASSERT_EQ(ours.reason + " " + ours.rule, wanted.reason + " " + wanted.rule)
          << "policy " << policies_ << ", packet " << i;
    }
    ++policies_;
  }

  const std::vector<Packet> packets_ = every_packet();
  std::uint64_t policies_ = 0, tried_ = 0, allowed_ = 0;
};

// The policies in shares, so that several cores can try them.
constexpr std::size_t kShares = 4;

TEST_P(SmallWorlds, AreJudgedAsTheReferenceDoes) {
  // Images come and go by the thousand: their memory is kept instead of mapped anew each time.
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  const std::vector<Rule> rules = every_rule();
  std::size_t number = 0;
  const auto is_tried = [&] { return number++ % (kShares * kStride) == GetParam(); };
  if (is_tried()) try_policy({});
  for (const Rule& only : rules)
    if (is_tried()) try_policy({only});
  for (const Rule& first : rules)
    for (const Rule& second : rules) {
      if (!is_tried()) continue;
      try_policy({first, second});
      if (HasFatalFailure()) return;
    }
  std::printf("%llu policies, %llu (policy, packet) pairs, %llu of them allowed\n",
              static_cast<unsigned long long>(policies_), static_cast<unsigned long long>(tried_),
              static_cast<unsigned long long>(allowed_));
  EXPECT_GE(policies_, (1 + 100 + 100 * 100) / (kShares * kStride));
  EXPECT_GT(allowed_, tried_ / 100);
}

INSTANTIATE_TEST_SUITE_P(Shares, SmallWorlds, ::testing::Range<std::size_t>(0, kShares));

}  // namespace
}  // namespace sekisho::test

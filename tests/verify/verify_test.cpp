// What verify proves of good images, and what it says of policies that no image may carry out.
#include <gtest/gtest.h>

#include "sekisho/compiler/compile.h"
#include "sekisho/verify/verify.h"
#include "support/models.h"

namespace sekisho::test {
namespace {

const Service kWeb{6, {{443, 443}}, {}, {}};

TableImage image_of(const Model& model, Instant at = kNow, const CompileOptions& options = {}) {
  auto compiled = compile(model, at, {}, options);
  if (!compiled) throw std::runtime_error(compiled.error().message());
  return std::move(compiled->image);
}

// Zones that may all meet: random rules join everything.
Model peaceful(Model model) {
  for (Zone& zone : model.zones) zone.kind = ZoneKind::lgwan;
  return model;
}

std::string difference(const Model& model, const TableImage& image) {
  const Verification verification = verify(model, image);
  return verification.found ? describe(*verification.found).en : "";
}

TEST(Verify, ProvesWhatTheCompilerWritesForRandomPolicies) {
  std::mt19937 random(7);
  for (int n = 0; n < 150; ++n) {
    const Model model = peaceful(random_model(random, random() % 25));
    EXPECT_EQ(difference(model, image_of(model)), "") << "policy " << n;
    EXPECT_EQ(difference(model, image_of(model, kNow, kSplitAlways)), "") << "in planes, " << n;
  }
}

TEST(Verify, SaysWhatItWalked) {
  Model model = peaceful(small_model());
  model.rules = {rule("web", {zone_endpoint(0)}, {device_endpoint(1)}, {kWeb})};
  const Verification verification = verify(model, image_of(model));
  EXPECT_TRUE(verification.holds());
  EXPECT_EQ(verification.stats.macs, 3u);
  EXPECT_EQ(verification.stats.service_kinds, 2u);  // tcp/443, and all others
  EXPECT_EQ(verification.stats.source_kinds, 2u);   // zone a, and all others
  EXPECT_EQ(verification.stats.destination_kinds, 2u);
  EXPECT_EQ(verification.stats.pairs, 1u);
}

// Any change of what the policy means must show against the image of the policy before it.
struct Change {
  const char* what;
  const char* section;  // that the difference is found in
  void (*make)(Model&);
};

TEST(Verify, FindsEveryDifferenceBetweenPolicyAndImage) {
  Model before = peaceful(small_model());
  before.rules = {
      rule("one", {zone_endpoint(0)}, {device_endpoint(1)}, {kWeb}),
      rule("two", {zone_endpoint(0)}, {zone_endpoint(1)},
           {{6, {{400, 500}}, {}, {}}, {1, {}, {}, {8}}}),
      rule("three", {gateway_endpoint()}, {zone_endpoint(1)}, {{17, {{53, 53}}, {}, {}}})};
  before.blocks = {{"stop", {range_endpoint("10.2.0.66")}, "", {}, {}}};
  const TableImage image = image_of(before);
  ASSERT_EQ(difference(before, image), "");
  const Change changes[] = {
      {"order", "rules", [](Model& m) { std::swap(m.rules[0], m.rules[1]); }},
      {"port", "trees",
       [](Model& m) {
         m.rules[0].services[0].ports = {{444, 444}};
       }},
      {"source port", "trees",
       [](Model& m) {
         m.rules[0].services[0].source_ports = {{1, 9}};
       }},
      {"type", "trees", [](Model& m) { m.rules[1].services[1].types = {13}; }},
      {"protocol", "trees", [](Model& m) { m.rules[2].services[0].protocol = 132; }},
      {"source", "trees", [](Model& m) { m.rules[0].from = {zone_endpoint(2)}; }},
      {"destination", "trees", [](Model& m) { m.rules[2].to = {device_endpoint(1)}; }},
      {"one address", "trees",
       [](Model& m) {
         m.rules[2].to = {range_endpoint("10.2.0.0/17"), range_endpoint("10.2.128.0-10.2.255.254"),
                          range_endpoint("2001:db8:2::/48")};
       }},
      {"log", "rules", [](Model& m) { m.rules[2].log = true; }},
      {"block", "addresses", [](Model& m) { m.blocks[0].match = {range_endpoint("10.2.0.67")}; }},
      {"no block", "rules", [](Model& m) { m.blocks.clear(); }},
      {"zone's subnet", "addresses", [](Model& m) { m.zones[0].subnets[0].length = 17; }},
      {"zone's tag", "port-zones", [](Model& m) { m.zones[0].interfaces[0].vlan = 7; }},
      {"zone's fragments", "zones", [](Model& m) { m.zones[1].tracks_fragments = false; }},
      {"zone's devices", "zones", [](Model& m) { m.zones[1].registered_only = true; }},
      {"MAC", "macs", [](Model& m) { m.devices[0].macs[0].bytes[5] ^= 1; }},
      {"no MAC", "macs", [](Model& m) { m.devices[0].macs.clear(); }},
      {"role", "devices", [](Model& m) { m.devices[2].role = Role::host; }},
      {"via", "devices", [](Model& m) { m.devices[3].via = DeviceId{1}; }},
      {"address", "addresses", [](Model& m) { m.devices[1].addresses.pop_back(); }},
      {"gateway", "addresses", [](Model& m) { m.gateway.addresses.pop_back(); }},
      {"local port", "local-ports",
       [](Model& m) {
         m.gateway.local_ports = {{32768, 60998}};
       }},
      {"timeout", "strings", [](Model& m) { ++m.timeouts.udp_replied; }},
      {"limit", "strings", [](Model& m) { --m.limits.max_fragments; }},
      {"mode", "strings", [](Model& m) { m.mode = Mode::monitor; }},
      {"forwarding", "strings", [](Model& m) { m.forwarding = Forwarding::bridge; }},
      {"dates", "strings", [](Model& m) { m.rules[0].dates.ends = *parse_date("2027-03-31"); }},
      {"digest", "strings", [](Model& m) { m.digest.back() = '6'; }},
  };
  for (const Change& change : changes) {
    Model after = before;
    change.make(after);
    const Verification verification = verify(after, image);
    ASSERT_TRUE(verification.found) << change.what;
    EXPECT_EQ(verification.found->section, change.section)
        << change.what << ": " << describe(*verification.found).en;
  }
}

TEST(Verify, RefusesAnImageOfAnotherMomentThanTheFacts) {
  const Model model = peaceful(small_model());
  const PolicyFacts facts(model, kNow);
  EXPECT_TRUE(verify(facts, image_of(model)).holds());
  const Verification later = verify(facts, image_of(model, kNow + std::chrono::microseconds(1)));
  ASSERT_TRUE(later.found);
  EXPECT_EQ(later.found->what.en, "the moment");
}

TEST(Verify, ShowsTheDifferenceAsAPacket) {
  Model before = peaceful(small_model());
  before.rules = {rule("web", {device_endpoint(0)}, {device_endpoint(1)}, {kWeb})};
  const TableImage image = image_of(before);
  before.rules[0].services[0].ports = {{443, 444}};
  const Verification verification = verify(before, image);
  ASSERT_TRUE(verification.found && verification.found->packet);
  EXPECT_EQ(verification.found->policy_says, "rule web");
  EXPECT_EQ(verification.found->image_says, "no rule");
  EXPECT_EQ(explain_options(*verification.found->packet),
            "--in eth1 --src 10.1.0.1 --dst 10.2.0.1 --proto tcp --sport 0 --dport 444");
}

struct NeverCase {
  ZoneKind from, to;
  bool never;
};

TEST(Verify, RefusesConduitsThatNoPolicyMayHave) {
  using enum ZoneKind;
  const NeverCase cases[] = {
      {mynumber, internet, true},
      {internet, mynumber, true},
      {mynumber, dmz, true},
      {mynumber, out_of_scope, true},
      {mynumber, development, true},
      {mynumber, sanitiser, true},
      {sanitiser, mynumber, true},
      {mynumber, lgwan, false},
      {mynumber, mynumber, false},
      {lgwan_uplink, internet, true},
      {dmz, lgwan_uplink, true},
      {lgwan_uplink, lgwan, false},
      {internet, management, true},
      {management, internet, false},
      {out_of_scope, lgwan, true},
      {out_of_scope, internet, true},
      {lgwan, internet, false},
      {internet, lgwan, false},
      {out_of_scope, out_of_scope, true},
      {development, lgwan_uplink, true},
      {lgwan, out_of_scope, true},
      {partner, dmz, false},
  };
  for (const NeverCase& row : cases) {
    Model model = small_model();
    model.zones[0].kind = row.from;
    model.zones[1].kind = row.to;
    model.zones[2].kind = partner;
    model.rules = {rule("web", {device_endpoint(0)}, {device_endpoint(1)}, {kWeb})};
    const Verification verification = verify(model, image_of(model));
    EXPECT_EQ(!verification.holds(), row.never)
        << to_string(row.from) << " to " << to_string(row.to);
    if (verification.found) {
      EXPECT_EQ(verification.found->section, "separation");
    }
  }
}

TEST(Verify, TakesTheGatewayForManagement) {
  Model model = small_model();
  model.zones[2].kind = ZoneKind::internet;
  model.rules = {rule("in", {zone_endpoint(2)}, {gateway_endpoint()}, {kWeb})};
  const Verification verification = verify(model, image_of(model));
  ASSERT_TRUE(verification.found);
  EXPECT_EQ(verification.found->section, "separation");
  model.rules = {rule("out", {gateway_endpoint()}, {zone_endpoint(2)}, {kWeb})};
  EXPECT_EQ(difference(model, image_of(model)), "");
}

TEST(Verify, LetsFamiliesThatNeverMeetBe) {
  Model model = small_model();
  model.zones[0].kind = ZoneKind::mynumber;  // IPv4 alone
  model.zones[1].kind = ZoneKind::internet;
  model.zones[2].kind = ZoneKind::partner;
  model.rules = {rule("no packet", {zone_endpoint(0)}, {range_endpoint("2001:db8:2::1")}, {kWeb})};
  EXPECT_EQ(difference(model, image_of(model)), "");
}

}  // namespace
}  // namespace sekisho::test

// What a policy becomes, and what is said of what it cannot become. That the kernel judges by it as
// Sekisho does is for the lab (lab.nftables) to show.
#include "sekisho/export/nftables.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sekisho/policy/load.h"
#include "support/models.h"

namespace sekisho {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kData = SEKISHO_SOURCE_DIR "/tests/export/data/";

Instant moment() {
  return *parse_instant("2026-11-20T10:00:00+09:00");
}

Model small_policy() {
  SourceSet sources;
  Result<Model> loaded = load_policy(kData + "small.json", moment(), sources);
  EXPECT_FALSE(loaded.diagnostics.has_errors());
  return std::move(*loaded.value);
}

std::vector<std::string> ids(const NftExport& made) {
  std::vector<std::string> found;
  for (const Unexpressed& each : made.left_out) found.push_back(each.id);
  return found;
}

bool leaves_out(const NftExport& made, const char* id) {
  return std::ranges::count(ids(made), id) == 1;
}

TEST(Nftables, WritesTheSmallPolicyAsItStandsInItsFile) {
  std::ostringstream expected;
  expected << std::ifstream(kData + "small.nft").rdbuf();
  EXPECT_EQ(to_nftables(small_policy(), moment()).ruleset, expected.str());
}

TEST(Nftables, WritesWhatIsInForceOnly) {
  const Model model = small_policy();
  const std::string now = to_nftables(model, moment()).ruleset;
  EXPECT_THAT(now, Not(HasSubstr("a-over")));
  EXPECT_THAT(now, Not(HasSubstr("00:00:5e:00:53:99")));
  EXPECT_THAT(now, Not(HasSubstr("r-ssh")));
  const std::string then =
      to_nftables(model, *parse_instant("2026-10-01T10:00:00+09:00"), {"r-help"}).ruleset;
  for (const char* text : {"a-over", "00:00:5e:00:53:99", "r-ssh"})
    EXPECT_THAT(then, HasSubstr(text));
}

TEST(Nftables, KeepsTheOrderOfTheRules) {
  Model model = test::small_model();
  Service tcp;
  tcp.protocol = 6;
  for (const char* id : {"third", "first", "second"})
    model.rules.push_back(
        test::rule(id, {test::zone_endpoint(0)}, {test::zone_endpoint(1)}, {tcp}));
  const std::string text = to_nftables(model, moment()).ruleset;
  EXPECT_LT(text.find("\"third\""), text.find("\"first\""));
  EXPECT_LT(text.find("\"first\""), text.find("\"second\""));
}

TEST(Nftables, HoldsTheGatewaysAddressesInNoOtherEndpoint) {
  Model model = test::small_model();
  model.gateway.addresses = {*parse_address("10.1.0.1")};
  Service udp;
  udp.protocol = 17;
  model.rules.push_back(test::rule("range", {test::zone_endpoint(1)},
                                   {test::range_endpoint("10.1.0.0-10.1.0.2")}, {udp}));
  EXPECT_THAT(to_nftables(model, moment()).ruleset,
              HasSubstr("ip daddr { 10.1.0.0, 10.1.0.2 } meta l4proto 17"));
}

TEST(Nftables, JudgesDestinationMacsOnABridgeAlone) {
  Model model = small_policy();
  EXPECT_THAT(to_nftables(model, moment()).ruleset, Not(HasSubstr("zone_of_mac")));
  model.forwarding = Forwarding::bridge;
  EXPECT_THAT(to_nftables(model, moment()).ruleset, HasSubstr("ether daddr vmap @zone_of_mac"));
}

TEST(Nftables, SaysOnlyWhatThePolicyHas) {
  Model model = test::small_model();
  for (Zone& zone : model.zones) {
    zone.registered_only = true;
    zone.tracks_fragments = false;
  }
  model.devices.clear();
  NftExport made = to_nftables(model, moment());
  for (const char* id : {"arp-sender-mac", "tracked-fragments", "gateway-icmp-errors",
                         "dates-and-schedules", "relaxations", "monitor-mode"})
    EXPECT_FALSE(leaves_out(made, id)) << id;
  for (const char* id : {"malformed-packets", "ipv6-extension-headers", "tcp-state", "flow-limits",
                         "protocol-trackers", "related-quotes", "timeouts", "flow-revocation",
                         "isolation", "events"})
    EXPECT_TRUE(leaves_out(made, id)) << id;
  model.zones[0].registered_only = false;
  model.zones[0].tracks_fragments = true;
  model.mode = Mode::monitor;
  model.relaxations = {"r"};
  made = to_nftables(model, moment());
  for (const char* id : {"arp-sender-mac", "tracked-fragments", "relaxations", "monitor-mode"})
    EXPECT_TRUE(leaves_out(made, id)) << id;
}

TEST(Nftables, SaysItInBothLanguagesAndAtTheHeadOfTheRuleset) {
  const NftExport made = to_nftables(small_policy(), moment());
  EXPECT_FALSE(made.left_out.empty());
  for (const Unexpressed& each : made.left_out) {
    EXPECT_FALSE(each.what.en.empty() || each.what.ja.empty()) << each.id;
    EXPECT_THAT(made.ruleset, HasSubstr("#   " + each.id + ": " + each.what.en));
  }
}

TEST(Nftables, GivesIdenticalTextForIdenticalInput) {
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    const Model model = test::random_model(random, 30);
    EXPECT_EQ(to_nftables(model, moment()).ruleset, to_nftables(model, moment()).ruleset);
  }
}

}  // namespace
}  // namespace sekisho

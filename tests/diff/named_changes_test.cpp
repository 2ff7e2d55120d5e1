// When differences hold, and what is listed beside the flows: addresses, rules, devices, settings.
#include <gtest/gtest.h>

#include "named_pair.h"

namespace sekisho::test {

namespace {

TEST(Occasions, NameWeekdaysAndHours) {
  const auto scheduled = [](Json& p) {
    p["allow"].push_back(
        {{"id", "new"},
         {"from", {"device:pc-1"}},
         {"to", {"device:db"}},
         {"services", {"ssh"}},
         {"schedule", {{"days", {"mon", "tue", "wed", "thu", "fri"}}, {"hours", "08:30-17:15"}}}});
  };
  EXPECT_EQ(allowed_by(scheduled),
            Texts{"device:pc-1 > device:db: ssh by new [.. mon-fri 08:30-17:15]"});
  EXPECT_EQ(allowed_by([&](Json& p) {
              scheduled(p);
              p["allow"].back()["schedule"] = {{"days", {"sat"}}, {"hours", "22:00-06:00"}};
            }),
            Texts{"device:pc-1 > device:db: ssh by new [.. sat 22:00-06:00]"});
  EXPECT_EQ(allowed_by([&](Json& p) {
              scheduled(p);
              p["allow"].back()["schedule"] = {{"hours", "08:30-17:15"}};
            }),
            Texts{"device:pc-1 > device:db: ssh by new [.. 08:30-17:15]"});
}

TEST(Occasions, NameDates) {
  const auto dated = [](const char* key, const char* date) {
    return [=](Json& p) {
      p["allow"].push_back({{"id", "new"},
                            {"from", {"device:pc-1"}},
                            {"to", {"device:db"}},
                            {"services", {"ssh"}},
                            {key, date}});
    };
  };
  EXPECT_EQ(allowed_by(dated("starts", "2027-04-01")),
            Texts{"device:pc-1 > device:db: ssh by new [2027-03-31T15:00:00.000000Z..]"});
  EXPECT_EQ(allowed_by(dated("ends", "2027-03-31")),
            Texts{"device:pc-1 > device:db: ssh by new [..2027-03-31T15:00:00.000000Z]"});
}

TEST(Occasions, NameTheRelaxationThatIsSwitchedOn) {
  EXPECT_EQ(denied_by([](Json& p) { p.erase("relaxations"); }),
            Texts{"device:pc-1 > 10.2.0.53: dns by r-dns relaxed storm"});
}

TEST(Occasions, SayWhenThereAreMoreMomentsThanWereCompared) {
  const PolicyDiff diff = diff_of([](Json& p) {
    for (int day = 1; day <= 28; ++day)
      p["allow"].push_back({{"id", fmt::format("d-{}", day)},
                            {"from", {"device:pc-1"}},
                            {"to", {"device:db"}},
                            {"services", {{{"proto", "tcp"}, {"ports", {day}}}}},
                            {"starts", fmt::format("2027-02-{:02}", day)}});
  });
  EXPECT_FALSE(diff.moments.is_all);
  EXPECT_EQ(diff.moments.compared, kMostMoments);
  EXPECT_FALSE(diff.is_equal);
}

TEST(Addresses, SayWhatIsBlockedAndWhatChangesItsZone) {
  const PolicyDiff blocked = diff_of([](Json& p) {
    p["block"].push_back({{"id", "b-2"}, {"match", {"198.51.100.0/24"}}, {"until", "2027-03-31"}});
  });
  ASSERT_EQ(blocked.addresses.size(), 1u);
  EXPECT_EQ(text_of(blocked.addresses[0].written), "198.51.100.0/24");
  EXPECT_EQ(text_of(blocked.addresses[0].occasion), " [..2027-03-31T15:00:00.000000Z]");
  const PolicyDiff rezoned =
      diff_of([](Json& p) { p["zones"][1]["subnets"].push_back("10.3.0.0/24"); });
  ASSERT_EQ(rezoned.addresses.size(), 1u);
  EXPECT_EQ(text_of(rezoned.addresses[0].written), "10.3.0.0/24");
  EXPECT_EQ(rezoned.addresses[0].zone_before, "inet");
  EXPECT_EQ(rezoned.addresses[0].zone_after, "server");
  EXPECT_FALSE(rezoned.is_equal);
}

TEST(Bridge, LetsAddressesBeResolvedWhereverSomeRuleJoinsThem) {
  Json before = base();
  before["forwarding"] = "bridge";
  Json split = before;
  split["allow"].push_back(split["allow"][0]);
  split["allow"][0]["services"] = {"ping"};
  split["allow"].back()["id"] = "web-2";
  split["allow"].back()["services"] = {"https"};
  EXPECT_TRUE(diff_of(before, split).is_equal);
  // No packet of IPv4 is ICMPv6, yet the rule joins the two.
  Json after = before;
  after["allow"].push_back({{"id", "new"},
                            {"from", {"device:pc-2"}},
                            {"to", {"10.2.0.77"}},
                            {"services", {{{"proto", "icmpv6"}}}}});
  const PolicyDiff diff = diff_of(before, after);
  EXPECT_EQ(flows_of(diff, FlowChange::allowed), Texts{});
  EXPECT_FALSE(diff.resolves_alike);
  EXPECT_FALSE(diff.is_equal);
}

TEST(Changes, ListRulesByWhatBecameOfThem) {
  Json after = base();
  after["allow"].erase(1);
  after["allow"][0]["services"] = {"https"};
  after["allow"].push_back(
      {{"id", "new"}, {"from", {"device:pc-1"}}, {"to", {"device:db"}}, {"services", {"ssh"}}});
  const PolicyDiff diff = diff_of(base(), after);
  ASSERT_EQ(diff.changes.rules.size(), 3u);
  EXPECT_EQ(diff.changes.rules[0].id, "app");
  EXPECT_EQ(diff.changes.rules[0].change, ItemChange::removed);
  EXPECT_EQ(diff.changes.rules[1].id, "web");
  EXPECT_EQ(diff.changes.rules[1].fields,
            (std::vector<FieldChange>{{"services", {"icmp 8", "icmpv6 128"}, {}, false}}));
  EXPECT_EQ(diff.changes.rules[2].id, "new");
  EXPECT_EQ(diff.changes.rules[2].change, ItemChange::added);
}

TEST(Changes, MoveAsFewRulesAsExplainTheOrder) {
  const PolicyDiff diff = diff_of([](Json& p) {
    p["allow"].insert(p["allow"].begin(), p["allow"][2]);
    p["allow"].erase(3);
  });
  ASSERT_EQ(diff.changes.rules.size(), 1u);
  EXPECT_EQ(diff.changes.rules[0].id, "out");
  EXPECT_EQ(diff.changes.rules[0].change, ItemChange::moved);
}

TEST(Changes, DecideByThemselvesWhereNoFlowShowsThem) {
  const NamedPair kPairs[] = {
      {"a MAC", [](Json& p) { p["devices"][3]["mac"] = "00:00:5e:00:53:82"; }},
      {"an interface", [](Json& p) { p["zones"][1]["interfaces"] = {"eth2.20"}; }},
      {"fragments", [](Json& p) { p["zones"][1]["fragments"] = "deny"; }},
      {"mode", [](Json& p) { p["mode"] = "monitor"; }},
      {"forwarding", [](Json& p) { p["forwarding"] = "bridge"; }},
      {"a timeout",
       [](Json& p) {
         p["timeouts"] = {{"udp_replied", 200}};
       }},
      {"a limit",
       [](Json& p) {
         p["limits"] = {{"max_flows", 1000}};
       }},
      {"local ports", [](Json& p) { p["gateway"]["local_ports"] = {"40000-50000"}; }},
      {"a device that no rule names",
       [](Json& p) {
         p["devices"].push_back(
             {{"id", "tv"}, {"zone", "server"}, {"mac", "00:00:5e:00:53:90"}, {"ip", "10.2.0.90"}});
       }},
  };
  for (const auto& [why, edit] : kPairs) {
    const PolicyDiff diff = diff_of(edit);
    EXPECT_FALSE(diff.is_equal) << why;
    EXPECT_EQ(flows_of(diff, FlowChange::allowed), Texts{}) << why;
    EXPECT_EQ(flows_of(diff, FlowChange::denied), Texts{}) << why;
  }
}

}  // namespace

}  // namespace sekisho::test

// Pairs of policies with names: those that say the same in other words, and the very region of each
// difference.
#include <gtest/gtest.h>

#include "named_pair.h"

namespace sekisho::test {

namespace {

TEST(EqualPairs, MeanTheSameThoughTheySayItOtherwise) {
  const NamedPair kPairs[] = {
      {"nothing", [](Json&) {}},
      {"a group is replaced by what it holds",
       [](Json& p) {
         p["allow"][1]["from"] = {"device:pc-2", "device:pc-1"};
       }},
      {"a prefix is written in halves",
       [](Json& p) {
         p["allow"][2]["to"] = {"203.0.113.0/25", "203.0.113.128-203.0.113.255"};
       }},
      {"a subnet is written in halves",
       [](Json& p) {
         p["zones"][1]["subnets"] = {"10.2.0.0/25", "10.2.0.128/25", "2001:db8:2::/64"};
       }},
      {"a rule is split by services",
       [](Json& p) {
         Json more = p["allow"][0];
         more["id"] = "web-ping";
         more["services"] = {"ping"};
         p["allow"][0]["services"] = {"https"};
         p["allow"].push_back(more);
       }},
      {"a rule is split by ends",
       [](Json& p) {
         Json more = p["allow"][1];
         more["id"] = "app-2";
         more["from"] = {"device:pc-2"};
         p["allow"][1]["from"] = {"device:pc-1"};
         p["allow"].push_back(more);
       }},
      {"a service is written out",
       [](Json& p) {
         p["allow"][1]["services"] = {{{"proto", 6}, {"ports", {"8000-8004", "8005-8010"}}}};
       }},
      {"rules stand in another order",
       [](Json& p) {
         p["allow"].insert(p["allow"].begin(), p["allow"][2]);
         p["allow"].erase(3);
       }},
      {"devices and zones stand in another order",
       [](Json& p) {
         std::swap(p["devices"][0], p["devices"][4]);
         std::swap(p["zones"][0], p["zones"][2]);
       }},
      {"a rule has another name", [](Json& p) { p["allow"][0]["id"] = "web-and-ping"; }},
      {"a label and an owner",
       [](Json& p) {
         p["allow"][0]["label"] = "窓口";
         p["devices"][0]["owner"] = "税務課";
       }},
      {"a rule permits what another does already",
       [](Json& p) {
         p["allow"].push_back({{"id", "again"},
                               {"from", {"device:pc-1"}},
                               {"to", {"10.2.0.80"}},
                               {"services", {"https"}}});
       }},
      {"a rule between addresses that cannot send",
       [](Json& p) {
         p["allow"].push_back({{"id", "nobody"},
                               {"from", {"10.1.0.77"}},
                               {"to", {"zone:server"}},
                               {"services", {"https"}}});
       }},
      {"an exception that is over",
       [](Json& p) {
         p["exceptions"] = {{{"id", "over"},
                             {"from", {"device:pc-1"}},
                             {"to", {"device:db"}},
                             {"services", {"ssh"}},
                             {"approved_by", {"Sato"}},
                             {"approved_on", "2026-01-05"},
                             {"expires", "2026-03-31"},
                             {"ticket", "1"},
                             {"reason", "x"}}};
       }},
  };
  for (const auto& [why, edit] : kPairs) {
    const PolicyDiff diff = diff_of(edit);
    EXPECT_TRUE(diff.is_equal) << why;
    for (const FlowChange change :
         {FlowChange::allowed, FlowChange::denied, FlowChange::logged, FlowChange::unlogged})
      EXPECT_EQ(flows_of(diff, change), Texts{}) << why;
  }
}

TEST(Regions, NameZonesGroupsDevicesAndServices) {
  const auto add = [](const char* from, const char* to, const char* service) {
    return [=](Json& p) {
      p["allow"].push_back({{"id", "new"},
                            {"from", {from}},
                            {"to", {to}},
                            {"services", {service}},
                            {"necessity", "x"}});
    };
  };
  EXPECT_EQ(allowed_by(add("zone:office", "zone:server", "ssh")),
            Texts{"zone:office > zone:server: ssh by new"});
  EXPECT_EQ(allowed_by(add("device:pc-1", "device:pc-2", "app")),
            Texts{"device:pc-1 > device:pc-2: app by new"});
  EXPECT_EQ(allowed_by(add("group:pcs", "10.2.0.0/28", "http")),
            Texts{"group:pcs > 10.2.0.0/28: http by new"});
  // A group of one network is what people call it.
  Json named = base();
  named["groups"]["printers"] = {"10.2.0.0/28"};
  Json after = named;
  after["allow"].push_back(
      {{"id", "new"}, {"from", {"group:pcs"}}, {"to", {"group:printers"}}, {"services", {"http"}}});
  EXPECT_EQ(flows_of(diff_of(named, after), FlowChange::allowed),
            Texts{"group:pcs > group:printers: http by new"});
  EXPECT_EQ(allowed_by(add("zone:server", "gateway", "ntp")),
            Texts{"zone:server > gateway: ntp by new"});
  EXPECT_EQ(allowed_by(add("gateway", "10.2.0.123", "ntp")),
            Texts{"gateway > 10.2.0.123: ntp by new"});
}

TEST(Regions, LeaveOutWhatWasPermittedBefore) {
  EXPECT_EQ(allowed_by([](Json& p) { p["allow"][0]["to"] = {"zone:server"}; }),
            (Texts{"zone:office > zone:server except device:web: https, ping by web"}));
  EXPECT_EQ(allowed_by([](Json& p) {
              p["allow"][1]["services"] = {{{"proto", "tcp"}, {"ports", {"7990-8020"}}}};
            }),
            Texts{"group:pcs > group:servers: tcp 7990-7999, 8011-8020 by app"});
}

TEST(Regions, SayWhatIsDeniedInTheWordsOfTheOldPolicy) {
  EXPECT_EQ(denied_by([](Json& p) { p["allow"].erase(1); }),
            Texts{"group:pcs > group:servers: app by app"});
  EXPECT_EQ(denied_by([](Json& p) { p["allow"][2]["services"] = {"https"}; }),
            Texts{"zone:server > 203.0.113.0/24: http by out"});
  EXPECT_EQ(denied_by([](Json& p) {
              p["devices"].erase(4);
              p["groups"]["servers"].erase(1);
            }),
            Texts{"group:pcs > device:db: app by app"});
  EXPECT_EQ(
      denied_by([](Json& p) {
        p["block"].push_back({{"id", "b-web"}, {"match", {"device:web"}}});
      }),
      (Texts{"zone:office > device:web: https, ping by web", "group:pcs > device:web: app by app",
             "device:web > 203.0.113.0/24: http by out"}));
}

TEST(Regions, FollowTheBindingOfAddresses) {
  // Without its router's MAC a device behind it sends nothing.
  const PolicyDiff diff = diff_of([](Json& p) { p["devices"][1]["ends"] = "2026-11-19"; });
  EXPECT_EQ(flows_of(diff, FlowChange::denied),
            (Texts{"device:router, device:pc-2 > device:web: https, ping by web",
                   "device:pc-2 > group:servers: app by app"}));
  // A zone that anyone may send from has all its addresses to show.
  EXPECT_EQ(allowed_by([](Json& p) { p["zones"][0]["devices"] = "any"; }),
            Texts{"zone:office except group:pcs, device:router > device:web: https, ping by web"});
}

TEST(Regions, TellWhichFlowsAreLogged) {
  const PolicyDiff diff = diff_of([](Json& p) { p["allow"][2]["log"] = true; });
  EXPECT_EQ(flows_of(diff, FlowChange::logged), Texts{"zone:server > 203.0.113.0/24: http by out"});
  EXPECT_EQ(flows_of(diff, FlowChange::allowed), Texts{});
  EXPECT_FALSE(diff.is_equal);
}

TEST(Regions, HoldTheOrderOfRulesToBeNothingUnlessTheyLog) {
  Json quiet = base();
  quiet["allow"].push_back({{"id", "all"},
                            {"from", {"zone:office"}},
                            {"to", {"zone:server"}},
                            {"services", {"https"}},
                            {"log", true}});
  Json loud = quiet;
  std::swap(loud["allow"][0], loud["allow"][3]);
  const PolicyDiff diff = diff_of(quiet, loud);
  EXPECT_EQ(flows_of(diff, FlowChange::logged), Texts{"zone:office > device:web: https by all"});
  EXPECT_EQ(flows_of(diff, FlowChange::allowed), Texts{});
}

}  // namespace

}  // namespace sekisho::test

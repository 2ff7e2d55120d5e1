// Pairs of policies with names: those that say the same in other words, and one difference of each
// kind with the very region that it is.
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "sekisho/diff/policy_diff.h"
#include "written_policy.h"

namespace sekisho::test {

namespace {

using Json = nlohmann::ordered_json;

const Instant kFriday = *parse_instant("2026-11-20T10:00:00+09:00");

// Two networks of devices and an outside; pc-2 stands behind a router.
Json base() {
  return Json::parse(R"({
    "sekisho": 1, "name": "base",
    "gateway": {"addresses": ["10.1.0.1"]},
    "zones": [
      {"id": "office", "kind": "dmz", "interfaces": ["eth1"], "devices": "registered",
       "subnets": ["10.1.0.0/24", "2001:db8:1::/64"]},
      {"id": "server", "kind": "dmz", "interfaces": ["eth2"],
       "subnets": ["10.2.0.0/24", "2001:db8:2::/64"]},
      {"id": "inet", "kind": "internet", "interfaces": ["eth3"], "subnets": ["0.0.0.0/0"]}],
    "devices": [
      {"id": "pc-1", "zone": "office", "mac": "00:00:5e:00:53:01",
       "ip": ["10.1.0.10", "2001:db8:1::10"]},
      {"id": "router", "zone": "office", "mac": "00:00:5e:00:53:02", "ip": "10.1.0.2",
       "role": "router"},
      {"id": "pc-2", "zone": "office", "via": "router", "ip": "10.1.0.20"},
      {"id": "web", "zone": "server", "mac": "00:00:5e:00:53:80",
       "ip": ["10.2.0.80", "2001:db8:2::80"]},
      {"id": "db", "zone": "server", "mac": "00:00:5e:00:53:81", "ip": "10.2.0.81"}],
    "groups": {"pcs": ["device:pc-1", "device:pc-2"], "servers": ["device:web", "device:db"]},
    "services": {"app": [{"proto": "tcp", "ports": ["8000-8010"]}]},
    "allow": [
      {"id": "web", "from": ["zone:office"], "to": ["device:web"], "services": ["https", "ping"]},
      {"id": "app", "from": ["group:pcs"], "to": ["group:servers"], "services": ["app"]},
      {"id": "out", "from": ["zone:server"], "to": ["203.0.113.0/24"], "services": ["http"]}],
    "block": [{"id": "bad", "match": ["203.0.113.66"]}],
    "relaxations": [
      {"id": "storm", "label": "storm",
       "allow": [{"id": "r-dns", "from": ["device:pc-1"], "to": ["10.2.0.53"],
                  "services": ["dns"]}]}]
  })");
}

using Edit = std::function<void(Json&)>;

PolicyDiff diff_of(const Json& before, const Json& after) {
  const WrittenPolicy a = read_policy(before, kFriday), b = read_policy(after, kFriday);
  return diff_policies({a.model, a.names}, {b.model, b.names}, kFriday);
}

PolicyDiff diff_of(const Edit& edit) {
  Json after = base();
  edit(after);
  return diff_of(base(), after);
}

std::string text_of(const WrittenAddresses& written) {
  std::string text = fmt::format("{}", fmt::join(written.names, ", "));
  if (!written.except.empty()) text += fmt::format(" except {}", fmt::join(written.except, ", "));
  return text;
}

std::string text_of(const Occasion& occasion) {
  std::string text;
  for (const Period& period : occasion.periods)
    text += fmt::format(" [{}..{}{}{}]", period.from ? to_rfc3339(*period.from) : "",
                        period.until ? to_rfc3339(*period.until) : "",
                        period.weekly.empty() ? "" : " ", fmt::join(period.weekly, "; "));
  if (!occasion.relaxation.empty()) text += " relaxed " + occasion.relaxation;
  return text;
}

std::vector<std::string> flows_of(const PolicyDiff& diff, FlowChange change) {
  std::vector<std::string> texts;
  for (const auto& [region, occasion] : diff.flows[static_cast<std::size_t>(change)]) {
    std::vector<std::string> services;
    for (const WrittenService& service : region.written_services)
      services.push_back(to_string(service));
    texts.push_back(fmt::format("{} > {}: {} by {}{}", text_of(region.written_from),
                                text_of(region.written_to), fmt::join(services, ", "),
                                fmt::join(region.rules, ", "), text_of(occasion)));
  }
  return texts;
}

using Texts = std::vector<std::string>;

Texts allowed_by(const Edit& edit) {
  return flows_of(diff_of(edit), FlowChange::allowed);
}
Texts denied_by(const Edit& edit) {
  return flows_of(diff_of(edit), FlowChange::denied);
}

struct NamedPair {
  const char* why;
  Edit edit;
};

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

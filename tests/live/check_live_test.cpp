// A policy against machines that agree with it, and machines that do not.
#include <gtest/gtest.h>

#include "sekisho/live/host.h"
#include "sekisho/policy/model.h"
#include "support/models.h"

namespace sekisho {
namespace {

HostRoute route(const char* prefix, std::vector<std::string> interfaces) {
  return {*parse_prefix(prefix), std::move(interfaces)};
}

HostInterface port(const char* name, const char* bridge = "") {
  return {.name = name, .parent = {}, .bridge = bridge};
}

HostInterface vlan(const char* name, const char* parent, std::uint16_t tag) {
  return {.name = name, .parent = parent, .vlan = tag, .bridge = {}};
}

Zone zone(const char* id, const char* port, std::uint16_t tag, std::vector<const char*> subnets) {
  Zone zone;
  zone.id = id;
  zone.interfaces.push_back({port, tag, {}});
  for (const char* each : subnets) zone.subnets.push_back(*parse_prefix(each));
  return zone;
}

// Zone a untagged on eth1, b with tag 20 on eth2, and the world on eth3. One rule: a to b.
Model city() {
  Model model;
  model.zones = {zone("a", "eth1", 0, {"10.1.0.0/16", "2001:db8:1::/48"}),
                 zone("b", "eth2", 20, {"10.2.0.0/16"}), zone("world", "eth3", 0, {"0.0.0.0/0"})};
  model.rules = {
      test::rule("r", {test::zone_endpoint(0)}, {test::range_endpoint("10.2.3.0/24")}, {})};
  return model;
}

HostView machine() {
  return {
      .interfaces = {port("lo"), port("eth1"), port("eth2"), vlan("nai", "eth2", 20), port("eth3")},
      .routes = {route("10.1.0.0/16", {"eth1"}), route("2001:db8:1::/48", {"eth1"}),
                 route("10.2.0.0/16", {"nai"}), route("0.0.0.0/0", {"eth3"})},
      .forwards_ipv4 = true,
      .forwards_ipv6 = true,
      .is_clock_synchronised = true};
}

struct Row {
  const char* why;
  void (*change)(Model& model, HostView& host);
  const char* codes;
};

const Row kRows[] = {
    {"all agrees", [](Model&, HostView&) {}, ""},
    {"a zone's addresses have no route",
     [](Model&, HostView& host) { host.routes.erase(host.routes.begin()); }, "SK6001"},
    {"no route at all to what a rule names",
     [](Model& model, HostView& host) {
       host.routes.resize(2);
       model.zones.resize(2);
     },
     "SK6001"},
    {"a route that no rule needs may be missing",
     [](Model&, HostView& host) { host.routes.pop_back(); }, ""},
    {"unreachable is no route",
     [](Model&, HostView& host) { host.routes.push_back(route("10.2.3.0/25", {})); }, "SK6001"},
    {"a longer route leads elsewhere",
     [](Model&, HostView& host) { host.routes.push_back(route("10.2.3.128/25", {"eth3"})); },
     "SK6001"},
    {"a longer route leads elsewhere, but no rule names what it holds",
     [](Model&, HostView& host) { host.routes.push_back(route("10.2.4.0/24", {"eth3"})); }, ""},
    {"the untagged interface is not the zone's",
     [](Model&, HostView& host) { host.routes[2].interfaces = {"eth2"}; }, "SK6001"},
    {"one of two ways leads elsewhere",
     [](Model&, HostView& host) {
       host.routes[2].interfaces = {"nai", "eth1"};
     },
     "SK6001"},
    {"IPv6 is asked as well", [](Model&, HostView& host) { host.routes[1].interfaces = {"eth3"}; },
     "SK6001"},
    {"a bridge gateway routes nothing",
     [](Model& model, HostView& host) {
       model.forwarding = Forwarding::bridge;
       host.routes.clear();
     },
     ""},
    {"a route to a bridge that holds the zone's interface",
     [](Model&, HostView& host) {
       host.interfaces[1].bridge = "br0";
       host.interfaces.push_back(port("br0"));
       host.routes[0].interfaces = {"br0"};
       host.routes[1].interfaces = {"br0"};
     },
     ""},
    {"a route to what no zone holds", [](Model& model, HostView&) { model.zones.pop_back(); }, ""},
    {"a route to what no zone holds, and not the default one",
     [](Model& model, HostView& host) {
       model.zones.pop_back();
       host.routes.push_back(route("10.0.0.0/8", {"eth1"}));
     },
     "SK6002"},
    {"link-local and multicast routes are the kernel's own",
     [](Model&, HostView& host) {
       host.routes.push_back(route("fe80::/64", {"eth1"}));
       host.routes.push_back(route("ff00::/8", {"eth1"}));
     },
     ""},
    {"an interface that is not there, said once",
     [](Model&, HostView& host) { host.interfaces.erase(host.interfaces.begin() + 1); }, "SK6003"},
    {"the kernel routes by an interface that no zone has",
     [](Model&, HostView& host) {
       host.interfaces.push_back(port("eth9"));
       host.routes[2].interfaces = {"eth9"};
     },
     "SK6004"},
    {"the kernel would, if it forwarded",
     [](Model&, HostView& host) {
       host.interfaces.push_back(port("eth9"));
       host.routes[2].interfaces = {"eth9"};
       host.forwards_ipv4 = false;
     },
     "SK6001"},
    {"a bridge with a port that no zone has",
     [](Model&, HostView& host) {
       host.interfaces[1].bridge = "br0";
       host.interfaces.push_back(port("eth9", "br0"));
     },
     "SK6004"},
    {"a bridge of enforced ports",
     [](Model&, HostView& host) {
       host.interfaces[1].bridge = "br0";
       host.interfaces[4].bridge = "br0";
     },
     ""},
    {"the clock", [](Model&, HostView& host) { host.is_clock_synchronised = false; }, "SK6005"},
};

std::string codes_of(const Diagnostics& found) {
  std::string codes;
  for (const Diagnostic& each : found.all()) codes += (codes.empty() ? "" : " ") + each.code;
  return codes;
}

TEST(CheckLive, FindsWhereMachineAndPolicyContradict) {
  for (const Row& row : kRows) {
    Model model = city();
    HostView host = machine();
    row.change(model, host);
    const Diagnostics found = check_live(model, host);
    EXPECT_EQ(codes_of(found), row.codes)
        << row.why << (found.all().empty() ? "" : ": " + found.all()[0].message.en);
  }
}

struct Words {
  void (*change)(Model& model, HostView& host);
  const char* en;
  const char* ja;
};

const Words kWords[] = {
    {[](Model&, HostView& host) { host.routes[2].interfaces = {"eth1"}; },
     "SK6001 the route 10.2.0.0/16 by \"eth1\" leads 10.2.3.0 of zone \"b\" out of another "
     "interface than the zone's",
     "SK6001 経路 10.2.0.0/16 (eth1) により、ゾーン「b」の 10.2.3.0 が別のインターフェースから"
     "出ていきます"},
    {[](Model&, HostView& host) { host.routes[2].interfaces.clear(); },
     "SK6001 there is no route to 10.2.3.0 of zone \"b\", which a rule names; add one by an "
     "interface of the zone",
     "SK6001 規則が名指すゾーン「b」の 10.2.3.0 への経路がありません。ゾーンのインターフェース"
     "から出る経路を加えます"},
    {[](Model& model, HostView& host) {
       model.zones.pop_back();
       host.routes.push_back(route("10.9.0.0/16", {"eth1"}));
     },
     "SK6002 the kernel has a route to 10.9.0.0/16 by \"eth1\", but no zone holds 10.9.0.0",
     "SK6002 カーネルに 10.9.0.0/16 への経路 (eth1) がありますが、10.9.0.0 はどのゾーンにも"
     "含まれません"},
    {[](Model&, HostView& host) { host.interfaces.erase(host.interfaces.begin() + 4); },
     "SK6003 interface \"eth3\" of zone \"world\" is not there",
     "SK6003 ゾーン「world」のインターフェース「eth3」がこの装置にありません"},
    {[](Model&, HostView& host) { host.is_clock_synchronised = false; },
     "SK6005 the clock is not synchronised; dates, schedules and the log rest on it",
     "SK6005 時計が同期していません。期限、時間帯、ログは時刻に依存します"},
};

TEST(CheckLive, SaysItInBothLanguages) {
  for (const Words& words : kWords) {
    Model model = city();
    HostView host = machine();
    words.change(model, host);
    const Diagnostics found = check_live(model, host);
    ASSERT_EQ(found.all().size(), 1u) << words.en;
    EXPECT_EQ(found.all()[0].code + " " + found.all()[0].message.en, words.en);
    EXPECT_EQ(found.all()[0].code + " " + found.all()[0].message.ja, words.ja);
  }
}

TEST(ReadHost, SeesTheLoopback) {
  const auto host = read_host();
  ASSERT_TRUE(host) << host.error().en;
  const auto is_loopback = [](const HostInterface& each) { return each.name == "lo"; };
  EXPECT_TRUE(std::any_of(host->interfaces.begin(), host->interfaces.end(), is_loopback));
}

}  // namespace
}  // namespace sekisho

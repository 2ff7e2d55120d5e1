// Steps 10 to 13 of policy.md 2.3, by conntrack. Over a bridge these hooks are reached by
// br_netfilter, which every kernel has had for long; conntrack in the bridge family many have not.
#include <fmt/format.h>

#include "export/flow.h"

namespace sekisho::nft {
namespace {

constexpr const char* kErrors4 = "icmp type { 3, 4, 11, 12 }";
constexpr const char* kErrors6 = "icmpv6 type { 1, 2, 3, 4 }";

void write_timeouts(Script& script, const Timeouts& timeouts) {
  for (const char* version : {"ip", "ip6"}) {
    script.open(fmt::format("ct timeout tcp_{}", version));
    script.line("protocol tcp;");
    script.line(fmt::format("l3proto {};", version));
    script.line(fmt::format(
        "policy = {{ syn_sent : {0}, syn_recv : {0}, established : {1}, fin_wait : {2}, close_wait "
        ": {2}, last_ack : {2}, time_wait : {2}, close : {2}, retrans : {1}, unack : {1} }}",
        timeouts.tcp_opening, timeouts.tcp_established, timeouts.tcp_closing));
    script.close();
    script.open(fmt::format("ct timeout udp_{}", version));
    script.line("protocol udp;");
    script.line(fmt::format("l3proto {};", version));
    script.line(fmt::format("policy = {{ unreplied : {}, replied : {} }}", timeouts.udp_unreplied,
                            timeouts.udp_replied));
    script.close();
  }
}

// An error must come in from the zone of the packet that it quotes.
void write_related(Script& script, const View& view) {
  for (const Zone& zone : view.model.zones) {
    const Chain chain(script, "related_" + zone.id);
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const char* version = family == Family::ipv4 ? "ip" : "ip6";
      const std::string set = zone_set(zone, family);
      script.rule(fmt::format("ct direction reply ct original {} daddr @{}", version, set),
                  "accept", "related");
      script.rule(fmt::format("ct direction original ct original {} saddr @{}", version, set),
                  "accept", "related");
    }
  }
  std::vector<std::string> by_mark;
  for (std::uint32_t zone = 0; zone < view.zones.size(); ++zone)
    by_mark.push_back(
        fmt::format("{:#x} : goto related_{}", mark_of(ZoneId{zone}), view.model.zones[zone].id));
  const Chain chain(script, "related");
  script.line(fmt::format("meta mark vmap {{ {} }}", fmt::join(by_mark, ", ")));
}

// What conntrack calls established. It keeps more than the policy's flows: answers to types of ICMP
// that begin none, and what the gateway itself began; those are judged as new.
void write_live(Script& script) {
  const Chain chain(script, "live");
  script.line("icmp type != { echo-request, echo-reply } return");
  script.line("icmpv6 type != { echo-request, echo-reply } return");
  script.line("ct direction reply ip daddr @gateway_v4 return");
  script.line("ct direction reply ip6 daddr @gateway_v6 return");
  script.rule("ct direction reply tcp flags & (syn | ack) == syn", "drop", "no-state");
  script.rule("", "accept", "established");
}

void write_judge(Script& script) {
  const Chain chain(script, "judge");
  script.rule(fmt::format("meta mark {:#x}", kLinkControlMark), "accept", "link-control");
  for (const char* errors : {kErrors4, kErrors6})
    script.line(fmt::format("ct state related {} jump related", errors));
  script.line("ct state established jump live");
  script.line("ip daddr @gateway_v4 jump gateway_replies");
  script.line("ip6 daddr @gateway_v6 jump gateway_replies");
  for (const char* version : {"4", "6"}) {
    const std::string daddr = version[0] == '4' ? "ip daddr" : "ip6 daddr";
    script.rule(fmt::format("{0} != @zoned_v{1} {0} != @gateway_v{1}", daddr, version), "drop",
                "unknown-destination");
  }
  for (const char* protocol : {"tcp", "udp"})
    for (const char* version : {"ip", "ip6"})
      script.line(
          fmt::format("meta nfproto {} meta l4proto {} ct state new ct timeout set \"{}_{}\"",
                      version[2] == '6' ? "ipv6" : "ipv4", protocol, protocol, version));
  script.line("goto rules");
}

void write_hooks(Script& script) {
  {
    const Chain chain(script, "forward");
    script.line("type filter hook forward priority filter; policy drop;");
    script.rule("meta mark 0", "drop", "no-zone");
    script.line("goto judge");
  }
  const Chain chain(script, "input");
  // Unmarked: the loopback, and interfaces that the policy does not know of.
  script.line("type filter hook input priority filter; policy accept;");
  script.line("meta mark != 0 goto judge");
}

}  // namespace

void write_flow_table(Script& script, const View& view) {
  script.open("table inet sekisho");
  write_timeouts(script, view.model.timeouts);
  // As endpoints hold them: without the gateway's own.
  for (std::size_t i = 0; i < view.zones.size(); ++i)
    script.address_sets("zone_" + view.model.zones[i].id, difference(view.zones[i], view.gateway));
  script.address_sets("zoned", view.zoned);
  script.address_sets("gateway", view.gateway);
  script.blank();
  write_related(script, view);
  write_live(script);
  write_gateway_replies(script, view);
  write_rules(script, view);
  script.blank();
  write_judge(script);
  write_hooks(script);
  script.close();
}

}  // namespace sekisho::nft

// Step 12: the rules in force, in their order, each a line a protocol; and, for the gateway's own
// addresses, the same rules turned round (step 11).
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "export/flow.h"
#include "sekisho/policy/protocol.h"

namespace sekisho::nft {
namespace {

constexpr std::uint8_t kIcmp = 1, kTcp = 6, kIcmpv6 = 58;
constexpr const char* kBareSyn = "tcp flags & (fin | syn | rst | ack)";

std::string ports(std::vector<PortRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<PortRange> apart;
  for (const PortRange& range : ranges) {
    if (!apart.empty() && range.first <= apart.back().last + 1)
      apart.back().last = std::max(apart.back().last, range.last);
    else
      apart.push_back(range);
  }
  std::vector<std::string> elements;
  for (const PortRange& range : apart)
    elements.push_back(range.first == range.last ? fmt::format("{}", range.first)
                                                 : fmt::format("{}-{}", range.first, range.last));
  return braced(elements);
}

std::vector<PortRange> overlap(const std::vector<PortRange>& some,
                               const std::vector<PortRange>& others) {
  if (some.empty()) return others;
  std::vector<PortRange> both;
  for (const PortRange& a : some)
    for (const PortRange& b : others)
      if (a.first <= b.last && b.first <= a.last)
        both.push_back({std::max(a.first, b.first), std::min(a.last, b.last)});
  return both;
}

// The services of a rule, fewer: of one protocol and the same source ports, the ports together.
std::vector<Service> joined(const std::vector<Service>& services) {
  std::vector<Service> fewer;
  for (const Service& service : services) {
    const auto like = std::find_if(fewer.begin(), fewer.end(), [&](const Service& other) {
      return other.protocol == service.protocol && other.source_ports == service.source_ports &&
             other.ports.empty() == service.ports.empty() &&
             other.types.empty() == service.types.empty();
    });
    if (like == fewer.end()) {
      fewer.push_back(service);
      continue;
    }
    like->ports.insert(like->ports.end(), service.ports.begin(), service.ports.end());
    like->types.insert(like->types.end(), service.types.begin(), service.types.end());
  }
  return fewer;
}

std::string types(const Service& service) {
  std::vector<std::string> elements;
  for (const std::uint8_t type : service.types) elements.push_back(std::to_string(type));
  std::sort(elements.begin(), elements.end());
  elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
  return braced(elements);
}

// "" where no packet of the family has that protocol.
std::string match_of(const Service& service, Family family) {
  const std::uint8_t protocol = service.protocol;
  if (protocol == (family == Family::ipv4 ? kIcmpv6 : kIcmp)) return "";
  if (!service.types.empty())
    return (protocol == kIcmp ? "icmp type " : "icmpv6 type ") + types(service);
  std::string text;
  if (!service.ports.empty())
    text = fmt::format("{} dport {}", name_of_protocol(protocol), ports(service.ports));
  if (!service.source_ports.empty())
    text += fmt::format("{}{} sport {}", text.empty() ? "" : " ", name_of_protocol(protocol),
                        ports(service.source_ports));
  return text.empty() ? fmt::format("meta l4proto {}", protocol) : text;
}

// Packets that are `service` seen from its other end, to the gateway's own ports; "": there are
// none.
std::string match_of_reply(const Service& service, const Gateway& gateway, Family family) {
  const std::uint8_t protocol = service.protocol;
  if (protocol == kIcmp || protocol == kIcmpv6) {
    const std::uint8_t request = protocol == kIcmp ? 8 : 128;
    const auto& listed = service.types;
    const bool permits_echo =
        listed.empty() || std::find(listed.begin(), listed.end(), request) != listed.end();
    if (!permits_echo || protocol == (family == Family::ipv4 ? kIcmpv6 : kIcmp)) return "";
    return protocol == kIcmp ? "icmp type echo-reply" : "icmpv6 type echo-reply";
  }
  if (!has_ports(protocol)) return fmt::format("meta l4proto {}", protocol);
  const std::vector<PortRange> local = overlap(service.source_ports, gateway.local_ports);
  if (local.empty()) return "";
  std::string text = fmt::format("{} dport {}", name_of_protocol(protocol), ports(local));
  if (!service.ports.empty())
    text += fmt::format(" {} sport {}", name_of_protocol(protocol), ports(service.ports));
  if (protocol == kTcp) text += fmt::format(" {} != syn", kBareSyn);
  return text;
}

// "ip saddr @zone_lg_v4" where that is all that `endpoints` are, else the addresses themselves.
std::string side(const View& view, const std::vector<Endpoint>& endpoints, const Ranges& held,
                 Family family, const char* which) {
  const std::string field = std::string(family == Family::ipv4 ? "ip " : "ip6 ") + which + " ";
  if (endpoints.size() == 1 && endpoints.front().kind == EndpointKind::zone)
    return field + "@" + zone_set(view.model[endpoints.front().zone], family);
  return field + braced(to_elements(held));
}

void write_rule(Script& script, const View& view, const Rule& rule, Family family) {
  const Ranges from = of_family(view.addresses(rule.from), family);
  const Ranges to = of_family(view.addresses(rule.to), family);
  if (from.empty() || to.empty()) return;
  const std::string ends =
      side(view, rule.from, from, family, "saddr") + " " + side(view, rule.to, to, family, "daddr");
  const std::string log = rule.log ? fmt::format(" log prefix \"sekisho {}: \"", rule.id) : "";
  for (const Service& service : joined(rule.services))
    if (const std::string match = match_of(service, family); !match.empty())
      script.rule(ends + " " + match + log, "accept", rule.id);
}

void write_reply(Script& script, const View& view, const Rule& rule, Family family) {
  const Ranges peers = of_family(view.addresses(rule.to), family);
  if (!View::holds_gateway(rule.from) || peers.empty() || of_family(view.gateway, family).empty())
    return;
  const std::string ends = side(view, rule.to, peers, family, "saddr");
  for (const Service& service : joined(rule.services))
    if (const std::string match = match_of_reply(service, view.model.gateway, family);
        !match.empty())
      script.rule(ends + " " + match, "accept", rule.id);
}

}  // namespace

void write_rules(Script& script, const View& view) {
  const Chain chain(script, "rules");
  script.rule(fmt::format("{} != syn", kBareSyn), "drop", "no-state");
  // A SYN against the direction of a live flow: no new one, though a rule may permit it.
  script.rule("meta l4proto tcp ct state invalid", "drop", "no-state");
  for (const Rule* rule : view.rules)
    for (const Family family : {Family::ipv4, Family::ipv6})
      write_rule(script, view, *rule, family);
  script.rule("", "drop", "default-deny");
}

void write_gateway_replies(Script& script, const View& view) {
  const Chain chain(script, "gateway_replies");
  for (const Rule* rule : view.rules)
    for (const Family family : {Family::ipv4, Family::ipv6})
      write_reply(script, view, *rule, family);
}

}  // namespace sekisho::nft

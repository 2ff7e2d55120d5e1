#include "cli/explain_steps.h"

#include <algorithm>
#include <array>

#include "cli/describe_rule.h"
#include "sekisho/policy/owner.h"
#include "sekisho/policy/protocol.h"

namespace sekisho::cli {
namespace {

std::string zone_text(const Explained& e, std::uint32_t zone) {
  const std::string_view id = e.image.zone_name(zone);
  const Zone* found = find_zone(e.model, id);
  return found == nullptr || found->label.empty() ? fmt::format("\"{}\"", id)
                                                  : fmt::format("\"{}\" ({})", id, found->label);
}

Text device_text(const Device* device) {
  if (device == nullptr) return say("no registered device");
  if (device->label.empty()) return say("device \"{}\"", device->id);
  return say("device \"{}\" ({})", device->id, device->label);
}

Text zone_of_text(const Explained& e, const Address& address) {
  const std::string shown = to_string(address);
  if (is_gateway(e, address)) return say("{} is the gateway's own address", shown);
  const auto zone = zone_of(e.model, address);
  if (!zone) return say("{} has no zone", shown);
  return say("{} is of zone \"{}\"", shown, e.model[*zone].id);
}

Text describe_parse(const Explained& e, bool decides) {
  const char* version = e.spec.src.family == Family::ipv4 ? "IPv4" : "IPv6";
  const std::string protocol = name_or_number(e.spec.protocol);
  if (decides) return say("not a well-formed {} packet of protocol {}", version, protocol);
  return say("{}, {}, {} bytes", version, protocol, e.judged.event.length);
}

Text describe_zone(const Explained& e, bool decides) {
  const std::string interface = interface_text(e);
  if (decides) return say("no zone has {}", interface);
  const std::string zone = zone_text(e, e.judged.event.source_zone);
  return say("{} is zone {}", interface, zone);
}

Text describe_isolation(const Explained&, bool decides) {
  if (decides) return say("the zone is isolated");
  return say("the zone is not isolated");
}

Text describe_arp(const Explained&, bool) {
  return say("not ARP");
}

Text describe_source(const Explained& e, bool decides) {
  Text zone = zone_of_text(e, e.spec.src);
  if (!decides) return zone;
  switch (e.judged.reason) {
    case SK_ROGUE_RA:
      return say("a router's message from a device that is no registered router");
    case SK_ARP_SPOOF:
      return say("advertises an address that is not the sender's");
    case SK_SPOOFED_SOURCE: {
      const std::string_view ingress = e.image.zone_name(e.judged.event.source_zone);
      return say("{}; it came in through zone \"{}\"", zone, ingress);
    }
    default:
      return say("neighbour discovery");
  }
}

Text describe_binding(const Explained& e, bool) {
  const Text of_mac = device_text(find_owner(e.model, e.spec.src_mac, e.at));
  const Text of_address = device_text(find_owner(e.model, e.spec.src, e.at));
  const std::string mac = to_string(e.spec.src_mac);
  const std::string address = to_string(e.spec.src);
  return say("{} is of {}, {} of {}", mac, of_mac, address, of_address);
}

Text describe_block(const Explained& e, bool decides) {
  const std::string_view block = e.image.rule_name(e.judged.rule);
  if (!decides) return say("no block matches");
  return say("block \"{}\" matches", block);
}

std::string flags_text(std::uint8_t flags) {
  constexpr std::string_view kLetters = "FSRPAUEC";
  std::string text;
  for (std::size_t bit = 0; bit < kLetters.size(); ++bit)
    if (flags >> bit & 1) text += kLetters[bit];
  return text;
}

Text describe_flags(const Explained& e, bool decides) {
  const std::string flags = flags_text(e.spec.tcp_flags);
  if (e.spec.protocol != SK_PROTOCOL_TCP) return say("not TCP");
  if (decides) return say("flags \"{}\" make no sense", flags);
  return say("flags \"{}\"", flags);
}

Text describe_fragment(const Explained&, bool decides) {
  if (decides) return say("a fragment that is not permitted");
  return say("not a fragment");
}

Text describe_established(const Explained&, bool) {
  return say("no flow holds it");
}

Text describe_destination(const Explained& e, bool decides) {
  Text zone = zone_of_text(e, e.spec.dst);
  if (!decides || e.judged.reason != SK_GATEWAY_REPLY) return zone;
  const std::string_view rule = e.image.rule_name(e.judged.rule);
  return say("{}; a reply that rule \"{}\" permits", zone, rule);
}

Text describe_rules(const Explained& e, bool decides) {
  if (decides) return say("no rule in force permits it");
  const Rule* rule = find_rule(e.model, e.image.rule_name(e.judged.rule));
  if (rule == nullptr) return say("a rule permits it");
  const std::string services = describe_services(*rule);
  return say("rule \"{}\" permits it: {}", rule->id, services);
}

Text describe_new_flow(const Explained& e, bool) {
  if (e.judged.reason == SK_NO_STATE) return say("TCP that does not begin with a bare SYN");
  if (e.judged.reason == SK_FLOW_TABLE_FULL) return say("no room for another flow");
  return say("a new flow begins");
}

struct StepRow {
  const char* name;
  Text (*describe)(const Explained&, bool decides);
};
constexpr std::array<StepRow, 13> kSteps{{{"parse", describe_parse},
                                          {"zone", describe_zone},
                                          {"isolation", describe_isolation},
                                          {"arp", describe_arp},
                                          {"source", describe_source},
                                          {"binding", describe_binding},
                                          {"block", describe_block},
                                          {"tcp-flags", describe_flags},
                                          {"fragments", describe_fragment},
                                          {"established", describe_established},
                                          {"destination", describe_destination},
                                          {"rules", describe_rules},
                                          {"new-flow", describe_new_flow}}};

// The step that gives this reason to a new packet that is no ARP.
int deciding_step(const Explained& e) {
  switch (e.judged.reason) {
    case SK_NON_IP:
      return 1;
    case SK_MALFORMED:
      return e.judged.event.source_zone == 0 ? 1 : 5;
    case SK_NO_ZONE:
      return 2;
    case SK_ISOLATED:
      return 3;
    case SK_SPOOFED_SOURCE:
    case SK_ARP_SPOOF:
    case SK_ROGUE_RA:
    case SK_LINK_CONTROL:
      return 5;
    case SK_UNKNOWN_DEVICE:
    case SK_WRONG_ZONE:
    case SK_MAC_IP_MISMATCH:
      return 6;
    case SK_BLOCKED:
      return 7;
    case SK_BAD_TCP_FLAGS:
      return 8;
    case SK_FRAGMENT:
      return 9;
    case SK_GATEWAY_REPLY:
    case SK_UNKNOWN_DESTINATION:
      return 11;
    case SK_DEFAULT_DENY:
      return is_discovery(e) ? 5 : 12;
    default:
      return 13;
  }
}

}  // namespace

std::vector<Step> describe_steps(const Explained& explained) {
  const int last = deciding_step(explained);
  std::vector<Step> steps;
  for (int number = 1; number <= last; ++number) {
    const StepRow& row = kSteps[static_cast<std::size_t>(number - 1)];
    steps.push_back({number, row.name, row.describe(explained, number == last)});
  }
  return steps;
}

}  // namespace sekisho::cli

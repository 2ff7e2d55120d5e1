#include "cli/explain_advice.h"

#include <algorithm>

#include <fmt/ranges.h>

#include "cli/write_rule.h"
#include "sekisho/policy/owner.h"
#include "sekisho/policy/permission.h"

namespace sekisho::cli {
namespace {

Advice only(Text text) {
  Advice advice;
  advice.text = std::move(text);
  return advice;
}

std::string interfaces_of(const Zone& zone) {
  std::vector<std::string> names;
  for (const Interface& interface : zone.interfaces)
    names.push_back(interface.vlan == 0 ? interface.port
                                        : fmt::format("{}.{}", interface.port, interface.vlan));
  return fmt::format("{}", fmt::join(names, ", "));
}

Advice advise_of_no_zone(const Explained& e) {
  return only(
      say("add \"{}\" to the interfaces of the zone whose line it is; until then whatever "
          "comes in there is denied",
          interface_text(e)));
}

Advice advise_of_source(const Explained& e) {
  const std::string address = to_string(e.spec.src);
  if (is_gateway(e, e.spec.src))
    return only(say("another machine sends with the gateway's own address {}; find it", address));
  const auto zone = zone_of(e.model, e.spec.src);
  if (!zone)
    return only(
        say("{} is in no zone's subnets; if it is right there, add it to those of the "
            "zone that it is in",
            address));
  return only(
      say("{} is in the subnets of zone \"{}\", whose packets come in by {}: correct the "
          "device's address or where it is plugged in; if both are right, correct the "
          "subnets",
          address, e.model[*zone].id, interfaces_of(e.model[*zone])));
}

// A row of the ledger for who sends.
Advice advise_to_register(const Explained& e) {
  Advice advice =
      only(say("if the device belongs there, register it; with \"mac\" and \"ip\" as "
               "they were seen:"));
  advice.key = "devices";
  const std::string zone(e.image.zone_name(e.judged.event.source_zone));
  advice.write["id"] = "<" + zone + "-1>";
  advice.write["zone"] = zone;
  advice.write["mac"] = to_string(e.spec.src_mac);
  advice.write["ip"] = to_string(e.spec.src);
  return advice;
}

Advice advise_of_binding(const Explained& e) {
  const Device* of_mac = find_owner(e.model, e.spec.src_mac, e.at);
  const Device* of_address = find_owner(e.model, e.spec.src, e.at);
  const std::string mac = to_string(e.spec.src_mac);
  const std::string address = to_string(e.spec.src);
  if (e.judged.reason == SK_WRONG_ZONE && of_mac != nullptr)
    return only(
        say("{} is registered as device \"{}\" of zone \"{}\": plug it in there, or correct "
            "its row in the ledger",
            mac, of_mac->id, e.model[of_mac->zone].id));
  if (of_address != nullptr)
    return only(
        say("{} is device \"{}\"'s, which has another MAC: find who uses its address, or, "
            "if its card was changed, write {} into its row of the ledger",
            address, of_address->id, mac));
  if (of_mac != nullptr)
    return only(
        say("{} is device \"{}\"'s, for which the ledger has other addresses: correct its "
            "address, or add {} to its row",
            mac, of_mac->id, address));
  return advise_to_register(e);
}

Advice advise_of_block(const Explained& e) {
  const auto found = std::find_if(
      e.model.blocks.begin(), e.model.blocks.end(),
      [&](const Block& block) { return block.id == e.image.rule_name(e.judged.rule); });
  if (found == e.model.blocks.end()) return {};
  const std::string reason = found->reason.empty() ? "-" : found->reason;
  if (!found->until)
    return only(say("block \"{}\" (reason: {}) holds until it is taken out of the policy",
                    found->id, reason));
  return only(say("block \"{}\" (reason: {}) holds until the end of {}", found->id, reason,
                  to_string(*found->until)));
}

Advice advise_of_destination(const Explained& e) {
  return only(
      say("{} is in no zone's subnets: a rule can permit it only when it is in those of "
          "the zone where it is",
          to_string(e.spec.dst)));
}

Advice advise_of_rules(const Explained& e, const Console& console) {
  const Permission permission =
      find_permission(e.model, {e.spec.src, e.spec.dst, service_of(e.spec)}, e.at);
  if (permission.refused) {
    Advice advice = only(say("the separation stands against it: {}", permission.refused->message));
    advice.code = permission.refused->code;
    advice.clause = permission.refused->clause;
    return advice;
  }
  const bool is_exception = permission.rule->kind == RuleKind::exception;
  Advice advice = only(is_exception ? say("only an exception can permit it, in \"exceptions\":")
                                    : say("a rule that permits it and no more, in \"allow\":"));
  advice.key = is_exception ? "exceptions" : "allow";
  advice.write = write_rule(e.model, *permission.rule, console);
  return advice;
}

}  // namespace

Advice advise(const Explained& e, const Console& console) {
  switch (e.judged.reason) {
    case SK_NO_ZONE:
      return advise_of_no_zone(e);
    case SK_SPOOFED_SOURCE:
      return advise_of_source(e);
    case SK_UNKNOWN_DEVICE:
    case SK_WRONG_ZONE:
    case SK_MAC_IP_MISMATCH:
      return advise_of_binding(e);
    case SK_ROGUE_RA:
      return only(
          say("if it is a router of that zone, give its row in the ledger the role "
              "\"router\""));
    case SK_BLOCKED:
      return advise_of_block(e);
    case SK_UNKNOWN_DESTINATION:
      return advise_of_destination(e);
    case SK_NO_STATE:
      return only(say("a flow of TCP begins with a bare SYN; a rule permits the rest of it too"));
    case SK_BAD_TCP_FLAGS:
    case SK_MALFORMED:
    case SK_ARP_SPOOF:
      return only(say("no policy permits such a packet"));
    case SK_DEFAULT_DENY:
      return is_discovery(e) ? Advice{} : advise_of_rules(e, console);
    default:
      return {};
  }
}

}  // namespace sekisho::cli

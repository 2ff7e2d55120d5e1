// Conduits of the inner zones, LGWAN接続系 and management, with others (policy.md 3).
#include "policy/separate_checks.h"
#include "policy/text_checks.h"
#include "sekisho/policy/protocol.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

// A protocol without ports is as narrow as it can be.
bool is_explicit(const Service& service) {
  return !has_ports(service.protocol) || !service.ports.empty();
}

}  // namespace

std::optional<Finding> ask_inner_devices(const Landscape& land, const Conduit& conduit) {
  const Endpoint* wide = first_that_is_no_device(conduit.to);
  if (!wide) return std::nullopt;
  return finding("SK3105", land, conduit, wide->where,
                 say("\"{}\" is not devices; from dmz, partner and development a flow goes to "
                     "devices only",
                     written(land.model, *wide)));
}

std::optional<Finding> ask_necessity(const Landscape& land, const Conduit& conduit) {
  if (is_exception(conduit.rule) || !is_blank(conduit.rule.paper.necessity)) return std::nullopt;
  return finding("SK3109", land, conduit, conduit.rule.where,
                 say("the rule says not why it is needed; write \"necessity\", or make it an "
                     "exception"));
}

std::optional<Finding> ask_management(const Landscape& land, const Conduit& conduit) {
  if (conduit.from.kind != ZoneKind::management) return std::nullopt;
  const Endpoint* wide = first_that_is_no_device(conduit.from);
  if (wide) {
    return finding("SK3112", land, conduit, wide->where,
                   say("\"{}\" is not devices; a management rule is from devices of the ledger",
                       written(land.model, *wide)));
  }
  for (const Service& service : conduit.rule.services) {
    if (is_explicit(service)) continue;
    return finding("SK3112", land, conduit, service.where,
                   say("{} is everything of that protocol; a management rule names its ports",
                       written(service)));
  }
  return std::nullopt;
}

}  // namespace sekisho

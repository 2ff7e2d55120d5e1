// Pairs of zones that are never joined, in any form (policy.md 3).
#include "policy/separate_checks.h"

namespace sekisho {
namespace {

const End& end_of_kind(const Conduit& conduit, ZoneKind kind) {
  return conduit.from.kind == kind ? conduit.from : conduit.to;
}

const End& other_than(const Conduit& conduit, ZoneKind kind) {
  return conduit.from.kind == kind ? conduit.to : conduit.from;
}

}  // namespace

std::optional<Finding> never_mynumber(const Landscape& land, const Conduit& conduit) {
  const End& other = other_than(conduit, ZoneKind::mynumber);
  return finding("SK3001", land, conduit, other.where(),
                 say("a mynumber zone is never joined with a zone of kind internet, dmz, "
                     "out-of-scope, development or sanitiser, not even as an exception; only with "
                     "lgwan, lgwan-uplink, partner, management or another mynumber zone"));
}

std::optional<Finding> never_uplink(const Landscape& land, const Conduit& conduit) {
  const End& other = other_than(conduit, ZoneKind::lgwan_uplink);
  return finding("SK3106", land, conduit, other.where(),
                 say("the line to LGWAN is never joined with a zone of kind internet, dmz, "
                     "out-of-scope or development; the path goes through the lgwan zone"));
}

std::optional<Finding> never_scope(const Landscape& land, const Conduit& conduit) {
  const End& outside = end_of_kind(conduit, ZoneKind::out_of_scope);
  return finding("SK3108", land, conduit, outside.where(),
                 say("no rule is for a zone that is out of scope, not even within it; remove the "
                     "endpoint"));
}

std::optional<Finding> never_management(const Landscape& land, const Conduit& conduit) {
  return finding("SK3105", land, conduit, conduit.from.where(),
                 say("nothing goes from the Internet into management; the management side begins "
                     "the flow, or the rule goes"));
}

}  // namespace sekisho

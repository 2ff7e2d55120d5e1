// Answers of zones and of what joins them.
#include "report/refine.h"

namespace sekisho::report {
namespace {

bool joins_kinds(const Report& report, const RuleFacts& rule, ZoneKind one, ZoneKind other) {
  return joins(report, rule, [&](const KindPair& pair) {
    return pair == KindPair{one, other} || pair == KindPair{other, one};
  });
}

bool is_limited(const RuleFacts& rule) {
  return rule.limited;
}

// Nothing to answer without such a zone.
bool names_mynumber_zones(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones = zones_where(on.report, of_kind(ZoneKind::mynumber));
  if (!principle.zones.empty()) return true;
  answer = {Status::outside, say("No mynumber zone is connected to this gateway")};
  return false;
}

}  // namespace

void answer_scope(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones = zones_where(on.report, of_kind(ZoneKind::out_of_scope));
  if (principle.zones.empty())
    answer = {Status::outside, say("No such network is connected to this gateway")};
}

void answer_zones(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones = zones_where(on.report, [](const ZoneFacts&) { return true; });
  answer.reason = say("Zones defined: {}", principle.zones.size());
}

void answer_isolation(const Grounds& on, Principle& principle, Answer& answer) {
  if (!names_mynumber_zones(on, principle, answer)) return;
  principle.rules = rules_where(on.report, is_limited);
  answer.reason = principle.rules.empty()
                      ? say("No rule joins a mynumber zone with another network")
                      : say("Nothing but the limited rules named here joins it with another "
                            "network (rules: {})",
                            principle.rules.size());
}

void answer_limit(const Grounds& on, Principle& principle, Answer& answer) {
  if (!names_mynumber_zones(on, principle, answer)) return;
  principle.rules = rules_where(on.report, is_limited);
  const auto routed = rules_where(on.report, [](const RuleFacts& rule) { return rule.by_router; });
  if (principle.rules.empty()) {
    answer.reason = say("There is no such rule");
  } else if (routed.empty()) {
    answer.reason =
        say("Each rule is between devices that are seen by their own MAC address, or with a "
            "government system (rules: {})",
            principle.rules.size());
  } else {
    answer = {Status::confirm,
              say("Of {} rules, {} have an end that is seen only by its router's MAC address: see "
                  "that it is limited where it stands ({})",
                  principle.rules.size(), routed.size(), list(routed))};
  }
}

void answer_peer(const Grounds& on, Principle& principle, Answer& answer) {
  if (!names_mynumber_zones(on, principle, answer)) return;
  principle.rules = rules_where(on.report, [](const RuleFacts& rule) {
    return rule.limited && rule.government_system.empty();
  });
  const auto remote =
      rules_where(on.report, [](const RuleFacts& rule) { return rule.far_is_remote; });
  if (principle.rules.empty()) {
    answer.reason = say("There is no such rule");
  } else if (!remote.empty()) {
    answer = {
        Status::confirm,
        say("By the rules of this gateway it is not; the far end of {} stands behind a router "
            "or with another body, and may have lines of its own",
            list(remote))};
  }
}

void answer_government(const Grounds& on, Principle& principle, Answer& answer) {
  if (!names_mynumber_zones(on, principle, answer)) return;
  principle.rules =
      rules_where(on.report, [](const RuleFacts& rule) { return !rule.government_system.empty(); });
  principle.zones = zones_where(on.report, of_kind(ZoneKind::lgwan_uplink));
  answer.reason = principle.rules.empty() ? say("There is no such rule")
                                          : say("Rules: {}, registered systems: {}",
                                                principle.rules.size(), on.report.systems.size());
}

void answer_split(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones = zones_where(on.report, [](const ZoneFacts& zone) {
    return zone.kind == ZoneKind::lgwan || zone.kind == ZoneKind::lgwan_uplink ||
           zone.kind == ZoneKind::internet;
  });
  const auto breakouts =
      rules_where(on.report, [](const RuleFacts& rule) { return rule.breakout; });
  if (breakouts.empty()) return;
  principle.rules = breakouts;
  answer = {Status::confirm,
            say("Local breakout by approved exceptions, which the model allows: see the approval "
                "({})",
                list(breakouts))};
}

void answer_sanitise(const Grounds& on, Principle& principle, Answer& answer) {
  principle.rules = rules_where(on.report, [&](const RuleFacts& rule) {
    return !rule.sanitiser.empty() ||
           joins_kinds(on.report, rule, ZoneKind::lgwan, ZoneKind::internet);
  });
  const auto departing = rules_where(on.report, [&](const RuleFacts& rule) {
    return rule.sanitiser.empty() &&
           joins_kinds(on.report, rule, ZoneKind::lgwan, ZoneKind::internet);
  });
  if (principle.rules.empty()) {
    answer.reason = say("No rule joins the two");
  } else if (!departing.empty()) {
    answer = {Status::confirm,
              say("Approved exceptions and relaxations depart from this: see the approval ({})",
                  list(departing))};
  } else {
    answer.reason =
        say("Each rule is by a method of sanitising (rules: {})", principle.rules.size());
  }
}

void answer_cloud(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones = zones_where(on.report, of_kind(ZoneKind::internet));
  principle.rules = rules_where(on.report, [&](const RuleFacts& rule) {
    return joins(on.report, rule, [](const KindPair& pair) {
      return pair.first == ZoneKind::internet || pair.second == ZoneKind::internet;
    });
  });
  const auto breakouts =
      rules_where(on.report, [](const RuleFacts& rule) { return rule.breakout; });
  if (principle.zones.empty()) {
    answer = {Status::outside, say("No internet zone is connected to this gateway")};
  } else if (principle.rules.empty()) {
    answer.reason = say("No rule joins an internet zone with another network");
  } else if (!on.report.has_cloud) {
    answer = {Status::confirm,
              say("The policy names no addresses of a security cloud, so that rules could not be "
                  "held against them")};
  } else if (!breakouts.empty()) {
    answer = {Status::confirm, say("Approved exceptions go past the security cloud (local "
                                   "breakout): see the approval ({})",
                                   list(breakouts))};
  }
}

void answer_device_id(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones =
      zones_where(on.report, [](const ZoneFacts& zone) { return zone.registered_only; });
  const auto open = zones_where(
      on.report, [](const ZoneFacts& zone) { return !zone.registered_only && !zone.is_outer; });
  if (open.empty()) {
    answer.reason =
        say("Only devices of the ledger are admitted, in every zone that is not a line "
            "to others");
  } else {
    answer = {Status::confirm,
              say("Devices that are not in the ledger are admitted in {}: see that these are "
                  "recognised by other means, or register them",
                  list(open))};
  }
}

void answer_least(const Grounds&, Principle& principle, Answer& answer) {
  if (principle.findings.empty()) return;
  answer.reason =
      say("No rule is too wide (remarks on what is not needed: {})", principle.findings.size());
}

void answer_consistency(const Grounds& on, Principle&, Answer& answer) {
  if (on.report.is_live) return;
  answer = {
      Status::confirm,
      say("The policy is consistent in itself; the routes of the appliance were not looked at")};
}

void answer_others(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones = zones_where(on.report, of_kind(ZoneKind::partner));
  principle.rules = rules_where(on.report, [&](const RuleFacts& rule) {
    return joins(on.report, rule, [](const KindPair& pair) {
      return pair.first == ZoneKind::partner || pair.second == ZoneKind::partner;
    });
  });
  if (principle.zones.empty())
    answer = {Status::outside, say("No network of another body is connected to this gateway")};
}

}  // namespace sekisho::report

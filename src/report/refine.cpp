// What the rules, zones and devices of a policy say of each principle.
#include <algorithm>
#include <functional>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/judge.h"

namespace sekisho::report {
namespace {

using RuleTest = std::function<bool(const RuleFacts&)>;
using ZoneTest = std::function<bool(const ZoneFacts&)>;

std::vector<std::string> rules_where(const Report& report, const RuleTest& test) {
  std::vector<std::string> ids;
  for (const RuleFacts& rule : report.rules) {
    if (!rule.expired && test(rule)) ids.push_back(rule.id);
  }
  return ids;
}

std::vector<std::string> zones_where(const Report& report, const ZoneTest& test) {
  std::vector<std::string> ids;
  for (const ZoneFacts& zone : report.zones) {
    if (test(zone)) ids.push_back(zone.id);
  }
  return ids;
}

ZoneTest of_kind(ZoneKind kind) {
  return [kind](const ZoneFacts& zone) { return zone.kind == kind; };
}

std::string list(const std::vector<std::string>& ids) {
  constexpr std::size_t kMost = 8;
  const auto end = ids.begin() + static_cast<long>(std::min(ids.size(), kMost));
  const std::string text = fmt::format("{}", fmt::join(ids.begin(), end, ", "));
  return ids.size() > kMost ? text + ", …" : text;
}

ZoneKind kind_at(const Report& report, std::size_t zone) {
  return zone < report.zones.size() ? report.zones[zone].kind : ZoneKind::management;
}

using Pair = std::pair<ZoneKind, ZoneKind>;

bool joins(const Report& report, const RuleFacts& rule,
           const std::function<bool(const Pair&)>& test) {
  return std::any_of(rule.pairs.begin(), rule.pairs.end(), [&](const auto& pair) {
    const bool is_within = pair.first == pair.second;
    return !is_within && test({kind_at(report, pair.first), kind_at(report, pair.second)});
  });
}

bool joins_kinds(const Report& report, const RuleFacts& rule, ZoneKind one, ZoneKind other) {
  return joins(report, rule, [&](const Pair& pair) {
    return pair == Pair{one, other} || pair == Pair{other, one};
  });
}

bool is_limited(const RuleFacts& rule) {
  return rule.limited;
}

void answer_scope(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones = zones_where(on.report, of_kind(ZoneKind::out_of_scope));
  if (principle.zones.empty())
    answer = {Status::outside, say("No such network is connected to this gateway")};
}

void answer_zones(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones = zones_where(on.report, [](const ZoneFacts&) { return true; });
  answer.reason = say("Zones defined: {}", principle.zones.size());
}

// Nothing to answer without such a zone.
bool names_mynumber_zones(const Grounds& on, Principle& principle, Answer& answer) {
  principle.zones = zones_where(on.report, of_kind(ZoneKind::mynumber));
  if (!principle.zones.empty()) return true;
  answer = {Status::outside, say("No mynumber zone is connected to this gateway")};
  return false;
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
    return joins(on.report, rule, [](const Pair& pair) {
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
    return joins(on.report, rule, [](const Pair& pair) {
      return pair.first == ZoneKind::partner || pair.second == ZoneKind::partner;
    });
  });
  if (principle.zones.empty())
    answer = {Status::outside, say("No network of another body is connected to this gateway")};
}

// A terminal outside that administers something inside.
bool is_maintenance(const Report& report, const RuleFacts& rule) {
  return rule.administers && joins(report, rule, [](const Pair& pair) {
           const auto is_outside = [](ZoneKind kind) {
             return kind == ZoneKind::lgwan_uplink || kind == ZoneKind::internet ||
                    kind == ZoneKind::partner;
           };
           return is_outside(pair.first) && !is_outside(pair.second);
         });
}

void answer_maintenance(const Grounds& on, Principle& principle, Answer& answer) {
  principle.rules = rules_where(
      on.report, [&](const RuleFacts& rule) { return is_maintenance(on.report, rule); });
  const auto endless = rules_where(on.report, [&](const RuleFacts& rule) {
    return is_maintenance(on.report, rule) && rule.ends.empty();
  });
  if (principle.rules.empty()) {
    answer = {Status::outside, say("No rule lets a terminal outside administer anything inside")};
  } else if (!endless.empty()) {
    answer.reason = say("Rules without an end: {}", list(endless));
  } else {
    answer.reason = say("Each of these rules has an end (rules: {})", principle.rules.size());
  }
}

void answer_two_person(const Grounds& on, Principle&, Answer& answer) {
  if (on.profile.two_person == TwoPerson::none)
    answer = {Status::outside, say("The profile's body does not ask for it")};
}

bool is_exception(const RuleFacts& rule) {
  return rule.kind == RuleKind::exception;
}

void answer_duty(const Grounds& on, Principle& principle, Answer& answer) {
  principle.rules = rules_where(on.report, is_exception);
  const auto unnamed = rules_where(on.report, [](const RuleFacts& rule) {
    return is_exception(rule) && rule.applicant.empty();
  });
  if (principle.rules.empty()) {
    answer.reason = say("There are no exceptions");
  } else if (!unnamed.empty()) {
    answer = {Status::confirm, say("Exceptions that name no applicant: {}", list(unnamed))};
  }
}

void answer_exception(const Grounds& on, Principle& principle, Answer& answer) {
  principle.rules = rules_where(on.report, is_exception);
  const auto overdue = rules_where(on.report, [](const RuleFacts& rule) {
    return is_exception(rule) && rule.state == ExceptionState::review_due;
  });
  if (!overdue.empty()) {
    answer = {Status::not_met, say("The review of {} is overdue", list(overdue))};
  } else if (principle.rules.empty()) {
    answer.reason = say("There are no exceptions in force");
  } else {
    answer.reason =
        say("Each exception is approved and has an end (exceptions: {})", principle.rules.size());
  }
}

void answer_relaxation(const Grounds& on, Principle& principle, Answer& answer) {
  principle.rules = rules_where(
      on.report, [](const RuleFacts& rule) { return rule.kind == RuleKind::relaxation; });
  if (on.report.relaxations.empty()) {
    answer = {Status::confirm, say("The policy defines no relaxation: see that the plan for large "
                                   "failures needs none")};
  } else {
    answer.reason = say("Relaxations defined: {}", on.report.relaxations.size());
  }
}

void answer_log(const Grounds& on, Principle& principle, Answer&) {
  principle.rules = rules_where(on.report, [](const RuleFacts& rule) { return rule.log; });
}

void answer_time(const Grounds& on, Principle&, Answer& answer) {
  if (on.report.is_live) return;
  answer = {Status::confirm, say("The clock of the appliance was not looked at")};
}

void answer_mail(const Grounds& on, Principle& principle, Answer& answer) {
  principle.rules = rules_where(on.report, [](const RuleFacts& rule) { return rule.mail; });
  if (principle.rules.empty()) answer = {Status::met, say("No rule permits mail")};
}

struct Refinement {
  std::string_view principle;
  void (*answer)(const Grounds& on, Principle& principle, Answer& answer);
};

// The others are answered by their findings alone.
constexpr Refinement kRefinements[] = {
    {"zones", answer_zones},
    {"scope", answer_scope},
    {"mn-isolation", answer_isolation},
    {"mn-limit", answer_limit},
    {"mn-peer", answer_peer},
    {"mn-government", answer_government},
    {"lg-split", answer_split},
    {"lg-sanitise", answer_sanitise},
    {"in-cloud", answer_cloud},
    {"device-id", answer_device_id},
    {"least-privilege", answer_least},
    {"config-consistency", answer_consistency},
    {"connect-others", answer_others},
    {"remote-maintenance", answer_maintenance},
    {"two-person", answer_two_person},
    {"separation-of-duty", answer_duty},
    {"log", answer_log},
    {"time-sync", answer_time},
    {"exception", answer_exception},
    {"relaxation", answer_relaxation},
    {"mail-relay", answer_mail},
};

}  // namespace

void refine_answer(const Grounds& grounds, Principle& principle, Answer& answer) {
  const auto* row =
      std::find_if(std::begin(kRefinements), std::end(kRefinements),
                   [&](const Refinement& each) { return each.principle == principle.id; });
  if (row != std::end(kRefinements)) row->answer(grounds, principle, answer);
}

}  // namespace sekisho::report

// Answers of people, papers and records.
#include "report/refine.h"

namespace sekisho::report {
namespace {

// A terminal outside that administers something inside.
bool is_maintenance(const Report& report, const RuleFacts& rule) {
  return rule.administers && joins(report, rule, [](const KindPair& pair) {
           const auto is_outside = [](ZoneKind kind) {
             return kind == ZoneKind::lgwan_uplink || kind == ZoneKind::internet ||
                    kind == ZoneKind::partner;
           };
           return is_outside(pair.first) && !is_outside(pair.second);
         });
}

bool is_exception(const RuleFacts& rule) {
  return rule.kind == RuleKind::exception;
}

}  // namespace

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

}  // namespace sekisho::report

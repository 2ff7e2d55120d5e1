// Which principle is met, and by what. A finding always outweighs what the facts show; what the
// policy alone cannot show is for a person to confirm.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/judge.h"
#include "sekisho/base/codes.h"

namespace sekisho::report {
namespace {

struct WeightRow {
  std::string_view code;
  Weight weight;
};

// Warnings and notes; all others of them change no answer. Not met: what is found is what the
// principle forbids. Confirm: it may be, and a person has to say.
constexpr WeightRow kWeights[] = {
    {"SK1012", Weight::not_met}, {"SK2006", Weight::confirm}, {"SK2007", Weight::confirm},
    {"SK2013", Weight::confirm}, {"SK2017", Weight::confirm}, {"SK3007", Weight::not_met},
    {"SK3008", Weight::confirm}, {"SK3009", Weight::confirm}, {"SK3110", Weight::confirm},
    {"SK3111", Weight::confirm}, {"SK4006", Weight::confirm}, {"SK4008", Weight::confirm},
    {"SK5003", Weight::not_met}, {"SK5004", Weight::not_met}, {"SK6002", Weight::not_met},
    {"SK6005", Weight::not_met},
};

bool is_of_machine(std::string_view code) {
  return code.starts_with("SK6");
}

CheckOutcome::Result result_of(std::string_view code, const Report& report,
                               const std::vector<Remark>& findings) {
  const bool is_found = std::any_of(findings.begin(), findings.end(),
                                    [&](const Remark& each) { return each.code == code; });
  if (is_found) return CheckOutcome::Result::found;
  // Behind an error the later checks were not made; the machine is looked at on demand.
  const bool was_run = is_of_machine(code) ? report.is_live : report.is_whole;
  return was_run ? CheckOutcome::Result::passed : CheckOutcome::Result::not_run;
}

void add_checks(const Report& report, Principle& principle) {
  for (const CodeInfo& info : all_codes()) {
    if (info.principle != principle.id) continue;
    const std::string code(info.code);
    principle.checks.push_back(
        {code, what_holds(code), result_of(code, report, principle.findings)});
  }
}

Weight weigh(const Remark& remark) {
  return remark.severity == Severity::error ? Weight::not_met : weight_of(remark.code);
}

Text first_reason(const Principle& principle, Weight weight) {
  std::vector<std::string> codes;
  for (const Remark& each : principle.findings) {
    if (weigh(each) == weight) codes.push_back(each.code);
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  const std::string list = fmt::format("{}", fmt::join(codes, ", "));
  return weight == Weight::not_met ? say("Findings contradict this: {}", list)
                                   : say("Findings have to be looked at: {}", list);
}

Answer base_answer(const PrincipleRow& row) {
  switch (row.base) {
    case Base::shown:
      return {Status::met, say("No check found anything against it")};
    case Base::offered:
      return {Status::confirm,
              say("The gateway has what is needed. To be confirmed: {}", row.remains)};
    case Base::outside:
      break;
  }
  return {Status::outside, say("A gateway cannot show this")};
}

// Of any principle, those of no principle too.
std::size_t count_errors(const Report& report) {
  return static_cast<std::size_t>(
      std::count_if(report.findings.begin(), report.findings.end(),
                    [](const Remark& each) { return each.severity == Severity::error; }));
}

// What the facts, the errors and the mode make of the answer, the heaviest last.
Answer answer_of(const PrincipleRow& row, const Report& report, const Profile& profile,
                 Principle& principle) {
  const std::size_t errors = count_errors(report);
  if (row.id == "compliance-check" && errors > 0)
    return {Status::not_met, say("The check found {} errors", errors)};
  Answer answer = base_answer(row);
  if (report.is_whole) {
    refine_answer({report, profile}, principle, answer);
  } else if (answer.status == Status::met) {
    answer = {Status::confirm, say("Not judged: the policy has errors, and is not in force")};
  }
  Weight heaviest = Weight::none;
  for (const Remark& each : principle.findings) heaviest = std::max(heaviest, weigh(each));
  const bool was_clear = answer.status == Status::met || answer.status == Status::outside;
  if (heaviest == Weight::confirm && was_clear)
    answer = {Status::confirm, first_reason(principle, heaviest)};
  const bool is_judged = answer.status == Status::met || answer.status == Status::confirm;
  if (row.is_by_dropping && is_judged && report.mode == Mode::monitor)
    answer = {Status::not_met, say("The policy is in monitor mode: nothing is dropped")};
  if (heaviest == Weight::not_met) answer = {Status::not_met, first_reason(principle, heaviest)};
  return answer;
}

}  // namespace

Weight weight_of(std::string_view code) {
  const auto* row = std::find_if(std::begin(kWeights), std::end(kWeights),
                                 [&](const WeightRow& each) { return each.code == code; });
  return row == std::end(kWeights) ? Weight::none : row->weight;
}

std::vector<Principle> judge_principles(const Report& report, const Profile& profile) {
  std::vector<Principle> principles;
  for (const PrincipleRow& row : principle_rows()) {
    Principle principle;
    principle.id = row.id;
    principle.clause = profile.clause_of(row.id);
    principle.asks = row.asks;
    principle.held = row.held;
    principle.remains = row.remains;
    for (const std::string_view each : row.functions) principle.functions.emplace_back(each);
    for (const Remark& each : report.findings) {
      if (each.principle == row.id) principle.findings.push_back(each);
    }
    add_checks(report, principle);
    const Answer answer = answer_of(row, report, profile, principle);
    principle.status = answer.status;
    principle.reason = answer.reason;
    principles.push_back(std::move(principle));
  }
  return principles;
}

}  // namespace sekisho::report

// What the rules, zones and devices of a policy say of each principle.
#include "report/refine.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sekisho::report {
namespace {

ZoneKind kind_at(const Report& report, std::size_t zone) {
  return zone < report.zones.size() ? report.zones[zone].kind : ZoneKind::management;
}

struct Refinement {
  std::string_view principle;
  Refine* answer;
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

bool joins(const Report& report, const RuleFacts& rule,
           const std::function<bool(const KindPair&)>& test) {
  return std::any_of(rule.pairs.begin(), rule.pairs.end(), [&](const auto& pair) {
    const bool is_within = pair.first == pair.second;
    return !is_within && test({kind_at(report, pair.first), kind_at(report, pair.second)});
  });
}

void refine_answer(const Grounds& grounds, Principle& principle, Answer& answer) {
  const auto* row =
      std::find_if(std::begin(kRefinements), std::end(kRefinements),
                   [&](const Refinement& each) { return each.principle == principle.id; });
  if (row != std::end(kRefinements)) row->answer(grounds, principle, answer);
}

}  // namespace sekisho::report

// Each principle with its proof.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/document.h"

namespace sekisho::report {
namespace {

constexpr std::size_t kMostIds = 60;  // the tables behind have all of them

std::string ids_text(const std::vector<std::string>& ids) {
  if (ids.size() <= kMostIds) return fmt::format("{}", fmt::join(ids, ", "));
  return fmt::format("{}, … ({})", fmt::join(ids.begin(), ids.begin() + kMostIds, ", "),
                     ids.size());
}

std::string check_line(const CheckOutcome& check, Language language) {
  switch (check.result) {
    case CheckOutcome::Result::passed:
      return fmt::format("○ {} {}", check.code, check.holds.in(language));
    case CheckOutcome::Result::found:
      return fmt::format("× {} {}", check.code, say("not so: {}", check.holds).in(language));
    case CheckOutcome::Result::not_run:
      break;
  }
  return fmt::format("－ {} {}", check.code, say("not checked: {}", check.holds).in(language));
}

std::string checks_text(const Principle& principle, Language language) {
  std::vector<std::string> lines;
  for (const CheckOutcome& each : principle.checks) lines.push_back(check_line(each, language));
  return join_lines(lines);
}

std::string findings_text(const Principle& principle, Language language) {
  std::vector<std::string> lines;
  for (const Remark& each : principle.findings)
    lines.push_back(fmt::format("{} {}: {}", each.code, each.place, each.message.in(language)));
  return join_lines(lines);
}

std::string zones_text(const Report& report, const Principle& principle) {
  std::vector<std::string> titles;
  for (const ZoneFacts& zone : report.zones) {
    const auto& ids = principle.zones;
    if (std::find(ids.begin(), ids.end(), zone.id) != ids.end()) titles.push_back(zone_title(zone));
  }
  return ids_text(titles);
}

void add_card(const Report& report, const Principle& principle, Writer& to) {
  Table table;
  table.shape = Shape::facts;
  table.caption = principle.id;
  table.percents = {20, 80};
  const auto row = [&](const Text& head, const std::string& text, Mood mood = Mood::plain) {
    if (!text.empty()) table.rows.push_back({{to.in(head), Mood::plain}, {text, mood}});
  };
  const Cell status = status_cell(principle.status, to.language);
  row(say("Clause"), principle.clause.empty() ? "—" : principle.clause);
  row(say("Result"), status.text + "\n" + to.in(principle.reason), status.mood);
  row(say("What the gateway does"), to.in(principle.held));
  row(say("Findings"), findings_text(principle, to.language), Mood::look);
  row(say("Checks"), checks_text(principle, to.language));
  row(say("Zones"), zones_text(report, principle));
  row(say("Rules"), ids_text(principle.rules));
  row(say("Commands, events"), fmt::format("{}", fmt::join(principle.functions, ", ")));
  row(say("Left to people"), to.in(principle.remains));
  to.add(std::move(table));
}

}  // namespace

void lay_out_principles(const Report& report, Writer& to) {
  to.head(2, say("Principle by principle"), "principles");
  std::size_t number = 0;
  for (const Principle& each : report.principles) {
    const std::string title = fmt::format("({}) {}", ++number, to.in(each.asks));
    to.document.parts.emplace_back(Heading{4, title, "p-" + each.id});
    add_card(report, each, to);
  }
}

}  // namespace sekisho::report

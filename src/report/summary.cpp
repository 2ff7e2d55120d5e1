// The first page: of what, made when, and how it stands.
#include <fmt/format.h>

#include "report/document.h"

namespace sekisho::report {
namespace {

Text model_text(PolicyModel model) {
  switch (model) {
    case PolicyModel::alpha:
      return say("model α (terminals in the LGWAN network)");
    case PolicyModel::alpha_prime:
      return say("model α′ (terminals in the LGWAN network, local breakout)");
    case PolicyModel::beta:
      return say("model β (terminals in the internet network)");
    case PolicyModel::beta_prime:
      break;
  }
  return say("model β′ (terminals and business systems in the internet network)");
}

Text mode_text(Mode mode) {
  return mode == Mode::enforce ? say("enforce (what no rule permits is dropped)")
                               : say("monitor (told, and not dropped)");
}

Text conclusion(const Report& report) {
  const std::size_t not_met = report.count(Status::not_met);
  const std::size_t confirm = report.count(Status::confirm);
  if (!report.is_whole)
    return say(
        "The policy has errors and cannot be put into force. Principles not met: {}. What rests on "
        "the policy's rules was not judged, and its tables are left out.",
        not_met);
  if (not_met > 0)
    return say("Principles not met: {}; see their findings below. To be confirmed by a person: {}.",
               not_met, confirm);
  return say(
      "Nothing was found that contradicts a principle. To be confirmed by a person: {}, with what "
      "this report names for each.",
      confirm);
}

// Whose rules a built-in profile cites.
Text body_text(const std::string& profile) {
  if (profile == "generic") return say("none; principles are cited by their own names");
  if (profile == "komoro") return say("those of Komoro City");
  if (profile == "kashiwa") return say("those of Kashiwa City");
  if (profile == "nakanojo") return say("those of Nakanojo Town");
  if (profile == "fukushima") return say("those of Fukushima Prefecture");
  if (profile == "marugame") return say("those of Marugame City");
  return say("those of the body's own profile");
}

void add_identity(const Report& report, Writer& to) {
  Table table;
  table.shape = Shape::facts;
  table.caption = to.in(say("what this report is of"));
  table.percents = {24, 76};
  const auto row = [&](const Text& head, const std::string& text) {
    table.rows.push_back({{to.in(head), Mood::plain}, {text, Mood::plain}});
  };
  row(say("Policy"), fmt::format("{} ({})", report.name, report.policy));
  row(say("Digest of the policy"), report.digest);
  row(say("As of"), fmt::format("{} ({} {})", date_text(report.today, to.language), report.made_at,
                                report.time_zone));
  row(say("Clauses cited"),
      to.in(say("{} (profile \"{}\")", body_text(report.profile), report.profile)));
  row(say("Model of the three-layer separation"), to.in(model_text(report.model)));
  row(say("Mode"), to.in(mode_text(report.mode)));
  row(say("Looked at"), report.is_live ? to.in(say("the policy, its ledgers, and the machine"))
                                       : to.in(say("the policy and its ledgers")));
  row(say("Made by"), fmt::format("Sekisho {}: {}", report.version, report.command));
  to.add(std::move(table));
}

void add_counts(const Report& report, Writer& to) {
  Table table;
  table.shape = Shape::list;
  table.caption = to.in(say("how many principles stand how"));
  table.percents = {20, 20, 20, 20, 20};
  std::vector<Cell> row;
  for (const Status status : {Status::met, Status::not_met, Status::confirm, Status::outside}) {
    table.heads.push_back(status_cell(status, to.language).text);
    const std::size_t count = report.count(status);
    row.push_back(
        {std::to_string(count), status == Status::not_met && count > 0 ? Mood::bad : Mood::plain});
  }
  table.heads.push_back(to.in(say("all")));
  row.push_back({std::to_string(report.principles.size()), Mood::plain});
  table.rows.push_back(std::move(row));
  to.add(std::move(table));
}

void add_overview(const Report& report, Writer& to) {
  Table table;
  table.caption = to.in(say("all principles"));
  table.heads = {to.in(say("No.")), to.in(say("Clause")), to.in(say("What is asked")),
                 to.in(say("Result")), to.in(say("Why"))};
  table.percents = {6, 17, 29, 12, 36};
  std::size_t number = 0;
  for (const Principle& each : report.principles) {
    table.rows.push_back({{std::to_string(++number), Mood::plain},
                          {each.clause.empty() ? "—" : each.clause, Mood::plain},
                          {to.in(each.asks), Mood::plain},
                          status_cell(each.status, to.language),
                          {to.in(each.reason), Mood::plain}});
  }
  to.add(std::move(table));
}

// For the names and seals of those who answer for it.
void add_signatures(Writer& to) {
  Table table;
  table.caption = to.in(say("signatures"));
  table.heads = {to.in(say("Made by (name, date)")), to.in(say("Checked by (name, date)")),
                 to.in(say("Approved by (name, date)"))};
  table.percents = {33, 33, 34};
  table.rows.push_back({{"\n\n", Mood::plain}, {"\n\n", Mood::plain}, {"\n\n", Mood::plain}});
  to.add(std::move(table));
}

}  // namespace

void lay_out_summary(const Report& report, Writer& to) {
  add_identity(report, to);
  to.head(2, say("Summary"), "summary");
  to.say_line(conclusion(report), report.count(Status::not_met) > 0 ? Mood::bad : Mood::plain);
  add_counts(report, to);
  add_signatures(to);
  to.head(3, say("All principles"), "overview");
  add_overview(report, to);
}

}  // namespace sekisho::report

// 特定通信, exceptions, relaxations, and every rule by its width.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/document.h"

namespace sekisho::report {
namespace {

// Lines with a head each, those that are empty left out.
class Lines {
 public:
  explicit Lines(const Writer& to) : to_(to) {}
  Lines& add(const Text& head, const std::string& text) {
    if (!text.empty()) lines_.push_back(to_.in(say("{}: {}", head, text)));
    return *this;
  }
  std::string text() const { return join_lines(lines_); }

 private:
  const Writer& to_;
  std::vector<std::string> lines_;
};

// From, an arrow, to.
std::string way_lines(const RuleFacts& rule) {
  return end_lines(rule.from) + "\n→ " + end_lines(rule.to);
}

std::string when_lines(const RuleFacts& rule, const Writer& to) {
  Lines lines(to);
  lines.add(say("hours"), rule.schedule)
      .add(say("first day"), rule.starts)
      .add(say("last day"), rule.ends);
  return lines.text();
}

std::string with_when(const std::string& text, const RuleFacts& rule, const Writer& to) {
  const std::string when = when_lines(rule, to);
  return when.empty() ? text : text + "\n" + when;
}

// How each end that is a device is recognised.
std::string seen_lines(const RuleFacts& rule, const Writer& to) {
  std::vector<std::string> lines;
  for (const auto* ends : {&rule.from, &rule.to}) {
    for (const EndFacts& each : *ends) {
      if (!each.router.empty())
        lines.push_back(to.in(say("△ by router {} only", each.router)));
      else if (!each.mac.empty())
        lines.push_back("○ " + each.mac);
      else
        lines.push_back(to.in(say("－ by address")));
    }
  }
  return join_lines(lines);
}

std::string rule_title(const RuleFacts& rule) {
  return rule.label.empty() ? rule.id : rule.id + "\n" + rule.label;
}

Text state_text(ExceptionState state) {
  switch (state) {
    case ExceptionState::in_force:
      return say("in force");
    case ExceptionState::ends_soon:
      return say("ends within 30 days");
    case ExceptionState::review_due:
      return say("review overdue");
    case ExceptionState::not_yet:
      return say("not yet in force");
    case ExceptionState::expired:
      break;
  }
  return say("expired, left out");
}

Mood state_mood(ExceptionState state) {
  switch (state) {
    case ExceptionState::review_due:
      return Mood::bad;
    case ExceptionState::ends_soon:
      return Mood::look;
    case ExceptionState::expired:
    case ExceptionState::not_yet:
      return Mood::faint;
    case ExceptionState::in_force:
      break;
  }
  return Mood::plain;
}

void add_exceptions(const Report& report, Writer& to) {
  Table table;
  table.caption = to.in(say("exceptions"));
  table.heads = {to.in(say("Exception")), to.in(say("Flow")), to.in(say("Reason and approval")),
                 to.in(say("Until")), to.in(say("State"))};
  table.percents = {15, 31, 30, 12, 12};
  for (const RuleFacts& rule : report.rules) {
    if (rule.kind != RuleKind::exception) continue;
    Lines paper(to);
    paper.add(say("reason"), rule.reason)
        .add(say("applicant"), rule.applicant)
        .add(say("approved by"), fmt::format("{}", fmt::join(rule.approved_by, ", ")))
        .add(say("approved on"), rule.approved_on)
        .add(say("application"), rule.ticket)
        .add(say("departs from"), rule.departs_from)
        .add(say("necessity"), rule.necessity);
    const std::string review =
        rule.review_by.empty() ? "" : "\n" + to.in(say("review by {}", rule.review_by));
    const std::string left =
        rule.days_left < 0 ? "" : "\n" + to.in(say("{} days left", rule.days_left));
    const Mood mood = state_mood(rule.state);
    std::string way = way_lines(rule);
    way.append("\n").append(join_lines(rule.services));
    table.rows.push_back({{rule_title(rule), Mood::plain},
                          {std::move(way), Mood::plain},
                          {paper.text(), Mood::plain},
                          {rule.expires + left + review, mood},
                          {to.in(state_text(rule.state)), mood}});
  }
  if (table.rows.empty()) return to.say_line(say("There are none."));
  to.add(std::move(table));
}

void add_relaxations(const Report& report, Writer& to) {
  Table table;
  table.caption = to.in(say("relaxations"));
  table.heads = {to.in(say("Relaxation")), to.in(say("Rule")), to.in(say("Flow")),
                 to.in(say("Services"))};
  table.percents = {22, 20, 38, 20};
  for (const RuleFacts& rule : report.rules) {
    if (rule.kind != RuleKind::relaxation) continue;
    table.rows.push_back({{rule.relaxation, Mood::plain},
                          {rule_title(rule), Mood::plain},
                          {way_lines(rule), Mood::plain},
                          {join_lines(rule.services), Mood::plain}});
  }
  if (table.rows.empty()) return to.say_line(say("There are none."));
  to.add(std::move(table));
}

void add_blocks(const Report& report, Writer& to) {
  if (report.blocks.empty()) return;
  to.head(3, say("Blocks"), "blocks");
  Table table;
  table.caption = to.in(say("blocks"));
  table.heads = {to.in(say("Block")), to.in(say("Everything from and to")), to.in(say("Reason")),
                 to.in(say("Until")), to.in(say("State"))};
  table.percents = {18, 34, 24, 12, 12};
  for (const BlockFacts& block : report.blocks) {
    const Text state = block.in_force ? say("in force") : say("ended");
    table.rows.push_back({{block.id, Mood::plain},
                          {end_lines(block.match), Mood::plain},
                          {block.reason, Mood::plain},
                          {block.until.empty() ? "—" : block.until, Mood::plain},
                          {to.in(state), block.in_force ? Mood::plain : Mood::faint}});
  }
  to.add(std::move(table));
}

std::string kind_text(const RuleFacts& rule, const Writer& to) {
  switch (rule.kind) {
    case RuleKind::allow:
      return to.in(rule.limited              ? say("limited")
                   : !rule.sanitiser.empty() ? say("sanitised")
                                             : say("rule"));
    case RuleKind::exception:
      return to.in(say("exception"));
    case RuleKind::relaxation:
      break;
  }
  return to.in(say("relaxation"));
}

std::string notes_lines(const RuleFacts& rule, const Writer& to) {
  std::vector<std::string> notes{kind_text(rule, to)};
  for (const std::string* each : {&rule.basis, &rule.owner}) {
    if (!each->empty()) notes.push_back(*each);
  }
  return join_lines(notes);
}

// What the check says that nobody needs.
void add_not_needed(const Report& report, Writer& to) {
  constexpr std::string_view kCodes[] = {"SK2014", "SK4004", "SK4008",
                                         "SK5001", "SK5002", "SK5005"};
  std::vector<Remark> remarks;
  for (const Remark& each : report.findings) {
    if (std::find(std::begin(kCodes), std::end(kCodes), each.code) != std::end(kCodes))
      remarks.push_back(each);
  }
  if (remarks.empty()) return to.say_line(say("There are none."));
  add_remarks(remarks, say("what is not needed"), to);
}

// Rules in force that no packet has met.
void add_unused(const Report& report, Writer& to) {
  if (report.used_since.empty())
    return to.say_line(
        say("The use of rules was not looked at. With --usage FILE, where FILE is what "
            "sekisho rules --format json prints on the gateway, rules that no packet "
            "has met stand here."));
  to.say_line(say("Rules in force that no packet has met since {}:", report.used_since));
  Table table;
  table.caption = to.in(say("rules that nothing uses"));
  table.heads = {to.in(say("Rule")), to.in(say("Flow")), to.in(say("Services")),
                 to.in(say("Kind, basis, owner"))};
  table.percents = {18, 44, 16, 22};
  for (const RuleFacts& rule : report.rules) {
    if (!rule.in_force || !rule.use || rule.use->packets > 0) continue;
    table.rows.push_back({{rule_title(rule), Mood::plain},
                          {way_lines(rule), Mood::plain},
                          {join_lines(rule.services), Mood::plain},
                          {notes_lines(rule, to), Mood::plain}});
  }
  if (table.rows.empty()) return to.say_line(say("There are none."));
  to.add(std::move(table));
}

// All that are not expired, the widest first.
std::vector<const RuleFacts*> sort_by_width(const Report& report) {
  std::vector<const RuleFacts*> rules;
  for (const RuleFacts& rule : report.rules) {
    if (!rule.expired) rules.push_back(&rule);
  }
  std::stable_sort(rules.begin(), rules.end(),
                   [](const RuleFacts* a, const RuleFacts* b) { return a->width > b->width; });
  return rules;
}

void add_widths(const Report& report, Writer& to) {
  Table table;
  table.caption = to.in(say("rules by width"));
  table.heads = {to.in(say("Rule")), to.in(say("Flow")), to.in(say("Services")),
                 to.in(say("Width")), to.in(say("Kind, basis, owner"))};
  table.percents = {15, 32, 14, 19, 20};
  for (const RuleFacts* rule : sort_by_width(report)) {
    const std::string width =
        fmt::format("{}\n{} × {} × {}", count_text(rule->width), count_text(rule->sources),
                    count_text(rule->destinations), count_text(rule->ports));
    table.rows.push_back({{rule_title(*rule), Mood::plain},
                          {with_when(way_lines(*rule), *rule, to), Mood::plain},
                          {join_lines(rule->services), rule->all_ports ? Mood::look : Mood::plain},
                          {width, Mood::plain},
                          {notes_lines(*rule, to), Mood::plain}});
  }
  if (table.rows.empty()) return to.say_line(say("There are none."));
  to.add(std::move(table));
}

}  // namespace

void lay_out_limited(const Report& report, Writer& to) {
  to.head(2, say("Limited rules of mynumber zones"), "limited");
  to.say_line(
      say("Every rule between a mynumber zone and another zone: limited by MAC address, IP "
          "address and port. Whose own MAC address does not reach the gateway is seen only "
          "by its router's."));
  Table table;
  table.caption = to.in(say("limited rules"));
  table.heads = {to.in(say("Rule")), to.in(say("Flow")), to.in(say("Services")),
                 to.in(say("Necessity")), to.in(say("Recognised by"))};
  table.percents = {14, 31, 11, 26, 18};
  for (const RuleFacts& rule : report.rules) {
    if (!rule.limited) continue;
    Lines paper(to);
    paper.add(say("necessity"), rule.necessity)
        .add(say("owner"), rule.owner)
        .add(say("basis"), rule.basis)
        .add(say("government system"), rule.government_system)
        .add(say("exception until"), rule.expires);
    const std::string over =
        rule.expired ? "\n" + to.in(state_text(ExceptionState::expired)) : std::string();
    table.rows.push_back({{rule_title(rule) + over, rule.expired ? Mood::faint : Mood::plain},
                          {with_when(way_lines(rule), rule, to), Mood::plain},
                          {join_lines(rule.services), Mood::plain},
                          {paper.text(), Mood::plain},
                          {seen_lines(rule, to), rule.by_router ? Mood::look : Mood::plain}});
  }
  if (table.rows.empty()) return to.say_line(say("There are none."));
  to.add(std::move(table));
}

void lay_out_exceptions(const Report& report, Writer& to) {
  to.head(2, say("Exceptions and relaxations"), "exceptions");
  to.head(3, say("Exceptions"), "exception-list");
  add_exceptions(report, to);
  to.head(3, say("Relaxations for a large failure"), "relaxations");
  add_relaxations(report, to);
  add_blocks(report, to);
}

void lay_out_widths(const Report& report, Writer& to) {
  to.head(2, say("Rules and their widths"), "widths");
  to.head(3, say("What is not needed"), "not-needed");
  add_not_needed(report, to);
  to.head(3, say("Rules that nothing uses"), "unused");
  add_unused(report, to);
  to.head(3, say("All rules, the widest first"), "rules");
  to.say_line(
      say("Width: sources × destinations × ports, each address once; IPv4 and IPv6 are not "
          "multiplied with each other."));
  add_widths(report, to);
}

}  // namespace sekisho::report

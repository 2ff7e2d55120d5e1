// Government systems, devices, what the checks said, and how to read all of it.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/document.h"

namespace sekisho::report {
namespace {

std::string percent_text(std::size_t part, std::size_t whole) {
  return whole == 0 ? "—" : fmt::format("{:.0f}%", 100.0 * double(part) / double(whole));
}

void add_coverage(const Report& report, Writer& to) {
  Table table;
  table.caption = to.in(say("devices by zone"));
  table.heads = {to.in(say("Zone")),
                 to.in(say("Devices")),
                 to.in(say("By own MAC")),
                 to.in(say("By router only")),
                 to.in(say("Share by own MAC")),
                 to.in(say("Hosts, routers, sanitisers"))};
  table.percents = {32, 11, 13, 14, 14, 16};
  for (const ZoneFacts& zone : report.zones) {
    const std::size_t all = zone.by_own_mac + zone.by_router;
    table.rows.push_back(
        {{zone_title(zone), Mood::plain},
         {std::to_string(all), Mood::plain},
         {std::to_string(zone.by_own_mac), Mood::plain},
         {std::to_string(zone.by_router), zone.by_router > 0 ? Mood::look : Mood::plain},
         {percent_text(zone.by_own_mac, all), Mood::plain},
         {fmt::format("{}, {}, {}", zone.hosts, zone.routers, zone.sanitisers), Mood::plain}});
  }
  to.add(std::move(table));
}

// Of the ends of limited rules that are devices.
Text coverage_of_limited(const Report& report) {
  std::vector<std::string> own, routed;
  for (const RuleFacts& rule : report.rules) {
    if (!rule.limited || rule.expired) continue;
    for (const auto* ends : {&rule.from, &rule.to}) {
      for (const EndFacts& each : *ends) {
        if (!each.router.empty()) routed.push_back(each.written);
        if (!each.mac.empty()) own.push_back(each.written);
      }
    }
  }
  for (auto* list : {&own, &routed}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return say(
      "Of the devices at the ends of limited rules, {} are recognised by their own MAC address "
      "and {} by their router's only ({} by their own).",
      own.size(), routed.size(), percent_text(own.size(), own.size() + routed.size()));
}

void add_ending(const Report& report, Writer& to) {
  if (report.ending.empty()) return;
  to.head(3, say("Devices that end within 30 days"), "ending");
  Table table;
  table.caption = to.in(say("devices that end"));
  table.heads = {to.in(say("Device")), to.in(say("Zone")), to.in(say("Owner")),
                 to.in(say("Last day")), to.in(say("Days left"))};
  table.percents = {36, 18, 20, 14, 12};
  for (const EndingDevice& each : report.ending) {
    const std::string name =
        each.label.empty() ? each.id : fmt::format("{} ({})", each.id, each.label);
    table.rows.push_back({{name, Mood::plain},
                          {each.zone, Mood::plain},
                          {each.owner.empty() ? "—" : each.owner, Mood::plain},
                          {each.ends, Mood::plain},
                          {std::to_string(each.days_left), Mood::plain}});
  }
  to.add(std::move(table));
}

Text severity_text(Severity severity) {
  switch (severity) {
    case Severity::error:
      return say("error");
    case Severity::warning:
      return say("warning");
    case Severity::note:
      break;
  }
  return say("note");
}

Mood severity_mood(Severity severity) {
  if (severity == Severity::error) return Mood::bad;
  return severity == Severity::warning ? Mood::look : Mood::faint;
}

}  // namespace

void add_remarks(const std::vector<Remark>& remarks, const Text& caption, Writer& to) {
  Table table;
  table.caption = to.in(caption);
  table.heads = {to.in(say("Code")), to.in(say("Severity")), to.in(say("Place")),
                 to.in(say("What was found")), to.in(say("Clause"))};
  table.percents = {10, 9, 22, 43, 16};
  for (const Remark& each : remarks) {
    table.rows.push_back({{each.code, Mood::plain},
                          {to.in(severity_text(each.severity)), severity_mood(each.severity)},
                          {each.place, Mood::plain},
                          {to.in(each.message), Mood::plain},
                          {each.clause.empty() ? "—" : each.clause, Mood::plain}});
  }
  to.add(std::move(table));
}

void lay_out_systems(const Report& report, Writer& to) {
  to.head(2, say("Government systems"), "systems");
  Table table;
  table.caption = to.in(say("government systems"));
  table.heads = {to.in(say("System")),   to.in(say("Operator")),  to.in(say("Addresses, services")),
                 to.in(say("Evidence")), to.in(say("Review by")), to.in(say("Rules"))};
  table.percents = {17, 16, 22, 18, 14, 13};
  for (const SystemFacts& each : report.systems) {
    const std::string review = each.review_by.empty() ? "—" : each.review_by;
    const std::string overdue =
        each.review_is_past ? "\n" + to.in(say("review overdue")) : std::string();
    table.rows.push_back(
        {{each.label.empty() ? each.id : each.id + "\n" + each.label, Mood::plain},
         {each.operator_name, Mood::plain},
         {join_lines(each.addresses) + "\n" + join_lines(each.services), Mood::plain},
         {each.evidence, Mood::plain},
         {review + overdue, each.review_is_past ? Mood::bad : Mood::plain},
         {join_lines(each.rules), Mood::plain}});
  }
  if (table.rows.empty()) return to.say_line(say("There are none."));
  to.add(std::move(table));
}

void lay_out_devices(const Report& report, Writer& to) {
  to.head(2, say("Devices, and how they are recognised"), "devices");
  to.say_line(say("{} devices of the ledger are in force.", report.devices));
  add_coverage(report, to);
  to.say_line(coverage_of_limited(report));
  add_ending(report, to);
}

void lay_out_findings(const Report& report, Writer& to) {
  to.head(2, say("Diagnostics"), "diagnostics");
  if (report.findings.empty()) return to.say_line(say("The check found nothing."));
  to.say_line(
      say("Everything that the check of the policy said: errors, warnings and notes; rules that "
          "can never match (SK5002), are covered by another (SK5001), devices that no rule "
          "holds (SK2014) and names that nothing uses (SK5005) among them."));
  add_remarks(report.findings, say("diagnostics"), to);
}

void lay_out_notes(const Report& report, Writer& to) {
  to.head(2, say("How to read this report"), "notes");
  Table table;
  table.shape = Shape::facts;
  table.caption = to.in(say("results"));
  table.percents = {24, 76};
  const auto row = [&](Status status, const Text& text) {
    table.rows.push_back(
        {{status_cell(status, to.language).text, Mood::plain}, {to.in(text), Mood::plain}});
  };
  row(Status::met,
      say("The policy, as the gateway enforces it, shows it; the checks that prove it are "
          "named."));
  row(Status::not_met, say("A check found what contradicts it; place and message are named."));
  row(Status::confirm,
      say("The gateway does its part, or its part is not enough to tell: a person has "
          "to look at what is named."));
  row(Status::outside,
      say("It is a matter of other equipment or of people, or there is nothing of the "
          "kind at this gateway."));
  to.add(std::move(table));
  to.say_line(
      say("The report judges the policy as of the time above; it does not look into logs, nor at "
          "what passes. That the gateway enforces exactly this policy shows in the digest, "
          "which must be that of sekisho status, and in sekisho verify."));
  to.say_line(say("To make it again: {}", report.command));
}

}  // namespace sekisho::report

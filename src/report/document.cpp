#include "report/document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sekisho::report {

void Writer::head(unsigned level, const Text& text, const std::string& anchor) {
  std::size_t number = 1;
  for (const Part& part : document.parts) {
    const auto* heading = std::get_if<Heading>(&part);
    number += heading != nullptr && heading->level == 2;
  }
  const std::string title = level == 2 ? fmt::format("{}. {}", number, in(text)) : in(text);
  document.parts.emplace_back(Heading{level, title, anchor});
}

void Writer::say_line(const Text& text, Mood mood) {
  document.parts.emplace_back(Paragraph{in(text), mood});
}

Text status_name(Status status) {
  switch (status) {
    case Status::met:
      return say("met");
    case Status::not_met:
      return say("not met");
    case Status::confirm:
      return say("to be confirmed");
    case Status::outside:
      break;
  }
  return say("outside the gateway's reach");
}

Cell status_cell(Status status, Language language) {
  constexpr const char* kSigns[] = {"○", "×", "△", "－"};
  constexpr Mood kMoods[] = {Mood::good, Mood::bad, Mood::look, Mood::faint};
  const auto place = static_cast<std::size_t>(status);
  return {fmt::format("{} {}", kSigns[place], status_name(status).in(language)), kMoods[place]};
}

std::string join_lines(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

std::string end_lines(const std::vector<EndFacts>& ends) {
  std::vector<std::string> lines;
  for (const EndFacts& each : ends) {
    std::string line = each.written;
    if (!each.label.empty()) line += fmt::format(" ({})", each.label);
    if (!each.addresses.empty()) line += " " + each.addresses;
    lines.push_back(line);
  }
  return join_lines(lines);
}

std::string date_text(Date date, Language language) {
  const auto year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month()), day = static_cast<unsigned>(date.day());
  constexpr int kReiwa = 2019;  // its first year, from May on; no report is older
  if (language != Language::japanese || year <= kReiwa) return to_string(date);
  return fmt::format("令和{}年{}月{}日", year - kReiwa + 1, month, day);
}

std::string count_text(double count) {
  if (count >= 1e9) return fmt::format("{:.1e}", count);
  std::string digits = fmt::format("{:.0f}", count);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string zone_title(const ZoneFacts& zone) {
  return zone.label.empty() ? zone.id : fmt::format("{} ({})", zone.label, zone.id);
}

Document lay_out(const Report& report, Language language) {
  Document document;
  document.language = language;
  document.title = say("Compliance report: network segmentation").in(language);
  document.subtitle = report.name;
  Writer to{language, document};
  lay_out_summary(report, to);
  if (report.is_whole) lay_out_zones(report, to);
  lay_out_principles(report, to);
  if (report.is_whole) {
    lay_out_limited(report, to);
    lay_out_systems(report, to);
    lay_out_exceptions(report, to);
    lay_out_devices(report, to);
    lay_out_widths(report, to);
  }
  lay_out_findings(report, to);
  lay_out_notes(report, to);
  return document;
}

}  // namespace sekisho::report

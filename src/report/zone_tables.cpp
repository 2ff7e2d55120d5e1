// The zone map, its zones, and what is joined with what.
#include <fmt/format.h>

#include "report/document.h"

namespace sekisho::report {
namespace {

void add_zones(const Report& report, Writer& to) {
  Table table;
  table.caption = to.in(say("zones"));
  table.heads = {to.in(say("Zone")),    to.in(say("Kind")),           to.in(say("Interfaces")),
                 to.in(say("Subnets")), to.in(say("Devices let in")), to.in(say("Fragments"))};
  table.percents = {23, 16, 13, 22, 13, 13};
  for (const ZoneFacts& zone : report.zones) {
    table.rows.push_back(
        {{zone_title(zone), Mood::plain},
         {to.in(kind_name(zone.kind)), Mood::plain},
         {join_lines(zone.interfaces), Mood::plain},
         {join_lines(zone.subnets), Mood::plain},
         {to.in(zone.registered_only ? say("of the ledger") : say("any")), Mood::plain},
         {to.in(zone.tracks_fragments ? say("let through") : say("denied")), Mood::plain}});
  }
  to.add(std::move(table));
}

Cell conduit_cell(const Conduit& conduit) {
  if (conduit.rules > 0) {
    const std::string marks = marks_of(conduit);
    return {std::to_string(conduit.rules) + (marks.empty() ? "" : "\n" + marks), Mood::good};
  }
  if (!conduit.never.empty()) return {"✕\n" + conduit.never, Mood::closed};
  return {"✕", Mood::faint};
}

// Whether any rule is with the gateway itself.
bool has_gateway(const Report& report) {
  const std::size_t gateway = report.zones.size();
  for (std::size_t i = 0; i <= gateway; ++i) {
    if (report.conduits[gateway][i].rules > 0 || report.conduits[i][gateway].rules > 0) return true;
  }
  return false;
}

void add_matrix(const Report& report, Writer& to) {
  const std::size_t zones = report.zones.size() + (has_gateway(report) ? 1 : 0);
  const auto name_of = [&](std::size_t zone) {
    return zone < report.zones.size() ? report.zones[zone].id : to.in(say("the gateway"));
  };
  Table table;
  table.shape = Shape::matrix;
  table.caption = to.in(say("from zone (rows) to zone (columns)"));
  table.heads.push_back(to.in(say("from ＼ to")));
  for (std::size_t zone = 0; zone < zones; ++zone) table.heads.push_back(name_of(zone));
  for (std::size_t from = 0; from < zones; ++from) {
    std::vector<Cell> row{{name_of(from), Mood::plain}};
    for (std::size_t zone = 0; zone < zones; ++zone)
      row.push_back(conduit_cell(report.conduits[from][zone]));
    table.rows.push_back(std::move(row));
  }
  to.add(std::move(table));
}

}  // namespace

std::string marks_of(const Conduit& conduit) {
  std::string marks;
  if (conduit.limited) marks += "L";
  if (conduit.sanitised) marks += "S";
  if (conduit.by_exception) marks += "E";
  if (conduit.by_relaxation) marks += "R";
  return marks;
}

void lay_out_zones(const Report& report, Writer& to) {
  to.head(2, say("Zones and conduits"), "zones");
  to.head(3, say("Zone map"), "map");
  to.document.parts.emplace_back(Picture{draw_zone_map(report, to.language)});
  to.say_line(
      say("Zones above are the body's own, those below are lines to others. Each line within "
          "the gateway is a conduit with the number of its rules; whatever has no line is "
          "closed."));
  to.head(3, say("Conduit matrix"), "matrix");
  add_matrix(report, to);
  to.say_line(
      say("A number is of rules that begin flows in that direction; replies need none. L: "
          "limited by MAC address, IP address and port. S: sanitised. E: by an approved "
          "exception. R: only while a relaxation is switched on. ✕: closed, since no rule "
          "permits it. ✕ with a code: closed in any policy; a rule would be refused with "
          "that code."));
  to.head(3, say("Zones"), "zone-list");
  add_zones(report, to);
}

}  // namespace sekisho::report

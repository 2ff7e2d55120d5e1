// The zone map as SVG: the three networks as pillars, the body's own zones above the gateway, lines
// to others below, and every conduit as a lane of its own within the gateway.
//
// Every zone has a column of its own, so that no line runs through a box or a label, whatever the
// policy; shapes and letters tell what colour would, for print in black and white.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "report/line_wrap.h"
#include "report/markup.h"
#include "report/zone_map.h"

namespace sekisho::report {
namespace {

Text pillar_name(unsigned pillar) {
  switch (pillar) {
    case 0:
      return say("mynumber");
    case 1:
      return say("LGWAN");
    case 2:
      return say("sanitiser");
    case 3:
      return say("internet");
    default:
      return say("others");
  }
}

std::string write_text(double x, double y, double size, const std::string& text,
                       const char* more = "") {
  return fmt::format(
      R"(<text x="{:.1f}" y="{:.1f}" font-size="{}" text-anchor="middle"{}>{}</text>)"
      "\n",
      x, y, size, more, escape(text));
}

struct Line {
  double width;
  const char* dashes;
};

constexpr Line kPlainLine{1.1, "none"};
constexpr Line kLimitedLine{2.6, "none"};
constexpr Line kSanitisedLine{1.6, "8 3"};
constexpr Line kDepartingLine{1.6, "2 3"};

// What departs from a plain rule most shows.
Line line_of(const Conduit& conduit) {
  if (conduit.by_exception || conduit.by_relaxation) return kDepartingLine;
  if (conduit.sanitised) return kSanitisedLine;
  return conduit.limited ? kLimitedLine : kPlainLine;
}

std::string lane_text(const Conduit& conduit) {
  const std::string marks = marks_of(conduit);
  return fmt::format("{}{}{}", conduit.rules, marks.empty() ? "" : " ", marks);
}

std::string write_line(double x1, double x2, double y, const Line& line) {
  return fmt::format(
      R"(<path d="M{:.1f} {:.1f}H{:.1f}" stroke="#111" stroke-width="{}" stroke-dasharray="{}"/>)"
      "\n",
      x1, y, x2, line.width, line.dashes);
}

}  // namespace

void ZoneMap::draw_pillars(std::string& svg) const {
  for (unsigned pillar = 0; pillar < kPillars; ++pillar) {
    double left = 0, right = 0;
    for (const Column& column : columns_) {
      if (column.pillar != pillar) continue;
      if (left == 0) left = column.x - slot_ / 2;
      right = column.x + slot_ / 2;
    }
    if (right == 0) continue;
    svg += fmt::format(
        R"(<rect x="{:.1f}" y="{}" width="{:.1f}" height="{:.1f}" rx="4" fill="{}" stroke="#999" stroke-dasharray="3 3"/>)"
        "\n",
        left + 2, kPillarTop, right - left - 4, bottom() - kPillarTop, "#f4f4f4");
    const std::string name = in(pillar_name(pillar));
    const double room = right - left - 10, size = ems(name) * 12 <= room ? 12 : 10;
    double y = kPillarTop + 15;
    for (const std::string& line : wrap(name, room / size, 2)) {
      svg += write_text((left + right) / 2, y, size, line, R"( font-weight="bold")");
      y += 12;
    }
  }
}

void ZoneMap::draw_box(const Column& column, std::string& svg) const {
  const bool is_gateway = column.zone == report_.zones.size();
  const double top = column.is_outer ? outer_top() : kBoxTop;
  const double width = slot_ - 10;
  std::string title, id, doors;
  bool is_registered = false;
  if (is_gateway) {
    title = in(say("the gateway itself"));
  } else {
    const ZoneFacts& zone = report_.zones[column.zone];
    title = zone.label.empty() ? in(kind_name(zone.kind)) : zone.label;
    id = zone.id;
    is_registered = zone.registered_only;
    doors = zone.interfaces.empty() ? "" : zone.interfaces.front();
    if (zone.interfaces.size() > 1) doors += " …";
  }
  svg += fmt::format(
      R"(<g data-zone="{}"><rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" rx="3" fill="#fff" stroke="#111" stroke-width="{}"{}/>)"
      "\n",
      escape(id), column.x - width / 2, top, width, kBoxHeight, is_registered ? 2.2 : 1,
      column.is_outer ? R"( stroke-dasharray="6 2")" : "");
  double y = top + 15;
  for (const std::string& line : wrap(title, (width - 4) / 11, 4)) {
    svg += write_text(column.x, y, 11, line, R"( font-weight="bold")");
    y += 13;
  }
  const double foot = top + kBoxHeight;
  for (const std::string& line : wrap(id, (width - 4) / 9.5, 1))
    svg += write_text(column.x, foot - 29, 9.5, line, R"( class="code")");
  for (const std::string& line : wrap(doors, (width - 4) / 9.5, 1))
    svg += write_text(column.x, foot - 17, 9.5, line, R"( class="code")");
  const std::size_t within = report_.conduits[column.zone][column.zone].rules;
  if (within > 0) svg += write_text(column.x, foot - 5, 9.5, in(say("within: {}", within)));
  svg += "</g>\n";
}

// The line from a box down or up to its farthest lane.
void ZoneMap::draw_drop(std::size_t column, std::string& svg) const {
  double highest = 0, lowest = 0;
  for (const Lane& lane : lanes_) {
    if (lane.from != column && lane.to != column) continue;
    highest = highest == 0 ? lane.y : std::min(highest, lane.y);
    lowest = std::max(lowest, lane.y);
  }
  if (lowest == 0) return;
  const Column& at = columns_[column];
  const double begin = at.is_outer ? outer_top() : kBoxTop + kBoxHeight;
  svg += fmt::format(R"(<path d="M{:.1f} {:.1f}V{:.1f}" stroke="#666" stroke-width="1"/>)"
                     "\n",
                     at.x, begin, at.is_outer ? highest : lowest);
}

void ZoneMap::draw_lane(const Lane& lane, std::string& svg) const {
  const double from = columns_[lane.from].x, to = columns_[lane.to].x;
  const double way = to > from ? 1 : -1;
  svg += write_line(from, to - way * 7, lane.y, line_of(*lane.conduit));
  svg += fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="2.6" fill="#111"/>)", from, lane.y);
  svg += fmt::format(R"(<path d="M{:.1f} {:.1f}l{:.1f} -3.6v7.2z" fill="#111"/>)"
                     "\n",
                     to - way, lane.y, -way * 8);
  // Between two columns nothing runs down.
  const std::string text = lane_text(*lane.conduit);
  const double middle = from + way * slot_ / 2, width = ems(text) * 11 + 6;
  svg += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="#fff"/>)"
                     "\n",
                     middle - width / 2, lane.y - 6, width, 12);
  svg += write_text(middle, lane.y + 3.9, 11, text);
}

void ZoneMap::draw_gutter(std::string& svg) const {
  struct Row {
    double middle;
    Text text;
  };
  const Row rows[] = {
      {kBoxTop + kBoxHeight / 2, say("zones of one's own")},
      {(band_top() + band_bottom()) / 2, say("the gateway Sekisho")},
      {outer_top() + kBoxHeight / 2, say("lines to others")},
  };
  for (const Row& row : rows) {
    double y = row.middle;
    for (const std::string& line : wrap(in(row.text), (kGutter - 8) / 11, 3)) {
      svg += write_text(kMargin + kGutter / 2, y, 11, line, R"( font-weight="bold")");
      y += 14;
    }
  }
}

void ZoneMap::draw_legend(std::string& svg) const {
  struct Entry {
    Line line;
    Text text;
  };
  const Entry entries[] = {
      {kPlainLine, say("plain rules")},
      {kLimitedLine, say("L: limited by MAC, IP address and port")},
      {kSanitisedLine, say("S: sanitised")},
      {kDepartingLine, say("E: by exception, R: by relaxation")},
  };
  double x = kMargin + 4, y = bottom() + 16;
  for (const Entry& entry : entries) {
    const std::string& text = in(entry.text);
    const double needed = 44 + ems(text) * 10.5 + 14;
    if (x + needed > width_) {
      x = kMargin + 4;
      y += 15;
    }
    svg += write_line(x, x + 30, y - 3, entry.line);
    svg += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" font-size="10.5">{}</text>)"
                       "\n",
                       x + 36, y, escape(text));
    x += needed;
  }
  svg += fmt::format(
      R"(<text x="{:.1f}" y="{:.1f}" font-size="10.5">{}</text>)"
      "\n",
      kMargin + 4, y + 15,
      escape(in(say("Thick frame: devices of the ledger only. Broken frame: a line to others."))));
}

std::string ZoneMap::draw() const {
  const double height = bottom() + kLegendHeight;
  std::string svg = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-labelledby="map-title map-desc" fill="none">)"
      "\n",
      width_, height);
  svg += fmt::format(
      R"(<title id="map-title">{}</title><desc id="map-desc">{}</desc><g fill="#111" stroke="none" font-family="inherit">)"
      "\n",
      escape(in(say("Zone map"))),
      escape(in(
          say("{} zones and {} conduits between them; the conduit matrix has the same as a table",
              report_.zones.size(), lanes_.size()))));
  draw_pillars(svg);
  svg += fmt::format(
      R"(<rect x="{}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="#fff" stroke="#111" stroke-width="1.6"/>)"
      "\n",
      kMargin - 4, band_top(), width_ - 2 * kMargin + 8, band_bottom() - band_top());
  draw_gutter(svg);
  for (std::size_t i = 0; i < columns_.size(); ++i) draw_drop(i, svg);
  for (const Lane& lane : lanes_) draw_lane(lane, svg);
  for (const Column& column : columns_) draw_box(column, svg);
  draw_legend(svg);
  return svg + "</g></svg>\n";
}

std::string draw_zone_map(const Report& report, Language language) {
  return ZoneMap(report, language).draw();
}

}  // namespace sekisho::report

// The zone map as SVG: the three networks as pillars, the body's own zones above the gateway, lines
// to others below, and every conduit as a lane of its own within the gateway.
//
// Every zone has a column of its own, so that no line runs through a box or a label, whatever the
// policy; shapes and letters tell what colour would, for print in black and white.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "report/document.h"
#include "report/markup.h"
#include "sekisho/base/utf8.h"

namespace sekisho::report {
namespace {

constexpr double kMargin = 8, kGutter = 74;  // on the left: what each row is
constexpr double kPillarTop = 4, kBoxTop = 40, kBoxHeight = 100;
constexpr double kLead = 22;  // of a line between a box and the gateway
constexpr double kBandHead = 14, kBandFoot = 14, kLegendHeight = 58;

struct Column {
  std::size_t zone;  // the gateway behind the zones
  unsigned pillar;
  bool is_outer;
  double x = 0;  // its middle
};

struct Lane {
  std::size_t from, to;  // columns
  const Conduit* conduit;
  double y = 0;
};

constexpr unsigned kPillars = 5;

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

// Where a kind stands: its pillar, and its place in that.
std::pair<unsigned, unsigned> place_of(const ZoneFacts& zone) {
  switch (zone.kind) {
    case ZoneKind::mynumber:
      return {0, 0};
    case ZoneKind::lgwan:
      return {1, 0};
    case ZoneKind::lgwan_uplink:
      return {1, 1};
    case ZoneKind::sanitiser:
      return {2, 0};
    case ZoneKind::internet:
      return {3, zone.is_outer ? 2u : 0u};
    case ZoneKind::dmz:
      return {3, 1};
    case ZoneKind::management:
      return {4, 0};
    case ZoneKind::development:
      return {4, 1};
    case ZoneKind::partner:
      return {4, 3};
    case ZoneKind::out_of_scope:
      break;
  }
  return {4, 4};
}

constexpr std::pair<unsigned, unsigned> kGatewayPlace{4, 2};

// Of what the map is drawn from, and its measures.
class ZoneMap {
 public:
  ZoneMap(const Report& report, Language language) : report_(report), language_(language) {
    place_columns();
    place_lanes();
  }

  std::string draw() const;

 private:
  void place_columns();
  void place_lanes();
  void draw_pillars(std::string& svg) const;
  void draw_box(const Column& column, std::string& svg) const;
  void draw_drop(std::size_t column, std::string& svg) const;
  void draw_lane(const Lane& lane, std::string& svg) const;
  void draw_gutter(std::string& svg) const;
  void draw_legend(std::string& svg) const;

  double band_top() const { return kBoxTop + kBoxHeight + kLead; }
  double band_bottom() const {
    return band_top() + kBandHead + lane_height_ * double(lanes_.size()) + kBandFoot;
  }
  double outer_top() const { return band_bottom() + kLead; }
  double bottom() const { return outer_top() + kBoxHeight + 8; }
  const std::string& in(const Text& text) const { return text.in(language_); }

  const Report& report_;
  Language language_;
  std::vector<Column> columns_;
  std::vector<Lane> lanes_;
  double slot_ = 100, width_ = 0, lane_height_ = 17;
};

void ZoneMap::place_columns() {
  const std::size_t gateway = report_.zones.size();
  std::vector<std::pair<std::pair<unsigned, unsigned>, Column>> placed;
  for (std::size_t i = 0; i < gateway; ++i) {
    const auto place = place_of(report_.zones[i]);
    placed.push_back({place, {i, place.first, report_.zones[i].is_outer}});
  }
  bool is_an_end = false;
  for (std::size_t i = 0; i <= gateway; ++i)
    is_an_end |= report_.conduits[gateway][i].rules > 0 || report_.conduits[i][gateway].rules > 0;
  if (is_an_end) placed.push_back({kGatewayPlace, {gateway, kGatewayPlace.first, false}});
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  slot_ = std::clamp(680.0 / double(std::max<std::size_t>(placed.size(), 1)), 66.0, 150.0);
  for (auto& [place, column] : placed) {
    column.x = kMargin + kGutter + slot_ * (double(columns_.size()) + 0.5);
    columns_.push_back(column);
  }
  width_ = std::max(2 * kMargin + kGutter + slot_ * double(columns_.size()), 560.0);
}

void ZoneMap::place_lanes() {
  for (std::size_t from = 0; from < columns_.size(); ++from) {
    for (std::size_t to = 0; to < columns_.size(); ++to) {
      const Conduit& conduit = report_.conduits[columns_[from].zone][columns_[to].zone];
      if (from != to && conduit.rules > 0) lanes_.push_back({from, to, &conduit});
    }
  }
  // Those between inner zones above, so that their lines end early.
  const auto key = [&](const Lane& lane) {
    const bool is_outward = columns_[lane.from].is_outer || columns_[lane.to].is_outer;
    const auto [left, right] = std::minmax(lane.from, lane.to);
    return std::array<std::size_t, 4>{is_outward, left, right, lane.from};
  };
  std::sort(lanes_.begin(), lanes_.end(),
            [&](const Lane& a, const Lane& b) { return key(a) < key(b); });
  if (lanes_.size() > 40) lane_height_ = 14;
  for (std::size_t i = 0; i < lanes_.size(); ++i)
    lanes_[i].y = band_top() + kBandHead + lane_height_ * (double(i) + 0.5);
}

// How wide a text is, in ems.
double ems(std::string_view text) {
  double width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    width += point.value < 0x80 ? 0.58 : 1;
    i += std::max<std::size_t>(point.length, 1);
  }
  return width;
}

// Takes letters off the end until the line is no wider.
void cut_to(std::string& line, double most_ems) {
  while (!line.empty() && ems(line) > most_ems) {
    while ((line.back() & 0xC0) == 0x80) line.pop_back();
    line.pop_back();
  }
}

// The word that a line ends in, taken off it; "" where it holds no space.
std::string take_last_word(std::string& line) {
  const std::size_t space = line.rfind(' ');
  if (space == std::string::npos) return "";
  std::string word = line.substr(space + 1);
  line.erase(space);
  return word;
}

// At most `most` lines, broken at a space where there is one; what does not fit ends in an
// ellipsis.
std::vector<std::string> wrap(const std::string& text, double most_ems, std::size_t most) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < text.size();) {
    if (lines.empty()) lines.emplace_back();
    const std::size_t length = std::max<std::size_t>(code_point_at(text, i).length, 1);
    const std::string letter = text.substr(i, length);
    i += length;
    if (ems(lines.back() + letter) > most_ems) {
      if (lines.size() == most) {
        cut_to(lines.back(), most_ems - 1);
        lines.back() += "…";
        return lines;
      }
      lines.push_back(letter == " " ? "" : take_last_word(lines.back()));
    }
    if (letter != " " || !lines.back().empty()) lines.back() += letter;
  }
  return lines;
}

std::string write_text(double x, double y, double size, const std::string& text,
                       const char* more = "") {
  return fmt::format(
      R"(<text x="{:.1f}" y="{:.1f}" font-size="{}" text-anchor="middle"{}>{}</text>)"
      "\n",
      x, y, size, more, escape(text));
}

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
  std::string marks;
  if (conduit.limited) marks += "L";
  if (conduit.sanitised) marks += "S";
  if (conduit.by_exception) marks += "E";
  if (conduit.by_relaxation) marks += "R";
  return fmt::format("{}{}{}", conduit.rules, marks.empty() ? "" : " ", marks);
}

std::string write_line(double x1, double x2, double y, const Line& line) {
  return fmt::format(
      R"(<path d="M{:.1f} {:.1f}H{:.1f}" stroke="#111" stroke-width="{}" stroke-dasharray="{}"/>)"
      "\n",
      x1, y, x2, line.width, line.dashes);
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

}  // namespace

std::string draw_zone_map(const Report& report, Language language) {
  return ZoneMap(report, language).draw();
}

}  // namespace sekisho::report

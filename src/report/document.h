// A report laid out for people, in one language, before it is HTML or Markdown: headings,
// paragraphs, tables, a picture. Texts are plain; a writer escapes them. Pure; thread: any.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sekisho/report/report.h"

namespace sekisho::report {

// How a cell is to be seen; never by colour alone, since its text says the same.
enum class Mood : std::uint8_t { plain, good, bad, look, faint, closed };

struct Cell {
  std::string text;  // lines are kept apart
  Mood mood = Mood::plain;
};

struct Heading {
  unsigned level = 2;
  std::string text;
  std::string anchor;
};

struct Paragraph {
  std::string text;
  Mood mood = Mood::plain;
};

enum class Shape : std::uint8_t { list, facts, matrix };

struct Table {
  Shape shape = Shape::list;  // facts: the first column is heads, there is no head row
  std::string caption;        // what it is, for who cannot see it
  std::vector<std::string> heads;
  std::vector<unsigned> percents;  // widths of columns, or empty
  std::vector<std::vector<Cell>> rows;
};

// The zone map; Markdown leaves it to the matrix.
struct Picture {
  std::string svg;
};

using Part = std::variant<Heading, Paragraph, Table, Picture>;

struct Document {
  Language language = Language::english;
  std::string title, subtitle;
  std::vector<Part> parts;
};

// The words of one language.
struct Writer {
  Language language;
  Document& document;

  const std::string& in(const Text& text) const { return text.in(language); }
  void head(unsigned level, const Text& text, const std::string& anchor = {});
  void say_line(const Text& text, Mood mood = Mood::plain);
  void add(Table table) { document.parts.emplace_back(std::move(table)); }
};

Document lay_out(const Report& report, Language language);

// The sections, in their order.
void lay_out_summary(const Report& report, Writer& to);
void lay_out_zones(const Report& report, Writer& to);
void lay_out_principles(const Report& report, Writer& to);
void lay_out_limited(const Report& report, Writer& to);
void lay_out_systems(const Report& report, Writer& to);
void lay_out_exceptions(const Report& report, Writer& to);
void lay_out_devices(const Report& report, Writer& to);
void lay_out_widths(const Report& report, Writer& to);
void lay_out_findings(const Report& report, Writer& to);
void lay_out_notes(const Report& report, Writer& to);

// A table of diagnostics.
void add_remarks(const std::vector<Remark>& remarks, const Text& caption, Writer& to);
// One of the words, with its sign: "○ met".
Cell status_cell(Status status, Language language);
Text status_name(Status status);
std::string join_lines(const std::vector<std::string>& lines);
// A line each: what is written, the label, the addresses.
std::string end_lines(const std::vector<EndFacts>& ends);
std::string date_text(Date date, Language language);  // with the Japanese era
std::string count_text(double count);                 // "1,024", "1.8e+19"
// "pc-1 (市民課端末)"
std::string zone_title(const ZoneFacts& zone);

// zone_map.cpp
std::string draw_zone_map(const Report& report, Language language);

// "LSER": what a conduit is besides plain, by the letters of the legend.
std::string marks_of(const Conduit& conduit);

}  // namespace sekisho::report

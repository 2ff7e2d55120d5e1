// A diagnostic as a person reads it: one line, the source line, a caret, help and notes.
#include <algorithm>

#include <fmt/format.h>

#include "sekisho/base/diagnostic.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

struct Word {
  Text text;
  std::string_view colour;
};

const Word& word_of(Severity severity) {
  static const Word kWords[] = {
      {say("error"), "\x1b[1;31m"}, {say("warning"), "\x1b[1;35m"}, {say("note"), "\x1b[1;36m"}};
  return kWords[static_cast<std::size_t>(severity)];
}

std::string painted(std::string_view text, std::string_view colour, bool in_colour) {
  return in_colour ? fmt::format("{}{}\x1b[0m", colour, text) : std::string(text);
}

std::string place_of(const Location& where, const SourceSet& sources) {
  if (where.file >= sources.size()) return "";
  const Position position = sources.position(where);
  return fmt::format("{}:{}:{}: ", shown(sources.file(where.file).name), position.line,
                     position.column);
}

// East Asian wide and fullwidth characters take two columns of a terminal (UAX #11, in blocks).
bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
         (c >= 0x20000 && c <= 0x3FFFD);
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    columns += point.length != 0 && is_wide(point.value) ? 2 : 1;
    at += std::max<std::size_t>(1, point.length);
  }
  return columns;
}

// The source line with a caret below it; what cannot be decoded is shown as far as it is readable.
std::string excerpt(const Location& where, const SourceSet& sources, bool in_colour) {
  constexpr std::size_t kLongestLine = 400;
  const std::string_view line = sources.line(where);
  if (line.empty() || line.size() > kLongestLine) return "";
  const std::string_view text = sources.file(where.file).text;
  const std::size_t offset = static_cast<std::size_t>(text.data() + where.begin - line.data());
  if (offset > line.size()) return "";
  const std::size_t length = std::min<std::size_t>(where.end - where.begin, line.size() - offset);
  const std::size_t width = std::max<std::size_t>(1, columns_of(line.substr(offset, length)));
  std::string mark(width, '~');
  mark[0] = '^';
  return fmt::format("{:5} | {}\n      | {}{}\n", sources.position(where).line, shown(line),
                     std::string(columns_of(line.substr(0, offset)), ' '),
                     painted(mark, "\x1b[1;32m", in_colour));
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const SourceSet& sources, Language language,
                   bool colour) {
  const Word& severity = word_of(diagnostic.severity);
  std::string out = fmt::format("{}{}: {} [{}]\n", place_of(diagnostic.where, sources),
                                painted(severity.text.in(language), severity.colour, colour),
                                shown(diagnostic.message.in(language)), diagnostic.code);
  out += excerpt(diagnostic.where, sources, colour);
  if (!diagnostic.help.is_empty()) {
    out += fmt::format("  {}: {}\n", say("help").in(language), shown(diagnostic.help.in(language)));
  }
  if (!diagnostic.clause.empty()) {
    out += fmt::format("  {}: {}\n", say("clause").in(language), shown(diagnostic.clause));
  }
  const Word& note = word_of(Severity::note);
  for (const DiagnosticNote& each : diagnostic.notes) {
    out += fmt::format("{}{}: {}\n", place_of(each.where, sources),
                       painted(note.text.in(language), note.colour, colour),
                       shown(each.message.in(language)));
  }
  return out;
}

}  // namespace sekisho

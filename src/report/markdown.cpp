// A document as GitHub's Markdown; the zone map is left to the conduit matrix.
#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "report/document.h"
#include "sekisho/base/utf8.h"

namespace sekisho::report {
namespace {

// One line of plain text: nothing in it is markup.
std::string plain(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]|~#";
  std::string markdown;
  for (const char letter : shown(text)) {
    if (letter == '<') {
      markdown += "&lt;";
    } else if (letter == '>') {
      markdown += "&gt;";
    } else if (letter == '&') {
      markdown += "&amp;";
    } else {
      if (kMarkup.find(letter) != std::string_view::npos) markdown += '\\';
      markdown += letter;
    }
  }
  return markdown;
}

std::string plain_lines(const std::string& text) {
  std::string markdown;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (begin > 0) markdown += "<br>";
    markdown += plain(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
  }
  return markdown;
}

class MarkdownWriter {
 public:
  void operator()(const Heading& heading) {
    out += fmt::format("{} {}\n\n", std::string(heading.level, '#'), plain(heading.text));
  }
  void operator()(const Paragraph& paragraph) {
    const char* mark = paragraph.mood == Mood::bad ? "**" : "";
    out += fmt::format("{}{}{}\n\n", mark, plain_lines(paragraph.text), mark);
  }
  void operator()(const Table& table);
  void operator()(const Picture&) {}

  std::string out;

 private:
  void write_row(const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) out += "| " + cell + " ";
    out += "|\n";
  }
};

void MarkdownWriter::operator()(const Table& table) {
  std::vector<std::string> heads;
  for (const std::string& head : table.heads) heads.push_back(plain(head));
  // A table without a head row is no table in Markdown.
  if (heads.empty() && !table.rows.empty()) heads.resize(table.rows.front().size());
  write_row(heads);
  write_row(std::vector<std::string>(heads.size(), "---"));
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    cells.reserve(row.size());
    for (const Cell& cell : row) cells.push_back(plain_lines(cell.text));
    write_row(cells);
  }
  out += "\n";
}

}  // namespace

std::string to_markdown(const Report& report, Language language) {
  const Document document = lay_out(report, language);
  MarkdownWriter writer;
  writer.out = fmt::format("# {}\n\n{}\n\n", plain(document.title), plain(document.subtitle));
  for (const Part& part : document.parts) std::visit(writer, part);
  return std::move(writer.out);
}

}  // namespace sekisho::report

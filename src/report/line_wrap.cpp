#include "report/line_wrap.h"

#include <algorithm>

#include "sekisho/base/utf8.h"

namespace sekisho::report {
namespace {

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

}  // namespace

double ems(std::string_view text) {
  double width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    width += point.value < 0x80 ? 0.58 : 1;
    i += std::max<std::size_t>(point.length, 1);
  }
  return width;
}

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

}  // namespace sekisho::report

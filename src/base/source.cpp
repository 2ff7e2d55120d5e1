// Where a location stands in its file: line, column, and the text of the line.
#include <algorithm>
#include <utility>

#include "sekisho/base/diagnostic.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

std::vector<std::uint32_t> find_line_begins(std::string_view text) {
  std::vector<std::uint32_t> begins{0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    begins.push_back(static_cast<std::uint32_t>(at + 1));
  }
  return begins;
}

std::uint32_t count_characters(std::string_view text) {
  std::uint32_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    at += std::max<std::size_t>(1, code_point_at(text, at).length);
  }
  return count;
}

}  // namespace

std::uint32_t SourceSet::add(std::string name, std::string text) {
  line_begins_.push_back(find_line_begins(text));
  files_.push_back({std::move(name), std::move(text), {}});
  return static_cast<std::uint32_t>(files_.size() - 1);
}

void SourceSet::decode(std::uint32_t index, std::string text) {
  line_begins_[index] = find_line_begins(text);
  files_[index].bytes = std::exchange(files_[index].text, std::move(text));
}

std::size_t SourceSet::line_index(const Location& location) const {
  const std::vector<std::uint32_t>& begins = line_begins_[location.file];
  const auto after = std::upper_bound(begins.begin(), begins.end(), location.begin);
  return static_cast<std::size_t>(after - begins.begin()) - 1;
}

Position SourceSet::position(const Location& location) const {
  if (location.file >= files_.size()) return {};
  const std::size_t index = line_index(location);
  const std::string_view line = this->line(location);
  const std::size_t before = location.begin - line_begins_[location.file][index];
  return {static_cast<std::uint32_t>(index) + 1, count_characters(line.substr(0, before)) + 1};
}

std::string_view SourceSet::line(const Location& location) const {
  if (location.file >= files_.size()) return {};
  const std::string_view text = files_[location.file].text;
  const std::size_t begin = line_begins_[location.file][line_index(location)];
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace sekisho

#include "policy/json_scanner.h"

#include <algorithm>

#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_word(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == '_';
}

}  // namespace

JsonScanner::JsonScanner(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

void JsonScanner::skip_space_and_comments() {
  for (;;) {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ == text_.size() || text_[at_] != '/') return;
    const std::string_view rest = text_.substr(at_);
    std::size_t skipped = 0;
    if (rest.starts_with("//")) {
      skipped = rest.find_first_of("\r\n");
    } else if (rest.starts_with("/*")) {
      const std::size_t close = rest.find("*/", 2);
      skipped = close == std::string_view::npos ? close : close + 2;
    } else {
      return;
    }
    at_ += std::min(skipped, rest.size());
  }
}

std::size_t JsonScanner::string_end(std::size_t begin) const {
  for (std::size_t at = begin + 1; at < text_.size(); ++at) {
    if (text_[at] == '\\') {
      ++at;
    } else if (text_[at] == '"') {
      return at + 1;
    } else if (text_[at] == '\n') {
      return at;
    }
  }
  return text_.size();
}

JsonToken JsonScanner::next() {
  skip_space_and_comments();
  const std::size_t begin = at_;
  if (begin == text_.size()) return {begin, begin};
  if (text_[begin] == '"') {
    at_ = string_end(begin);
  } else if (is_word(text_[begin])) {
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
  } else {
    at_ += std::max<std::size_t>(1, code_point_at(text_, begin).length);
  }
  return {begin, at_};
}

JsonToken JsonScanner::next_value() {
  for (;;) {
    const JsonToken token = next();
    const bool is_separator =
        token.end > token.begin && (text_[token.begin] == ',' || text_[token.begin] == ':');
    if (!is_separator) return token;
  }
}

}  // namespace sekisho

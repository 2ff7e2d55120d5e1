#include "policy/text_checks.h"

#include <algorithm>

#include "sekisho/base/utf8.h"

namespace sekisho {

bool is_id(std::string_view text) {
  const auto is_first = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto is_later = [&](char c) { return is_first(c) || c == '_' || c == '.' || c == '-'; };
  return !text.empty() && text.size() <= 63 && is_first(text[0]) &&
         std::all_of(text.begin(), text.end(), is_later);
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::size_t end = 0;
  while (end < text.size() && end < kLongest) {
    end += std::max<std::size_t>(code_point_at(text, end).length, 1);
  }
  return shown(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

bool is_blank(std::string_view text) {
  constexpr std::string_view kIdeographicSpace = "\u3000";
  for (;;) {
    if (text.empty()) return true;
    if (text[0] == ' ') {
      text.remove_prefix(1);
    } else if (text.starts_with(kIdeographicSpace)) {
      text.remove_prefix(kIdeographicSpace.size());
    } else {
      return false;
    }
  }
}

}  // namespace sekisho

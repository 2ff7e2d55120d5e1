#include "policy/normalise.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

namespace sekisho {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

std::string mapped(std::string_view text, int more_options) {
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                                      UTF8PROC_COMPAT | more_options);
  utf8proc_uint8_t* buffer = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &buffer, options);
  if (length < 0) return std::string(text);
  std::string out(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(length));
  std::free(buffer);  // NOLINT: utf8proc_map hands over memory of malloc
  return out;
}

}  // namespace

std::string nfkc(std::string_view text) {
  // Most cells are ASCII, which NFKC leaves as it is.
  const bool is_ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
  return is_ascii ? std::string(text) : mapped(text, 0);
}

std::string folded(std::string_view text) {
  std::string out = mapped(text, UTF8PROC_CASEFOLD);
  std::erase_if(out, [](char c) { return kSpaces.find(c) != std::string_view::npos; });
  return out;
}

bool is_blank_cell(std::string_view text) {
  // Of these NFKC leaves something: ASCII that is no space, and U+3040 to U+9FFF (kana, CJK).
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_kana =
        byte == 0xE3 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) > 0x80;
    if ((byte > 0x20 && byte < 0x7F) || (byte >= 0xE4 && byte <= 0xE9) || is_kana) return false;
  }
  return trimmed(nfkc(text)).empty();
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

}  // namespace sekisho

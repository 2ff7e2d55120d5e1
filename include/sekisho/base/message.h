// What is said to a person, in both languages. English stands in the source, where it is said;
// Japanese is its translation in po/ja.po, which is built into every program (docs/translating.md).
// Thread: any.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>

namespace sekisho {

enum class Language : std::uint8_t { english, japanese };

struct Text {
  std::string en;
  std::string ja;

  const std::string& in(Language language) const {
    return language == Language::japanese ? ja : en;
  }
  bool is_empty() const { return en.empty(); }
  friend bool operator==(const Text&, const Text&) = default;
};

// One line of the catalogue.
struct Translation {
  std::string_view en;
  std::string_view ja;
};

// All of po/ja.po, by `en` ascending.
std::span<const Translation> japanese_catalogue();
// The translation of `en`, or "" where the catalogue has none.
std::string_view find_japanese(std::string_view en);
// `en` in Japanese with these arguments; in English where the catalogue has none, or one that does
// not go with the arguments (a test sees to it that neither is so).
std::string format_japanese(std::string_view en, fmt::format_args arguments);

namespace detail {
template <typename T>
using Said = std::conditional_t<std::is_same_v<T, Text>, std::string, T>;
template <typename T>
const T& said_in(const T& argument, Language) {
  return argument;
}
inline const std::string& said_in(const Text& argument, Language language) {
  return argument.in(language);
}
}  // namespace detail

// The message in both languages. A Text among the arguments is said in the message's language; a
// translation may name its arguments {0}, {1} where their order differs.
template <typename... Args>
Text say(fmt::format_string<const detail::Said<Args>&...> en, const Args&... args) {
  const fmt::string_view pattern = en;
  return Text{fmt::format(en, detail::said_in(args, Language::english)...),
              format_japanese({pattern.data(), pattern.size()},
                              fmt::make_format_args(detail::said_in(args, Language::japanese)...))};
}

}  // namespace sekisho

// UTF-8, one code point at a time, as Unicode 15 table 3-7 defines it: no overlong forms, no
// surrogates. Pure; thread: any.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sekisho {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  // bytes; 0: the bytes here are not UTF-8
};

// The code point that begins at `offset`, which is inside `text`.
CodePoint code_point_at(std::string_view text, std::size_t offset);

// The offset of the first byte that is not UTF-8, or nullopt.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

// A control character (C0, DEL, C1), a line or paragraph separator, or a bidirectional override,
// embedding or isolate: what can forge or reorder a line of a log or of a terminal.
bool is_unsafe_in_text(char32_t value);
// The offset of the first such code point, or of what is not UTF-8; else nullopt.
std::optional<std::size_t> find_unsafe_text(std::string_view text);

// In columns of a terminal: a full-width character takes two.
std::size_t display_width(std::string_view text);

// `text` with everything unsafe replaced, one column for one code point: fit for a terminal.
std::string shown(std::string_view text);

}  // namespace sekisho

#include "sekisho/base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <utf8proc.h>

namespace sekisho {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct LeadByte {
  std::size_t length;
  char32_t bits;
};

LeadByte read_lead(std::uint8_t byte) {
  if (byte < 0x80) return {1, byte};
  if (byte >= 0xC2 && byte <= 0xDF) return {2, byte & 0x1Fu};
  if (byte >= 0xE0 && byte <= 0xEF) return {3, byte & 0x0Fu};
  if (byte >= 0xF0 && byte <= 0xF4) return {4, byte & 0x07u};
  return {0, 0};
}

// Most of a policy is ASCII: eight bytes at a time.
std::size_t skip_ascii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  for (std::uint64_t eight = 0; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if (eight & kHighBits) break;
  }
  while (at < text.size() && static_cast<std::uint8_t>(text[at]) < 0x80) ++at;
  return at;
}

std::size_t skip_printable(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] >= 0x20 && text[at] < 0x7F) ++at;
  return at;
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t offset) {
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const LeadByte lead = read_lead(static_cast<std::uint8_t>(text[offset]));
  if (lead.length == 0 || lead.length > text.size() - offset) return {};
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[offset + i]);
    if ((byte & 0xC0) != 0x80) return {};
    value = value << 6 | (byte & 0x3Fu);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kLeast[lead.length] || value > 0x10FFFF || is_surrogate) return {};
  return {value, lead.length};
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; (at = skip_ascii(text, at)) < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (point.length == 0) return at;
    at += point.length;
  }
  return std::nullopt;
}

bool is_unsafe_in_text(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value <= 0x9F) || (value >= 0x2028 && value <= 0x202E) ||
         (value >= 0x2066 && value <= 0x2069);
}

std::optional<std::size_t> find_unsafe_text(std::string_view text) {
  for (std::size_t at = 0; (at = skip_printable(text, at)) < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (point.length == 0 || is_unsafe_in_text(point.value)) return at;
    at += point.length;
  }
  return std::nullopt;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    width += static_cast<std::size_t>(
        std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(point.value))));
    at += std::max<std::size_t>(1, point.length);
  }
  return width;
}

std::string shown(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    const std::size_t length = point.length == 0 ? 1 : point.length;
    const bool unsafe = point.length == 0 || is_unsafe_in_text(point.value);
    if (text[at] == '\t') {
      out += ' ';
    } else if (unsafe) {
      out += kReplacement;
    } else {
      out += text.substr(at, length);
    }
    at += length;
  }
  return out;
}

}  // namespace sekisho

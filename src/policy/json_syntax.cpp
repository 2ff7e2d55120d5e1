#include "policy/json_syntax.h"

#include <algorithm>

#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

Location location_of(std::uint32_t file, std::size_t begin, std::size_t end) {
  return {file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

// "… - unexpected string literal; expected '}'": the part behind the dash, without what was read,
// which the message quotes from the file instead.
std::string_view detail_of(std::string_view reason) {
  const std::size_t dash = reason.find(" - ");
  if (dash != std::string_view::npos) reason.remove_prefix(dash + 3);
  return reason.substr(0, reason.find("; last read"));
}

bool begins_value(char c) {
  return c == '"' || c == '{' || c == '[' || c == '-' || (c >= '0' && c <= '9') || c == 't' ||
         c == 'f' || c == 'n';
}

Text describe(std::string_view token, std::string_view before, std::string_view detail) {
  const bool wants_end = detail.ends_with("expected '}'") || detail.ends_with("expected ']'");
  if (token.empty()) {
    return say("the file ends too early; {}", detail);
  }
  if (wants_end && begins_value(token[0])) {
    return say("a comma is missing before {}", shown(token));
  }
  if (detail.ends_with("expected ':'")) {
    return say("a colon is missing before {}", shown(token));
  }
  if (before == "," && (token == "}" || token == "]")) {
    return say("a comma stands before {}; the last one takes none", token);
  }
  return say("{} cannot stand here: {}", shown(token), detail);
}

}  // namespace

bool check_encoding(std::uint32_t file, std::string_view text, Diagnostics& diagnostics) {
  if (const auto bad = find_invalid_utf8(text)) {
    diagnostics.add("SK1001",
                    say("not UTF-8 at byte {} (0x{:02X}); save the file as UTF-8", *bad,
                        static_cast<unsigned char>(text[*bad])),
                    location_of(file, *bad, *bad + 1));
    return false;
  }
  const std::size_t nul = text.find('\0');
  if (nul == std::string_view::npos) return true;
  diagnostics.add("SK1002", say("a NUL byte cannot stand in JSON"),
                  location_of(file, nul, nul + 1));
  return false;
}

void report_syntax(std::uint32_t file, std::string_view text, JsonScanner scanner,
                   std::size_t position, std::string_view reason, Diagnostics& diagnostics) {
  const std::size_t read = std::min(position, text.size());
  // "01" is one word to the scanner and two numbers to the parser.
  const bool is_split = position <= text.size() && scanner.position() >= position;
  JsonToken before, token = is_split ? JsonToken{read - 1, read} : scanner.next();
  while (token.end < read && token.begin != token.end) {
    before = token;
    token = scanner.next();
  }
  const std::string_view detail = detail_of(reason);
  // Inside a token the parser stopped at its last byte; otherwise the whole token is out of place.
  const bool is_inside = detail.starts_with("invalid");
  if (is_inside && position <= text.size() && read > 0) token = {read - 1, read};
  const Text message = describe(text.substr(token.begin, token.end - token.begin),
                                text.substr(before.begin, before.end - before.begin), detail);
  diagnostics.add("SK1002", message, location_of(file, token.begin, token.end));
}

}  // namespace sekisho

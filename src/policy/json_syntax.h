// What is said about text that is no JSON.
#pragma once

#include <cstdint>
#include <string_view>

#include "policy/json_scanner.h"
#include "sekisho/base/diagnostic.h"

namespace sekisho {

// SK1001 for what is not UTF-8, SK1002 for a NUL (which the parser takes for the end of the text).
bool check_encoding(std::uint32_t file, std::string_view text, Diagnostics& diagnostics);

// SK1002. The parser has read `position` bytes and said `reason`; `scanner` stands behind the last
// token that it accepted.
void report_syntax(std::uint32_t file, std::string_view text, JsonScanner scanner,
                   std::size_t position, std::string_view reason, Diagnostics& diagnostics);

}  // namespace sekisho

// Text as ledgers compare it (policy.md 1.2). Pure; thread: any.
#pragma once

#include <string>
#include <string_view>

namespace sekisho {

// Unicode's NFKC: full-width letters and digits become ASCII, half-width kana become full-width.
std::string nfkc(std::string_view text);

// NFKC, without white space and case.
std::string folded(std::string_view text);

// Nothing but white space, also after NFKC.
bool is_blank_cell(std::string_view text);

// Without white space at both ends: blank, tab, CR and LF.
std::string_view trimmed(std::string_view text);

}  // namespace sekisho

// What JSON and ledgers ask of a text alike.
#pragma once

#include <string>
#include <string_view>

namespace sekisho {

// [a-z0-9][a-z0-9_.-]{0,62}
bool is_id(std::string_view text);

// `text` fit for a message: shown(), and cut with "…" where it is long.
std::string excerpt(std::string_view text);

// Nothing but spaces, ideographic ones among them.
bool is_blank(std::string_view text);

}  // namespace sekisho

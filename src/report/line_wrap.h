// Text in lines of a given width, for a drawing, where nothing else would break them. Pure; thread:
// any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sekisho::report {

// How wide a text is, in ems.
double ems(std::string_view text);
// At most `most` lines, broken at a space where there is one; what does not fit ends in an
// ellipsis.
std::vector<std::string> wrap(const std::string& text, double most_ems, std::size_t most);

}  // namespace sekisho::report

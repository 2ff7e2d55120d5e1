// Texts of a policy within HTML and SVG. Pure; thread: any.
#pragma once

#include <string>
#include <string_view>

namespace sekisho::report {

// One line as text or the value of an attribute; what no XML may hold is replaced.
std::string escape(std::string_view text);

}  // namespace sekisho::report

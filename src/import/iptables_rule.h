// One rule of iptables-save. Pure; thread: any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/filter.h"

namespace sekisho {

// A line as the shell would take it apart; quotes only around comments and prefixes.
std::vector<std::string> words_of(std::string_view line);

// What the words from `at` on, behind "-A CHAIN", ask for and do. What is not known is noted as
// not understood.
void read_iptables_rule(std::vector<std::string> words, std::size_t at, bool is_v6,
                        FilterRule& rule);

}  // namespace sekisho

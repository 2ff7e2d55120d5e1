// What `sekisho diff` prints.
#pragma once

#include "cli/console.h"
#include "sekisho/diff/policy_diff.h"

namespace sekisho::cli {

void print_diff_json(const PolicyDiff& diff, const Console& console);
// For a person: `time_zone` is that of the new policy.
void print_diff_text(const PolicyDiff& diff, const TimeZone& time_zone, const Console& console);

}  // namespace sekisho::cli

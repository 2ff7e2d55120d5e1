// The passes of lint(), and what they share.
#pragma once

#include "policy/lint_ends.h"
#include "policy/policy.h"
#include "sekisho/policy/in_force.h"

namespace sekisho {

struct Lint {
  const Policy& policy;
  const Model& model;
  Date today;  // in the policy's time zone
  RuleEnds ends;
  Diagnostics& found;
};

// lint_exceptions.cpp: SK4004 to SK4006.
void lint_exceptions(const Lint& lint);
// lint_unused.cpp: SK2014, SK5005.
void lint_unused_devices(const Lint& lint);
void lint_unused_names(const Lint& lint);
// lint_width.cpp: SK5003, SK5004.
void lint_wide_rules(const Lint& lint);
void lint_wide_services(const Lint& lint);
// lint_never.cpp: SK5002; by the index of the rule, whether it was said.
std::vector<bool> lint_idle_rules(const Lint& lint);
// lint_covered.cpp: SK4008, SK5001, of rules that are not idle.
void lint_covered_rules(const Lint& lint, const std::vector<bool>& is_idle);

// The last day on which a rule or device is in force lies before today.
bool is_over(const Lint& lint, const DateSpan& dates);
// An exception past `expires`: SK4004 says so, and nothing else is said of it.

}  // namespace sekisho

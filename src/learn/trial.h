// Whether a policy may have a rule, asked of its separation checks; and what the rule must say for
// it. Thread: one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sekisho/learn/propose.h"

namespace sekisho {

struct Ruling {
  std::optional<Completion> completion;  // absent: no form of the rule may be
  std::string code, clause;              // why it is no plain rule, where it is none
  Text why;
};

// One ruling for each candidate: rules from one zone to one other.
std::vector<Ruling> try_rules(const Model& model, Instant at, const std::vector<Rule>& candidates);

}  // namespace sekisho

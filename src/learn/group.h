// Rules out of single flows: exactly what is in them, and as few as that allows. Pure; thread: any.
#pragma once

#include <vector>

#include "sekisho/learn/propose.h"

namespace sekisho {

// One source, one destination, one service, and what was seen of them. A device's several addresses
// are one end.
struct LearnedFlow {
  Endpoint from, to;
  std::string from_text, to_text;  // as a policy writes them
  std::string from_zone, to_zone;  // "" for the gateway
  Service service;
  bool is_mynumber = false;  // one end is, and the other in another zone
  bool is_unregistered = false;
  Completion completion;
  std::string code;
  std::vector<SeenFlow> seen;
};

// Every combination of a rule's ends and services is a flow of `flows`, and every flow is of one
// rule; without ids. Cost: O(n log n).
std::vector<LearnedRule> group_flows(const Model& model, const std::vector<LearnedFlow>& flows);

// Gives each an id that neither the policy nor another of them has.
void name_rules(const Model& model, std::vector<LearnedRule>& rules);

}  // namespace sekisho

// Rules for flows that were denied, never wider than what was seen: one for each set of sources,
// destinations and services of which every combination was.
//
// A registered device stands for its addresses; every other end is one address, every service one
// port, one type or one protocol. What section 3 of policy.md asks for is filled in where only one
// thing can be meant; what it never permits is handed back with its code. Whether it does is asked
// of the policy's own separation checks. Pure; thread: any.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "sekisho/learn/traffic.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// What section 3 asks of a rule.
struct Completion {
  RuleKind kind = RuleKind::allow;  // or only as an exception
  bool needs_necessity = false;
  std::string government_system = {};
  std::string sanitiser_id = {}, sanitiser_method = {};

  friend auto operator<=>(const Completion&, const Completion&) = default;
};

struct FlowSums {
  std::uint64_t packets = 0, flows = 0;
  Instant first, last;
  std::vector<SeenFlow> examples;  // at most kMostExamples, those with the most packets

  static constexpr std::size_t kMostExamples = 3;
  void add(const SeenFlow& flow);
};

struct LearnedRule {
  std::string id;
  std::vector<std::string> from, to;  // as a policy writes them
  std::vector<Service> services;      // each of one protocol
  Completion completion;
  bool is_unregistered = false;  // the senders are in no ledger yet
  std::string from_zone, to_zone;
  std::string code;  // of an exception: what a plain rule is refused for
  FlowSums sums;
};

// Flows that no rule may permit, or that no rule would help.
struct RefusedFlows {
  std::string code, clause;  // "SK3001", the profile's clause; both "" where no code is behind it
  Text why;                  // said of the first of the flows
  std::vector<SeenFlow> flows;
  std::uint64_t packets = 0;
};

struct Learned {
  std::vector<LearnedRule> rules;
  std::vector<LearnedRule> exceptions;  // what may be only as an exception, for people to write
  std::vector<RefusedFlows> refused;
};

// "10.1.0.10 > 10.2.0.80 tcp/80"
std::string describe_flow(const SeenFlow& flow);

// `at` is the moment at which dates are judged. Cost: the separation checks of the policy with one
// rule more for each flow, a few times.
Learned propose_rules(const Model& model, Instant at, const std::vector<SeenFlow>& denied);

}  // namespace sekisho

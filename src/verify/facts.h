// What the policy alone says, before any image is looked at.
#pragma once

#include <vector>

#include "verify/policy_ends.h"
#include "verify/proof.h"
#include "verify/rule_sets.h"

namespace sekisho::verifying {

struct Facts {
  Facts(const Model& model, Instant at, const SwitchedOn& relaxed);

  const Model& model;
  const Instant at;
  const SwitchedOn relaxed;
  const Present present;
  const std::vector<PolicyPiece> pieces;  // of both address spaces
  // Of all rules: what an image of one plane is held against. Left out where they would take much
  // room; such a policy's image has planes, and the sets of each are found when it is known.
  std::optional<RuleSets> of_all_rules;
};

}  // namespace sekisho::verifying

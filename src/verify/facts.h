// What the policy alone says, before any image is looked at.
#pragma once

#include <vector>

#include "verify/policy_ends.h"
#include "verify/proof.h"
#include "verify/set_pool.h"

namespace sekisho::verifying {

struct Facts {
  Facts(const Model& model, Instant at, const SwitchedOn& relaxed);

  const Model& model;
  const Instant at;
  const SwitchedOn relaxed;
  const Present present;
  SetPool sets;                     // of rule numbers
  std::vector<PolicyPiece> pieces;  // of both address spaces
};

}  // namespace sekisho::verifying

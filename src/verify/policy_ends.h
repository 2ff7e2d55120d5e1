// What the policy says of every address: both address spaces in pieces, by painting.
//
// All ends of prefixes and ranges cut the space; then zones are painted from the widest prefix to
// the narrowest, special addresses over them, devices, the gateway and blocks each into their own
// field. Independent of the compiler's sweep.
#pragma once

#include <vector>

#include "sekisho/base/address.h"
#include "verify/proof.h"

namespace sekisho::verifying {

struct PolicyEnd {
  std::uint32_t zone = 0;  // numbers from 1; 0: none
  std::uint32_t device = 0;
  std::uint32_t block = 0;  // the first that matches
  bool is_gateway = false;
};

struct PolicyPiece {
  AddressRange range;
  PolicyEnd end;
};

// IPv4 then IPv6, ascending, without gaps. No range of a rule begins or ends inside of one.
std::vector<PolicyPiece> find_policy_ends(const Model& model, const Present& present);

}  // namespace sekisho::verifying

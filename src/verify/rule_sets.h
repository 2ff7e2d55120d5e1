// Which rules hold each address of the policy, as source and as destination.
//
// Ranges that rules name alike are one group; sets grow group by group, each union once.
// Independent of the compiler's sweep.
#pragma once

#include <span>
#include <vector>

#include "verify/policy_ends.h"
#include "verify/proof.h"
#include "verify/set_pool.h"

namespace sekisho::verifying {

struct RuleSets {
  SetPool pool;                                      // of rule numbers
  std::vector<std::uint32_t> sources, destinations;  // by piece of the policy, its set
};

// Of the rules with `of_rule[number] == group`; all of them where `of_rule` is empty. Addresses
// that no packet's rules are asked about (no zone, not the gateway's) have the empty sets. `groups`
// may hold a number of each rule, from 1; 0 is unused.
RuleSets find_rule_sets(const Model& model, const Present& present,
                        const std::vector<PolicyPiece>& pieces,
                        std::span<const std::uint8_t> of_rule = {}, unsigned group = 0);

// The sum over pieces of the rules that ranges bring to each: what the sets of all rules take.
std::uint64_t count_range_members(const Present& present, const std::vector<PolicyPiece>& pieces);

}  // namespace sekisho::verifying

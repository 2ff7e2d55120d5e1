// Addresses that are newly blocked or no longer, and those that change their zone. Pure; thread:
// any.
#pragma once

#include <vector>

#include "sekisho/diff/policy_diff.h"

namespace sekisho::diffing {

std::vector<AddressDifference> diff_addresses(const NamedPolicy& before, const NamedPolicy& after,
                                              Instant at);

}  // namespace sekisho::diffing

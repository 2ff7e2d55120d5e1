// The nearest nftables ruleset to a policy, and what nftables cannot express of it.
//
// Two tables: `netdev sekisho` judges each frame by itself where it comes in (policy.md 2.3, steps
// 1 to 9), `inet sekisho` what conntrack knows of (steps 10 to 13). A snapshot: what is in force at
// one moment. Pure; thread: any.
#pragma once

#include <string>
#include <vector>

#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// One thing that the ruleset does not say as the policy does.
struct Unexpressed {
  std::string id;                    // stable, such as "tcp-state"
  std::vector<std::string> reasons;  // the reasons (policy.md 2.1) that may differ by it
  Text what;
};

struct NftExport {
  std::string ruleset;  // for `nft -f`; what is left out stands as comments at its head
  std::vector<Unexpressed> left_out;  // only what this policy has; in a fixed order
};

// What `model` says at `at` with `relaxed` switched on. Identical input gives identical text.
NftExport to_nftables(const Model& model, Instant at, const SwitchedOn& relaxed = {});

}  // namespace sekisho

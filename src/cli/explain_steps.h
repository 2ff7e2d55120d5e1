// The steps of policy.md 2.3 that one new packet went through, in words.
//
// Which step decided follows from the reason and from how far the judge came; the steps before it
// did not decide, and say why not. Pure; thread: any.
#pragma once

#include <string>
#include <vector>

#include "cli/explained.h"
#include "sekisho/base/diagnostic.h"

namespace sekisho::cli {

struct Step {
  int number = 0;
  const char* name = "";
  Text outcome;
};

// In order; the last one decided.
std::vector<Step> describe_steps(const Explained& explained);

}  // namespace sekisho::cli

// A rule as the text of a policy: what a person pastes into the file. Pure; thread: any.
#pragma once

#include <nlohmann/json.hpp>

#include "cli/console.h"
#include "sekisho/policy/model.h"

namespace sekisho::cli {

// The rule as the policy's `allow` or `exceptions` would hold it. What only a person knows
// (kToBeFilledIn) is a hint between < and > in the console's language.
nlohmann::ordered_json write_rule(const Model& model, const Rule& rule, const Console& console);

}  // namespace sekisho::cli

// What a policy may say, and yet hardly means: rules that never match, things that nothing uses.
#pragma once

#include "policy/policy.h"
#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"

namespace sekisho {

// SK2014, SK4004 to SK4006, SK4008, SK5001 to SK5005: warnings and notes only. `model` is what
// `policy` was resolved to; `at` is the moment at which dates are judged.
void lint(const Policy& policy, const Model& model, Instant at, Diagnostics& found);

}  // namespace sekisho

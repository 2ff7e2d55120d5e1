// What a policy may say, and yet hardly means: rules that never match, things that nothing uses.
#pragma once

#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// `at` is the moment at which dates are judged.
void lint(const Model& model, Instant at, Diagnostics& found);

}  // namespace sekisho

// What a policy may not say (policy.md 3): which zones may be joined, and how.
#pragma once

#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// `at` is the moment at which dates are judged.
void separate(const Model& model, Instant at, Diagnostics& found);

}  // namespace sekisho

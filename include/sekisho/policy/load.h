// Text to Model: reads a policy with its includes and ledgers, and resolves every name.
#pragma once

#include <string>

#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// Reads `path` and everything that it names. `at` is the moment at which dates are checked (expired
// exceptions and the like); it never changes the Model. `sources` receives every file that was read
// and is what the diagnostics' locations point into. Never throws.
// Diagnostics come sorted; one mistake is one diagnostic.
Result<Model> load_policy(const std::string& path, Instant at, SourceSet& sources);

}  // namespace sekisho

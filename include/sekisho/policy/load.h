// Text to Model: reads a policy with its includes and ledgers, and resolves every name.
#pragma once

#include <functional>
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

// The same, for who has work to do with the Model that needs no warnings: `meanwhile` is called
// once where no error stands against the Model, while warnings are looked for on a thread of this
// call's own. A profile may still make one of those an error; then what was done was in vain.
Result<Model> load_policy(const std::string& path, Instant at, SourceSet& sources,
                          const std::function<void(const Model&)>& meanwhile);

// What is known of a policy whatever its errors. Where a value was refused, it is the default.
struct PolicyHead {
  std::string name;
  Profile profile;
  PolicyModel model = PolicyModel::alpha;
  Mode mode = Mode::enforce;
  Forwarding forwarding = Forwarding::kernel;
  std::string time_zone;
  std::string digest;  // as a Model's, over what could be read
};

// The same as the first, for who tells of the policy even where its errors leave no Model.
Result<Model> load_policy(const std::string& path, Instant at, SourceSet& sources,
                          PolicyHead& head);

}  // namespace sekisho

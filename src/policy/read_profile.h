// Finds and reads a policy's profile: a built-in one by its name, or a file beside the policy.
#pragma once

#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "policy/read_files.h"
#include "sekisho/policy/profile.h"

namespace sekisho {

// In the order in which messages list them; the text of each is that of rules/profiles.
std::vector<std::string_view> built_in_profile_names();
// One of those names.
Profile built_in_profile(std::string_view name);

// A file is read into `sources`, and joins `files` for the sake of its diagnostics: SK1001 to
// SK1006, SK2003. What was refused in it is left out; a file that is none leaves "generic".
Profile read_profile(const Policy& policy, SourceSet& sources, PolicyFiles& files,
                     Diagnostics& found);

}  // namespace sekisho

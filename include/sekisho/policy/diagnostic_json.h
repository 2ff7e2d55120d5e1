// A diagnostic as programs read it: in `check --format json`, and in the daemon's answers and
// events.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "sekisho/base/diagnostic.h"

namespace sekisho {

// Keys in the order of the manual. What has no place in a file is of `policy`, line 1.
nlohmann::ordered_json to_json(const Diagnostic& diagnostic, const SourceSet& sources,
                               Language language, const std::string& policy);

}  // namespace sekisho

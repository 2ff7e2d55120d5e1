// JSON on one line, with spaces as people write it. Pure; thread: any.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace sekisho {

// { "proto": "tcp", "ports": [443] }
std::string on_one_line(const nlohmann::ordered_json& json);

}  // namespace sekisho

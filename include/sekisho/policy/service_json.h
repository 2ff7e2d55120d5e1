// A service as the JSON of a policy. Pure; thread: any.
#pragma once

#include <nlohmann/json.hpp>

#include "sekisho/policy/model.h"

namespace sekisho {

// { "proto": "tcp", "ports": [443, "8000-8010"] }
nlohmann::ordered_json service_json(const Service& service);

}  // namespace sekisho

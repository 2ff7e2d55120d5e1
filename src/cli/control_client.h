// Asks the daemon over its control socket: JSON-RPC 2.0, one object a line.
// Plain system calls; gives up at a deadline over all of connecting, asking and hearing. Thread:
// any.
#pragma once

#include <chrono>
#include <string>

#include <nlohmann/json.hpp>

#include "sekisho/base/result.h"

namespace sekisho::cli {

// The answer's `result`. Errors: not reached, no answer in time, no JSON-RPC; the daemon's refusal
// is an Error too, with its message.
// `params`: an object; empty, the method takes none.
Expected<nlohmann::ordered_json> call_daemon(const std::string& socket_path,
                                             const std::string& method,
                                             const nlohmann::ordered_json& params,
                                             std::chrono::milliseconds timeout);

}  // namespace sekisho::cli

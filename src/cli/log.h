// What the sub-commands of `sekisho log` share.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace sekisho::cli {

inline constexpr const char* kUsualLog = "/var/log/sekisho/events.jsonl";
inline constexpr const char* kUsualState = "/var/lib/sekisho";

// The names of files, or the log's usual folder where there is none.
std::vector<std::string> logs_or_usual(const std::vector<std::string>& names);

Action declare_log_verify(CLI::App& app, const Words& words);
Action declare_log_search(CLI::App& app, const Words& words);
Action declare_log_hold(CLI::App& app, const Words& words);
Action declare_log_key(CLI::App& app, const Words& words);

}  // namespace sekisho::cli

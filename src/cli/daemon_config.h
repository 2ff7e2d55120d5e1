// The daemon's configuration, for sub-commands that work beside it.
#pragma once

#include <optional>
#include <string>

#include "cli/console.h"
#include "sekisho/config/config.h"

namespace sekisho::cli {

// What is wrong with it is printed on err; nullopt then, and the command ends with kUnusable.
std::optional<Config> read_daemon_config(const std::string& path, const Console& console);

}  // namespace sekisho::cli

#include "cli/daemon_config.h"

#include <utility>

namespace sekisho::cli {

std::optional<Config> read_daemon_config(const std::string& path, const Console& console) {
  SourceSet sources;
  Result<Config> config = load_config(path, sources);
  if (config) return std::move(*config);
  print_diagnostics(config.diagnostics, sources, Severity::error, console, console.err,
                    console.colour_err);
  (void)console.fail(say("the configuration \"{}\" cannot be used", path));
  return std::nullopt;
}

}  // namespace sekisho::cli

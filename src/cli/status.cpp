// sekisho status and stats: how the daemon stands.
#include "cli/ask.h"

namespace sekisho::cli {
namespace {

Action declare_plain(CLI::App& app, const Words& words, const char* method) {
  const auto options = std::make_shared<ControlOptions>();
  declare_control(app, words, *options);
  return [options, method](const Console& console) {
    return ask_and_print(*options, method, {}, kShortAnswer, console,
                         [&](const Json& answer) { print_value(answer, 0, console); });
  };
}

}  // namespace

Action declare_status(CLI::App& app, const Words& words) {
  return declare_plain(app, words, "status");
}

Action declare_stats(CLI::App& app, const Words& words) {
  return declare_plain(app, words, "stats");
}

}  // namespace sekisho::cli

// sekisho reload: the policy is read again, for good or on probation.
#include <ostream>

#include "cli/ask.h"

namespace sekisho::cli {
namespace {

struct ReloadOptions : ControlOptions {
  std::string confirm;
  bool keep = false, back = false, accept_clock = false;
};

int reload(const ReloadOptions& options, const Console& console) {
  Json params = Json::object();
  if (!options.confirm.empty()) {
    const auto time = parse_duration(options.confirm);
    if (!time)
      return console.fail(say("--confirm wants a time such as 5m, not \"{}\"", options.confirm));
    params["confirm_s"] = time->count();
  }
  if (options.accept_clock) params["accept_clock"] = true;
  const char* method = options.keep ? "confirm" : options.back ? "go_back" : "reload";
  return ask_and_print(options, method, params, kBuiltAnswer, console, [&](const Json& answer) {
    print_value(answer, 0, console);
    if (!options.confirm.empty())
      console.out << console.in(
                         say("the old rules come back after {}, unless you say `sekisho reload "
                             "--keep`",
                             options.confirm))
                  << "\n";
  });
}

}  // namespace

Action declare_reload(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<ReloadOptions>();
  declare_control(app, words, *options);
  auto* confirm =
      app.add_option("--confirm", options->confirm,
                     words(say("go back to the old rules after TIME, unless kept before")));
  confirm->option_text("TIME");
  auto* keep = app.add_flag("--keep", options->keep, words(say("keep what waits to be confirmed")));
  auto* back = app.add_flag("--back", options->back, words(say("go back now from what waits")));
  auto* clock = app.add_flag("--accept-clock", options->accept_clock,
                             words(say("the clock is right: rules go by it again, though it "
                                       "stepped back")));
  keep->excludes(confirm)->excludes(back)->excludes(clock);
  back->excludes(confirm)->excludes(clock);
  return [options](const Console& console) { return reload(*options, console); };
}

}  // namespace sekisho::cli

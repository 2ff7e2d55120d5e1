// sekisho isolate, release, relax and mode: what an operator orders beside the policy.
#include <ostream>
#include <vector>

#include "cli/ask.h"

namespace sekisho::cli {
namespace {

struct IsolationOptions : ControlOptions {
  std::string kind, id, reason;
};
struct RelaxOptions : ControlOptions {
  std::string state, id, reason, until;
  std::vector<std::string> by;
};
struct ModeOptions : ControlOptions {
  std::string mode, reason, until;
};

CLI::Option* add_reason(CLI::App& app, const Words& words, std::string& reason) {
  return app.add_option("--reason", reason, words(say("why; it is written to the event log")))
      ->option_text("TEXT");
}

CLI::Option* add_until(CLI::App& app, const Words& words, std::string& until) {
  return app.add_option("--until", until, words(say("when it ends by itself: 4h, 30m, or a time")))
      ->option_text("TIME");
}

// What was asked is wrong: said on err.
int refuse_until(const std::string& until, const Console& console) {
  return console.fail(say("--until wants 30m, 4h, 2d or an RFC 3339 time, not \"{}\"", until));
}

std::shared_ptr<IsolationOptions> declare_isolation(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<IsolationOptions>();
  declare_control(app, words, *options);
  app.add_option("kind", options->kind, words(say("what: zone, device or address")))
      ->option_text("zone|device|address")
      ->required()
      ->check(CLI::IsMember({"zone", "device", "address"}));
  app.add_option("id", options->id, words(say("which one: its id, or the address")))
      ->option_text("ID")
      ->required();
  add_reason(app, words, options->reason)->required();
  return options;
}

Json params_of(const IsolationOptions& options) {
  return {{"kind", options.kind}, {"id", options.id}, {"reason", options.reason}};
}

int relax(const RelaxOptions& options, const Console& console) {
  Json params = {{"id", options.id}, {"reason", options.reason}};
  if (options.state == "on") {
    const auto until = parse_until(options.until, console.clock);
    if (!until) return refuse_until(options.until, console);
    params["on"] = true;
    params["until"] = *until;
    params["approved_by"] = options.by;
  }
  return ask_and_print(options, "relax", params, kBuiltAnswer, console,
                       [&](const Json& answer) { print_value(answer, 0, console); });
}

int show_mode(const ModeOptions& options, const Console& console) {
  return ask_and_print(options, "status", {}, kShortAnswer, console, [&](const Json& status) {
    Json shown = Json::object();
    for (const char* key : {"mode", "mode_override"})
      if (status.contains(key)) shown[key] = status[key];
    print_value(shown, 0, console);
  });
}

int change_mode(const ModeOptions& options, const Console& console) {
  if (options.mode.empty()) return show_mode(options, console);
  if (options.reason.empty()) return console.fail(say("--reason is needed to change the mode"));
  Json params = {{"mode", options.mode}, {"reason", options.reason}};
  if (!options.until.empty()) {
    const auto until = parse_until(options.until, console.clock);
    if (!until) return refuse_until(options.until, console);
    params["until"] = *until;
  }
  return ask_and_print(options, "mode", params, kBuiltAnswer, console,
                       [&](const Json& answer) { print_value(answer, 0, console); });
}

}  // namespace

Action declare_isolate(CLI::App& app, const Words& words) {
  const auto options = declare_isolation(app, words);
  return [options](const Console& console) {
    return ask_and_print(
        *options, "isolate", params_of(*options), kShortAnswer, console, [&](const Json& answer) {
          console.out << console.in(say("{} {} is isolated now.", options->kind, options->id))
                      << "\n"
                      << console.in(say("To cut the line itself, or to pull the cable, is still a "
                                        "person's to do."))
                      << "\n";
          if (answer["survives_restart"] != true)
            console.out << console.in(say("It could not be written down: a restart ends it."))
                        << "\n";
        });
  };
}

Action declare_release(CLI::App& app, const Words& words) {
  const auto options = declare_isolation(app, words);
  return [options](const Console& console) {
    return ask_and_print(
        *options, "release", params_of(*options), kShortAnswer, console, [&](const Json&) {
          console.out << console.in(say("{} {} is isolated no more.", options->kind, options->id))
                      << "\n";
        });
  };
}

Action declare_relax(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<RelaxOptions>();
  declare_control(app, words, *options);
  app.add_option("state", options->state, words(say("on or off")))
      ->option_text("on|off")
      ->required()
      ->check(CLI::IsMember({"on", "off"}));
  app.add_option("id", options->id, words(say("the relaxation's id in the policy")))
      ->option_text("ID")
      ->required();
  add_reason(app, words, options->reason)->required();
  add_until(app, words, options->until);
  app.add_option("--by", options->by, words(say("who approves it; two people, one option each")))
      ->option_text("NAME")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return [options](const Console& console) {
    if (options->state == "on" && options->until.empty())
      return console.fail(say("--until is needed: a relaxation ends by itself"));
    return relax(*options, console);
  };
}

Action declare_mode(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<ModeOptions>();
  declare_control(app, words, *options);
  app.add_option("mode", options->mode,
                 words(say("enforce or monitor; policy: what the policy says; none: show it")))
      ->option_text("[enforce|monitor|policy]")
      ->check(CLI::IsMember({"enforce", "monitor", "policy"}));
  add_reason(app, words, options->reason);
  add_until(app, words, options->until);
  return [options](const Console& console) { return change_mode(*options, console); };
}

}  // namespace sekisho::cli

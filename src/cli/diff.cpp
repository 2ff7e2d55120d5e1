// sekisho diff: what changes between two policies, in flows and in text.
#include "cli/command.h"
#include "cli/diff_output.h"
#include "cli/input.h"

namespace sekisho::cli {
namespace {

struct DiffOptions {
  std::string before, after, at;
  std::string format = "text";
};

int diff_two(const DiffOptions& options, const Console& console) {
  const auto at = read_moment(options.at, console);
  if (!at) return console.fail(at.error());
  SourceSet old_sources, new_sources;
  PolicyNames old_names, new_names;
  const auto before = load_to_judge(options.before, *at, old_sources, old_names, console);
  const auto after = load_to_judge(options.after, *at, new_sources, new_names, console);
  if (!before || !after) return kUnusable;
  const PolicyDiff diff = diff_policies({*before, old_names}, {*after, new_names}, *at);
  options.format == "json" ? print_diff_json(diff, console)
                           : print_diff_text(diff, after->time_zone, console);
  return diff.is_equal ? kDone : kFound;
}

}  // namespace

Action declare_diff(CLI::App& app, const Words& words) {
  const auto o = std::make_shared<DiffOptions>();
  app.add_option("old", o->before, words(say("the policy before the change")))
      ->option_text("OLD")
      ->required();
  app.add_option("new", o->after, words(say("the policy after it")))
      ->option_text("NEW")
      ->required();
  app.add_option("--at", o->at, words(say("the moment from which on they are compared (now)")))
      ->option_text("TIME");
  app.add_option("--format", o->format, words(say("output format")))
      ->option_text("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  return [o](const Console& console) { return diff_two(*o, console); };
}

}  // namespace sekisho::cli

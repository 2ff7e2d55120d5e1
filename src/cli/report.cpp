// sekisho report: the compliance report of a policy.
#include <ostream>

#include "cli/command.h"
#include "cli/input.h"
#include "sekisho/base/file.h"
#include "sekisho/base/utf8.h"
#include "sekisho/live/host.h"
#include "sekisho/policy/load.h"
#include "sekisho/report/report.h"

namespace sekisho::cli {
namespace {

struct ReportOptions {
  std::string policy, output, usage, format = "html", at;
  bool live = false;
};

// By which the report is made again, whatever the day.
std::string command_of(const ReportOptions& options, Instant at, Language language) {
  std::string command = "sekisho report " + options.policy + " --format " + options.format +
                        " --lang " + (language == Language::japanese ? "ja" : "en");
  if (options.live) command += " --live";
  if (!options.usage.empty()) command += " --usage " + options.usage;
  command += " --at " + (options.at.empty() ? to_rfc3339(at) : options.at);
  return command;
}

std::string write_report(const report::Report& made, const std::string& format, Language language) {
  if (format == "json") return report::to_json(made, language);
  if (format == "md") return report::to_markdown(made, language);
  return report::to_html(made, language);
}

// nullopt inside: none was asked for. The Text says what is wrong.
tl::expected<std::optional<report::Usage>, Text> load_usage(const std::string& path) {
  if (path.empty()) return std::nullopt;
  const auto file = read_file(path);
  if (!file) return tl::unexpected(say("cannot read the use of rules: {}", file.error().message()));
  auto usage = report::read_usage(file->bytes);
  if (!usage)
    return tl::unexpected(say("\"{}\" is not what sekisho rules --format json prints", path));
  return usage;
}

int make_report(const ReportOptions& options, const Console& console) {
  const auto at = read_moment(options.at, console);
  if (!at) return console.fail(at.error());
  if (is_unreadable(options.policy)) return console.fail(say("cannot read \"{}\"", options.policy));
  const auto usage = load_usage(options.usage);
  if (!usage) return console.fail(usage.error());
  SourceSet sources;
  PolicyHead head;
  Result<Model> loaded = load_policy(options.policy, *at, sources, head);
  if (options.live && loaded) {
    const auto host = read_host();
    if (!host) return console.fail(host.error());
    loaded.diagnostics.append(check_live(*loaded, *host));
    loaded.diagnostics.sort();
  }
  const report::Request request{options.policy,         command_of(options, *at, console.language),
                                SEKISHO_VERSION,        *at,
                                options.live && loaded, *usage};
  const Model* model = loaded ? &*loaded : nullptr;
  const report::Report made = report::gather(request, head, model, loaded.diagnostics, sources);
  const std::string text = write_report(made, options.format, console.language);
  if (options.output.empty()) {
    console.out << text;
  } else if (const Status written = replace_file(options.output, text); !written) {
    return console.fail(say("cannot write the report: {}", written.error().message()));
  }
  return made.count(report::Status::not_met) > 0 ? kFound : kDone;
}

}  // namespace

Action declare_report(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<ReportOptions>();
  app.add_option("policy", options->policy, words(say("the policy file")))
      ->required()
      ->option_text("POLICY");
  app.add_option("-o,--output", options->output,
                 words(say("the file to write (default: standard output)")))
      ->option_text("FILE");
  app.add_option("--format", options->format, words(say("output format")))
      ->option_text("html|md|json (html)")
      ->check(CLI::IsMember({"html", "md", "json"}));
  app.add_flag("--live", options->live,
               words(say("also against this machine's interfaces, routes and clock")));
  app.add_option(
         "--usage", options->usage,
         words(say("what sekisho rules --format json printed, for rules that nothing uses")))
      ->option_text("FILE");
  app.add_option("--at", options->at, words(say("the moment that the report is of (default: now)")))
      ->option_text("TIME");
  return [options](const Console& console) { return make_report(*options, console); };
}

}  // namespace sekisho::cli

// sekisho doctor and selfcheck: what on this machine breaks a gateway, and how it is mended.
#include <ostream>

#include "cli/ask.h"
#include "cli/control_client.h"
#include "cli/daemon_config.h"
#include "sekisho/base/utf8.h"
#include "sekisho/doctor/examine.h"

namespace sekisho::cli {
namespace {

using doctor::Finding;
using doctor::Outcome;

struct DoctorOptions {
  std::string config = kDefaultConfigPath, socket, format = "text";
  bool strict = false, quiet = false;
  bool expects_daemon = false;  // also where --socket does not name it
};

struct Examined {
  doctor::Facts facts;
  std::vector<Finding> findings;

  std::size_t count(Outcome outcome) const { return doctor::count(findings, outcome); }
};

Paint paint_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return Paint::good;
    case Outcome::note:
      return Paint::faint;
    case Outcome::warning:
    case Outcome::error:
      break;
  }
  return Paint::bad;
}

Text word_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return say("ok");
    case Outcome::note:
      return say("note");
    case Outcome::warning:
      return say("warning");
    case Outcome::error:
      break;
  }
  return say("error");
}

void print_finding(const Finding& finding, const Console& console) {
  const std::string subject = finding.subject.empty() ? "" : " " + shown(finding.subject);
  console.out << console.painted(console.in(word_of(finding.outcome)), paint_of(finding.outcome))
              << " " << finding.check << subject << ": " << shown(console.in(finding.found))
              << "\n";
  if (!finding.fix.is_empty())
    console.out << "  " << console.in(say("help")) << ": " << shown(console.in(finding.fix))
                << "\n";
}

void print_text(const Examined& examined, const Console& console) {
  for (const Finding& each : examined.findings) print_finding(each, console);
  const Text sums = say("errors {}, warnings {}, notes {}", examined.count(Outcome::error),
                        examined.count(Outcome::warning), examined.count(Outcome::note));
  const bool is_well = examined.count(Outcome::error) == 0;
  console.out << console.painted(console.in(sums), is_well ? Paint::good : Paint::bad) << "\n";
}

Json to_json(const Examined& examined, const Console& console) {
  Json json = {{"ok", examined.count(Outcome::error) == 0},
               {"at", to_rfc3339(console.clock.now())},
               {"version", SEKISHO_VERSION},
               {"daemon", examined.facts.daemon.has_value()},
               {"errors", examined.count(Outcome::error)},
               {"warnings", examined.count(Outcome::warning)},
               {"notes", examined.count(Outcome::note)},
               {"checks", Json::array()}};
  for (const Finding& each : examined.findings)
    json["checks"].push_back({{"check", each.check},
                              {"subject", each.subject},
                              {"outcome", to_string(each.outcome)},
                              {"found", console.in(each.found)},
                              {"fix", console.in(each.fix)}});
  return json;
}

void ask_daemon(const std::string& socket, doctor::Facts& facts) {
  const auto status = call_daemon(socket, "status", {}, kShortAnswer);
  if (status && status->is_object())
    facts.daemon = doctor::read_daemon(*status);
  else
    facts.daemon_problem = status ? "the answer is no object" : status.error().message();
}

int examine_machine(const DoctorOptions& options, const Console& console) {
  const std::optional<Config> config = read_daemon_config(options.config, console);
  if (!config) return kUnusable;
  Examined examined{doctor::read_facts(*config, console.clock.now()), {}};
  examined.facts.is_daemon_expected = options.expects_daemon || !options.socket.empty();
  ask_daemon(options.socket.empty() ? config->control : options.socket, examined.facts);
  examined.findings = doctor::examine(examined.facts);

  const bool is_wrong = examined.count(Outcome::error) != 0 ||
                        (options.strict && examined.count(Outcome::warning) != 0);
  if (is_wrong || !options.quiet)
    options.format == "json" ? print_json(to_json(examined, console), console)
                             : print_text(examined, console);
  if (examined.facts.is_daemon_expected && !examined.facts.daemon) return kUnreachable;
  return is_wrong ? kFound : kDone;
}

std::shared_ptr<DoctorOptions> declare_examination(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<DoctorOptions>();
  app.add_option("--config", options->config, words(say("the daemon's configuration")))
      ->option_text("FILE (" + options->config + ")");
  app.add_option("--socket", options->socket,
                 words(say("the daemon's control socket, where it must answer (default: as the "
                           "configuration says)")))
      ->option_text("PATH");
  app.add_flag("--strict", options->strict, words(say("a warning counts as an error")));
  return options;
}

}  // namespace

Action declare_doctor(CLI::App& app, const Words& words) {
  const auto options = declare_examination(app, words);
  app.add_option("--format", options->format, words(say("output format")))
      ->option_text("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  return [options](const Console& console) { return examine_machine(*options, console); };
}

Action declare_selfcheck(CLI::App& app, const Words& words) {
  const auto options = declare_examination(app, words);
  options->format = "json";
  options->expects_daemon = true;
  app.add_flag("--quiet", options->quiet, words(say("print only when something is wrong")));
  return [options](const Console& console) { return examine_machine(*options, console); };
}

}  // namespace sekisho::cli

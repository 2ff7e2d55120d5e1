// sekisho log: verify, search, hold and key of the event log.
#include "cli/log.h"

namespace sekisho::cli {
namespace {

struct LogCommand {
  const char* name;
  Text about;
  const char* example;
  Action (*declare)(CLI::App& app, const Words& words);
};

}  // namespace

std::vector<std::string> logs_or_usual(const std::vector<std::string>& names) {
  const std::string usual = kUsualLog;
  return names.empty() ? std::vector<std::string>{usual.substr(0, usual.rfind('/'))} : names;
}

Action declare_log(CLI::App& app, const Words& words) {
  const LogCommand commands[] = {
      {"verify", say("check the chain and the seals of event logs"),
       "sekisho log verify /var/log/sekisho --key log-key.pub", declare_log_verify},
      {"search", say("find events by time, device, zone, rule, reason"),
       "sekisho log search --from 2026-11-21T09:00:00+09:00 --zone mynumber --type deny",
       declare_log_search},
      {"hold", say("keep a period of the log for a case"),
       "sekisho log hold case-17 --from 2026-11-01T00:00:00+09:00 --until "
       "2026-11-08T00:00:00+09:00 --reason \"incident 17\"",
       declare_log_hold},
      {"key", say("show the public key that seals are checked by"), "sekisho log key > log-key.pub",
       declare_log_key},
  };
  app.require_subcommand(1);
  std::vector<std::pair<CLI::App*, Action>> declared;
  for (const LogCommand& command : commands) {
    CLI::App* sub = app.add_subcommand(command.name, words(command.about));
    sub->group(words(say("Subcommands")));
    sub->get_help_ptr()->group(words(say("Options")));
    sub->fallthrough();  // --lang may stand behind it
    sub->footer(std::string(words(say("Example:\n  "))) + command.example);
    declared.emplace_back(sub, command.declare(*sub, words));
  }
  return [declared](const Console& console) {
    for (const auto& [sub, action] : declared)
      if (sub->parsed()) return action(console);
    return static_cast<int>(kUnusable);
  };
}

}  // namespace sekisho::cli

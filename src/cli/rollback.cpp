// sekisho rollback: back to a policy that was in force before.
#include <filesystem>
#include <ostream>

#include "cli/ask.h"
#include "cli/daemon_config.h"
#include "cli/text_table.h"
#include "sekisho/backup/backup.h"
#include "sekisho/base/file.h"

namespace sekisho::cli {
namespace {

struct RollbackOptions : ControlOptions {
  std::string config = kDefaultConfigPath;
  std::uint32_t steps = 1;
  bool list = false;
};

// What is in force is step 0; what was gone back from is none.
void print_generations(const Json& answer, const Console& console) {
  TextTable table({Align::right, Align::left, Align::left, Align::left, Align::left, Align::left});
  table.add({console.in(say("step")), console.in(say("since")), console.in(say("policy")),
             console.in(say("name")), console.in(say("by")), ""});
  std::uint64_t step = 0;
  bool is_older = false;
  for (const Json& each : answer["generations"]) {
    const bool is_in_force = each["in_force"] == true;
    const bool is_step = is_older && each["rolled_back"] != true;
    is_older |= is_in_force;
    const Json& by = each["by"];
    table.add({is_in_force ? "0"
               : is_step   ? std::to_string(++step)
                           : "-",
               text_of(each["at"]), text_of(each["policy"]).substr(0, 19), text_of(each["name"]),
               by.is_object() ? text_of(by["user"]) : "-",
               is_in_force                   ? console.in(say("in force"))
               : each["rolled_back"] == true ? console.in(say("rolled back"))
                                             : ""});
  }
  table.print(console.out);
}

int list_generations(const RollbackOptions& options, const Console& console) {
  return ask_and_print(options, "generations", {}, kShortAnswer, console,
                       [&](const Json& answer) { print_generations(answer, console); });
}

// What the daemon names is read and written by root: below the policy's own folder alone.
Expected<Restored> restore_policy(const Json& answer, const std::string& policy) {
  const std::string folder = policy.substr(0, policy.rfind('/') + 1);
  std::vector<BackupFile> files;
  for (const Json& each : answer["files"]) {
    const std::string path = each["path"], copy = each["copy"];
    const bool is_below = path.starts_with(folder) && path.find("/../") == std::string::npos;
    if (!is_below) return fail("put back " + path + ": it is outside of " + folder);
    auto content = read_file(copy);
    if (!content) return tl::unexpected(content.error());
    files.push_back({path, std::move(content->bytes)});
  }
  if (files.empty()) return fail("put the policy back: the daemon has no copy of its files");
  return restore_files(files, ".before-rollback");
}

int roll_back(const RollbackOptions& options, const Console& console) {
  const std::optional<Config> config = read_daemon_config(options.config, console);
  if (!config) return kUnusable;
  const auto answer = ask(options, "rollback", {{"steps", options.steps}}, kBuiltAnswer, console);
  if (!answer) return kUnreachable;
  if (options.format == "json") print_json(*answer, console);
  std::error_code ignored;
  const auto policy = std::filesystem::absolute(config->policy, ignored).lexically_normal();
  const auto restored = restore_policy(*answer, policy.string());
  if (!restored)
    return console.fail(
        say("the rules are back, but not the policy's files, and the next reload "
            "takes those: {}",
            restored.error().message()));
  if (options.format == "json") return kDone;
  console.out << console.in(say("policy {} is in force again, as generation {}",
                                text_of((*answer)["policy"]), text_of((*answer)["generation"])))
              << "\n"
              << console.in(say("its files are back ({} written); what they replaced stands beside "
                                "as *.before-rollback",
                                restored->written))
              << "\n";
  return kDone;
}

}  // namespace

Action declare_rollback(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<RollbackOptions>();
  declare_control(app, words, *options);
  app.add_option("--config", options->config, words(say("the daemon's configuration")))
      ->option_text("FILE (" + options->config + ")");
  auto* steps = app.add_option("steps", options->steps,
                               words(say("how many policies back (default: 1, the one before)")));
  steps->option_text("[N]")->check(CLI::Range(1, 100));
  app.add_flag("--list", options->list, words(say("show what is kept, and who brought it")))
      ->excludes(steps);
  return [options](const Console& console) {
    return options->list ? list_generations(*options, console) : roll_back(*options, console);
  };
}

}  // namespace sekisho::cli

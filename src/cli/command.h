// A sub-command: how it is declared to the argument parser, and what it then does.
#pragma once

#include <functional>
#include <span>

#include <CLI/CLI.hpp>

#include "cli/console.h"

namespace sekisho::cli {

// Runs with the arguments that were parsed; returns the exit code.
using Action = std::function<int(const Console&)>;

// Help texts are chosen when the options are declared.
struct Words {
  Language language;
  std::string operator()(const Text& text) const { return text.in(language); }
};

struct Command {
  const char* name;
  Text about;
  const char* example;
  // Adds the options to `app`; the action reads them after parsing.
  Action (*declare)(CLI::App& app, const Words& words);
};

// One a file.
Action declare_check(CLI::App& app, const Words& words);
Action declare_compile(CLI::App& app, const Words& words);
Action declare_explain(CLI::App& app, const Words& words);
Action declare_replay(CLI::App& app, const Words& words);
Action declare_import(CLI::App& app, const Words& words);
Action declare_learn(CLI::App& app, const Words& words);
Action declare_detect(CLI::App& app, const Words& words);
Action declare_report(CLI::App& app, const Words& words);
Action declare_export(CLI::App& app, const Words& words);
Action declare_fmt(CLI::App& app, const Words& words);
Action declare_test(CLI::App& app, const Words& words);
Action declare_diff(CLI::App& app, const Words& words);
Action declare_verify(CLI::App& app, const Words& words);
Action declare_log(CLI::App& app, const Words& words);
Action declare_rules(CLI::App& app, const Words& words);
Action declare_status(CLI::App& app, const Words& words);
Action declare_stats(CLI::App& app, const Words& words);
Action declare_flows(CLI::App& app, const Words& words);
Action declare_top(CLI::App& app, const Words& words);
Action declare_reload(CLI::App& app, const Words& words);
Action declare_isolate(CLI::App& app, const Words& words);
Action declare_release(CLI::App& app, const Words& words);
Action declare_relax(CLI::App& app, const Words& words);
Action declare_mode(CLI::App& app, const Words& words);
Action declare_shadow(CLI::App& app, const Words& words);
Action declare_rollback(CLI::App& app, const Words& words);
Action declare_backup(CLI::App& app, const Words& words);
Action declare_restore(CLI::App& app, const Words& words);
Action declare_doctor(CLI::App& app, const Words& words);
Action declare_selfcheck(CLI::App& app, const Words& words);
Action declare_completion(CLI::App& app, const Words& words);
Action declare_man(CLI::App& app, const Words& words);

// commands.cpp
std::span<const Command> commands();

}  // namespace sekisho::cli

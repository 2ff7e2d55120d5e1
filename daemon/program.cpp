#include "daemon/program.h"

#include <systemd/sd-daemon.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include "daemon/check.h"
#include "daemon/loop.h"
#include "daemon/xdp_dataplane.h"
#include "sekisho/guard/guard.h"

namespace sekisho::daemon {
namespace {

enum Exit { kDone = 0, kNotEnforced = 1, kUnusable = 2 };

std::shared_ptr<spdlog::logger> make_log() {
  auto log = spdlog::stderr_logger_mt("sekishod");
  // The journal has the time already.
  const bool is_journal = std::getenv("JOURNAL_STREAM") != nullptr;
  log->set_pattern(is_journal ? "%l: %v" : "%Y-%m-%dT%H:%M:%S.%e%z %l: %v");
  log->flush_on(spdlog::level::info);
  return log;
}

std::chrono::nanoseconds uptime() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

LoopOptions loop_options() {
  std::uint64_t watchdog_us = 0;
  LoopOptions options;
  if (sd_watchdog_enabled(0, &watchdog_us) > 0) {
    options.watchdog = std::chrono::microseconds(watchdog_us);
  }
  return options;
}

int run(const std::string& config_path) {
  SourceSet sources;
  Result<Config> config = load_config(config_path, sources);
  if (!config) {
    print_diagnostics(config.diagnostics, sources);
    return kUnusable;
  }
  const auto log = make_log();
  auto state = StateFolder::open(config->state);
  if (!state) {
    log->critical("{}", state.error().message());
    return kUnusable;
  }
  std::signal(SIGPIPE, SIG_IGN);
  const SystemClock clock;
  const ServiceParts parts{clock,
                           uptime,
                           [config = *config](std::shared_ptr<const TableImage> first) {
                             return open_xdp_dataplane(std::move(first), config);
                           },
                           [](const std::string& text) { sd_notify(0, text.c_str()); },
                           log,
                           [config = *config] { return block_unless_pinned(config); }};
  Service service(parts, config_path, *config, std::move(*state));
  Loop loop(service, parts, loop_options());
  if (Status listening = loop.listen(config->control); !listening) {
    log->critical("{}", listening.error().message());
    return kUnusable;
  }
  const auto started = service.start();
  if (!started) {
    log->critical("nothing is enforced: {}", started.error().message());
    return kNotEnforced;
  }
  // Without rules the daemon stays, so that a reload can bring them; it is not ready until then.
  loop.run();
  const Status stopped = service.stop();
  if (stopped) return kDone;
  log->error("{}", stopped.error().message());
  return kNotEnforced;
}

// Without a configuration, and before there is any: at boot.
int run_guard(Status (*change)()) {
  if (const Status changed = change(); !changed) {
    fmt::print(stderr, "sekishod: {}\n", changed.error().message());
    return kNotEnforced;
  }
  return kDone;
}

}  // namespace

int run_program(int argc, char** argv) {
  CLI::App app{"Enforces a Sekisho policy on this appliance."};
  app.footer(
      "Example: sekishod --config /etc/sekisho/sekishod.json --check\n"
      "Exit codes: 0 stopped on purpose, or nothing wrong found; 1 errors found, or nothing "
      "was enforced;\n            2 wrong usage, unreadable configuration, or another "
      "sekishod runs.");
  std::string config = kDefaultConfigPath;
  bool only_check = false, only_block = false, only_unblock = false;
  app.set_version_flag("--version", "sekishod " SEKISHO_VERSION);
  app.add_option("--config", config, "configuration file")->capture_default_str();
  app.add_flag("--check", only_check, "check configuration and policy, change nothing");
  auto* block = app.add_flag("--block", only_block,
                             "block what comes in and what is forwarded, until a daemon enforces");
  app.add_flag("--unblock", only_unblock, "remove that block, and the guard beside the rules")
      ->excludes(block);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUnusable;
  }
  if (only_block) return run_guard(block_host);
  if (only_unblock) return run_guard(open_host);
  return only_check ? check(config) : run(config);
}

}  // namespace sekisho::daemon

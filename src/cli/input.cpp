#include "cli/input.h"

#include <filesystem>

#include <unistd.h>

namespace sekisho::cli {

tl::expected<Instant, Text> read_moment(const std::string& text, const Console& console) {
  if (text.empty()) return console.clock.now();
  if (const auto moment = parse_instant(text)) return *moment;
  return tl::unexpected(say("\"{}\" is no RFC 3339 time, such as 2026-11-20T10:00:00+09:00", text));
}

bool is_unreadable(const std::string& path) {
  std::error_code ignored;
  return access(path.c_str(), R_OK) != 0 || std::filesystem::is_directory(path, ignored);
}

std::optional<Model> load_to_judge(const std::string& path, Instant at, SourceSet& sources,
                                   const Console& console) {
  PolicyNames names;
  return load_to_judge(path, at, sources, names, console);
}

std::optional<Model> load_to_judge(const std::string& path, Instant at, SourceSet& sources,
                                   PolicyNames& names, const Console& console) {
  Result<Model> loaded = load_policy_with_names(path, at, sources, names);
  if (loaded) return std::move(loaded.value);
  print_diagnostics(loaded.diagnostics, sources, Severity::error, console, console.err,
                    console.colour_err);
  console.fail(say("policy \"{}\" has errors: no packet can be judged by it", path));
  return std::nullopt;
}

void add_memory_budget(CLI::App& app, std::int64_t& budget_mib, const Words& words) {
  app.add_option("--memory-budget", budget_mib,
                 words(say("the most that the tables may take, in MiB (default 256)")))
      ->option_text("MIB")
      ->check(CLI::Range(std::int64_t{1}, kMostMemoryBudgetMib));
}

Text too_large(const TooLarge& why) {
  return {why.text.en + " [SK9001]", why.text.ja + " [SK9001]"};
}

}  // namespace sekisho::cli

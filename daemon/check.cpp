#include "daemon/check.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "sekisho/compiler/compile.h"
#include "sekisho/config/config.h"
#include "sekisho/policy/load.h"

namespace sekisho::daemon {
namespace {

int exit_code(const Diagnostics& found) {
  const auto& all = found.all();
  const bool is_unreadable = std::any_of(
      all.begin(), all.end(), [](const Diagnostic& each) { return each.code == "SK1001"; });
  return is_unreadable ? 2 : 1;
}

}  // namespace

Language language_of_locale() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* locale = std::getenv(name);
    if (!locale || !*locale) continue;
    return std::strncmp(locale, "ja", 2) == 0 ? Language::japanese : Language::english;
  }
  return Language::english;
}

void print_diagnostics(const Diagnostics& found, const SourceSet& sources) {
  const bool colour = ::isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  for (const Diagnostic& each : found.all()) {
    const std::string text = render(each, sources, language_of_locale(), colour);
    fmt::print(stderr, "{}{}", text, text.ends_with('\n') ? "" : "\n");
  }
}

int check(const std::string& config_path) {
  SourceSet sources;
  const Result<Config> config = load_config(config_path, sources);
  print_diagnostics(config.diagnostics, sources);
  if (!config) return exit_code(config.diagnostics);

  const Instant now = SystemClock().now();
  const Result<Model> model = load_policy(config->policy, now, sources);
  print_diagnostics(model.diagnostics, sources);
  if (!model) return exit_code(model.diagnostics);
  const auto compiled = compile(*model, now, {}, compile_options(*config));
  if (compiled) return 0;
  fmt::print(stderr, "{} [SK9001]\n", compiled.error().text.in(language_of_locale()));
  return 1;
}

}  // namespace sekisho::daemon

#include "cli/console.h"

#include <ostream>

#include "sekisho/base/utf8.h"

namespace sekisho::cli {
namespace {

std::string_view escape_of(Paint paint) {
  switch (paint) {
    case Paint::good:
      return "\x1b[32m";
    case Paint::bad:
      return "\x1b[1;31m";
    case Paint::faint:
      return "\x1b[2m";
    case Paint::plain:
      break;
  }
  return "";
}

}  // namespace

int Console::fail(const Text& message, Exit exit) const {
  const Text word = say("error");
  out.flush();
  err << "sekisho: " << (colour_err ? "\x1b[1;31m" : "") << in(word)
      << (colour_err ? "\x1b[0m" : "") << ": " << shown(in(message)) << "\n";
  return exit;
}

std::string Console::painted(std::string_view text, Paint paint) const {
  if (!colour_out || paint == Paint::plain) return std::string(text);
  return std::string(escape_of(paint)).append(text).append("\x1b[0m");
}

Language language_of_locale(std::string_view locale) {
  return locale.starts_with("ja") ? Language::japanese : Language::english;
}

std::optional<Language> parse_language(std::string_view text) {
  if (text == "en") return Language::english;
  if (text == "ja") return Language::japanese;
  return std::nullopt;
}

void print_diagnostics(const Diagnostics& diagnostics, const SourceSet& sources, Severity worst,
                       const Console& console, std::ostream& to, bool colour) {
  for (const Diagnostic& diagnostic : diagnostics.all())
    if (diagnostic.severity <= worst) to << render(diagnostic, sources, console.language, colour);
}

}  // namespace sekisho::cli

// What a sub-command is given of the world: where to write, in which language, what time it is.
//
// Tests hand in string streams and a fixed clock; main hands in the terminal's. Thread: one.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"

namespace sekisho::cli {

// cli.md section 1.
enum Exit : int { kDone = 0, kFound = 1, kUnusable = 2, kUnreachable = 3 };

enum class Paint { plain, good, bad, faint };

struct Console {
  std::ostream& out;
  std::ostream& err;
  const Clock& clock;
  Language language = Language::english;
  bool colour_out = false;
  bool colour_err = false;
  bool out_is_terminal = false;
  bool shows_progress = false;  // err is a terminal

  const std::string& in(const Text& text) const { return text.in(language); }
  // "sekisho: error: …" on err. Returns `exit`, so that a command can end with it.
  int fail(const Text& message, Exit exit = kUnusable) const;
  std::string painted(std::string_view text, Paint paint) const;  // for out
};

// The language of a locale's name: "ja_JP.UTF-8" is Japanese; all others English.
Language language_of_locale(std::string_view locale);
// "en" or "ja"; else nullopt.
std::optional<Language> parse_language(std::string_view text);

// Only what `worst` and worse severities say, each with its source line.
void print_diagnostics(const Diagnostics& diagnostics, const SourceSet& sources, Severity worst,
                       const Console& console, std::ostream& to, bool colour);

}  // namespace sekisho::cli

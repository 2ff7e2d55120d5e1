// What is told about a policy: a code, a place, a message in English and Japanese.
//
// Codes and their severities are those of the manual's list of diagnostics; a code never changes
// its meaning. Locations are offsets into a SourceSet, which owns the text of every file that was
// read; line and column are worked out only when a diagnostic is shown. Thread: any; a SourceSet is
// written by the loader only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/base/message.h"

namespace sekisho {

enum class Severity : std::uint8_t { error, warning, note };
const char* to_string(Severity severity);

struct SourceFile {
  std::string name;   // as shown: relative to where the policy was named
  std::string text;   // UTF-8, wherever it can be read
  std::string bytes;  // as the file has them, where `text` was decoded from them; else ""

  std::string_view content() const { return bytes.empty() ? text : bytes; }
};

struct Position {
  std::uint32_t line = 1;    // from 1
  std::uint32_t column = 1;  // in characters (code points), from 1
};

struct Location {
  std::uint32_t file = UINT32_MAX;  // index in the SourceSet; UINT32_MAX: no file
  std::uint32_t begin = 0;          // bytes
  std::uint32_t end = 0;            // bytes, one past

  bool is_known() const { return file != UINT32_MAX; }
  friend auto operator<=>(const Location&, const Location&) = default;
};

class SourceSet {
 public:
  std::uint32_t add(std::string name, std::string text);
  const SourceFile& file(std::uint32_t index) const { return files_[index]; }
  std::size_t size() const { return files_.size(); }
  // What the bytes of a file say, from now on its text; earlier places in it are no longer valid.
  void decode(std::uint32_t index, std::string text);
  Position position(const Location& location) const;  // of its first byte
  // The whole line that holds the location's first byte, without its line end.
  std::string_view line(const Location& location) const;

 private:
  std::size_t line_index(const Location& location) const;  // from 0, in a file that is there

  std::deque<SourceFile> files_;  // a deque: views into a file outlive later adds
  std::deque<std::vector<std::uint32_t>> line_begins_;  // of each file, ascending, the first is 0
};

struct DiagnosticNote {
  Text message;
  Location where;
};

struct Diagnostic {
  std::string code;  // "SK2003"
  Severity severity = Severity::error;
  Text message;
  Location where;
  std::string pointer;  // JSON pointer of the value, "" for a whole file or a ledger cell
  Text help;            // empty, or what would be right
  std::string clause;   // empty, or the profile's clause
  std::vector<DiagnosticNote> notes;
};

// The findings of a run, in the order found; sort() puts them by file and place.
class Diagnostics {
 public:
  Diagnostic& add(Diagnostic diagnostic);
  // Severity comes from the code's row in the list of diagnostics.
  Diagnostic& add(std::string_view code, Text message, const Location& where,
                  std::string pointer = {});
  void append(Diagnostics other);
  void sort();

  bool has_errors() const { return count(Severity::error) != 0; }
  std::size_t count(Severity severity) const;
  const std::vector<Diagnostic>& all() const { return list_; }
  std::vector<Diagnostic>& all() { return list_; }

 private:
  std::vector<Diagnostic> list_;
};

struct CodeInfo {
  std::string_view code;
  Severity severity;
  std::string_view principle;  // id of the principle behind it
};

// The row of `code`, or nullptr.
const CodeInfo* find_code(std::string_view code);

// "policy.json:12:7: error: … [SK2003]", the source line, a caret, a help line, notes.
std::string render(const Diagnostic& diagnostic, const SourceSet& sources, Language language,
                   bool colour);

// The nearest of `known` to `word` by edit distance, or "" when none is near enough to suggest.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace sekisho

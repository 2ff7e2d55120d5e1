// A JSON file as a tree whose every value and key knows where it stands.
//
// Syntax is nlohmann_json's, with // and /* */ comments. Its tree keeps no positions, so its SAX
// events drive a scanner that walks over the same text, one token for each event (json_scanner.h).
// Pure; thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/base/diagnostic.h"

namespace sekisho {

struct JsonMember;

struct JsonValue {
  enum class Kind : std::uint8_t { null, boolean, integer, real, string, array, object };

  Kind kind = Kind::null;
  bool refused = false;  // reported already (SK1009): to be left alone
  bool boolean = false;
  std::int64_t integer = 0;  // held at the int64 range's ends when beyond it
  std::string text;          // of a string, unescaped
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;  // in file order
  Location where;                   // from its first byte to its last, quotes and brackets included

  bool is(Kind wanted) const { return kind == wanted; }
};

struct JsonMember {
  std::string key;
  Location key_where;
  bool refused = false;  // a second member of that key, or a key that was refused
  JsonValue value;
};

// Parses file `file` of `sources`. SK1001: not UTF-8. SK1002: syntax, or nested deeper than 64.
// SK1004: duplicate key (the tree holds both, the later refused). SK1009: unsafe characters in a
// string. nullopt after SK1001 and SK1002 only.
std::optional<JsonValue> parse_json(std::uint32_t file, const SourceSet& sources,
                                    Diagnostics& diagnostics);

// The JSON pointer of the innermost value that holds `where`; of the member, where it is a key.
std::string pointer_to(const JsonValue& root, const Location& where);

}  // namespace sekisho

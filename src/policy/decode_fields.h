// How decoders read JSON: typed values and the fields of an object. Each reader says what is wrong
// with a value once, and is silent about values that were refused before.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/json.h"
#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"

namespace sekisho {

struct Decoding {
  const SourceSet& sources;
  Diagnostics& found;
};

// The value as its file has it, cut to a length that fits a message.
std::string as_written(const Decoding& decoding, const JsonValue& value);

// SK1005: `value` stands where `wanted` is needed.
Diagnostic& report_wrong(const Decoding& decoding, const JsonValue& value, const Text& wanted);
// The "did you mean" of `word`; empty when nothing is near.
Text suggest(std::string_view word, const std::vector<std::string_view>& known);

std::optional<std::string> read_text(const Decoding& decoding, const JsonValue& value);
std::optional<bool> read_flag(const Decoding& decoding, const JsonValue& value);
std::optional<std::int64_t> read_integer(const Decoding& decoding, const JsonValue& value,
                                         std::int64_t least, std::int64_t most);
// The items of a list, or nullptr.
const std::vector<JsonValue>* read_list(const Decoding& decoding, const JsonValue& value);
bool expect_object(const Decoding& decoding, const JsonValue& value);
// SK1007. A bad id is handed back all the same, so that what names it is not wrong as well.
std::optional<std::string> read_id(const Decoding& decoding, const JsonValue& value);
void check_id(const Decoding& decoding, const std::string& id, const Location& where);
// SK1011.
std::optional<Date> read_date(const Decoding& decoding, const JsonValue& value);

// One of a set of words; SK1005 names the nearest, or all.
std::optional<std::size_t> read_word(const Decoding& decoding, const JsonValue& value,
                                     const std::vector<std::string_view>& words);

// Words in the order of an enumeration's values.
template <typename Enum>
std::optional<Enum> read_enum(const Decoding& decoding, const JsonValue& value,
                              const std::vector<std::string_view>& words) {
  const auto index = read_word(decoding, value, words);
  if (!index) return std::nullopt;
  return static_cast<Enum>(*index);
}

// The members of an object, of which each may be asked for once.
class Fields {
 public:
  // SK1003 for every key that is not in `known`.
  Fields(const Decoding& decoding, const JsonValue& object, std::vector<std::string_view> known);

  const JsonMember* find_member(std::string_view key) const;
  // nullptr: not there.
  const JsonValue* find(std::string_view key) const;
  // SK1006 where it is not there; not when an unknown key is most likely a slip for it.
  const JsonValue* require(std::string_view key) const { return require(key, "SK1006"); }
  const JsonValue* require(std::string_view key, std::string_view code) const;

  void text_to(std::string_view key, std::string& target) const;
  void date_to(std::string_view key, std::optional<Date>& target) const;

 private:
  void report_unknown_keys();

  const Decoding& decoding_;
  const JsonValue& object_;
  std::vector<std::string_view> known_;
  std::vector<std::string_view> slips_;  // known keys that an unknown one was likely meant for
};

}  // namespace sekisho

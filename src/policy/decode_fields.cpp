#include "policy/decode_fields.h"

#include <algorithm>

#include <fmt/ranges.h>

#include "policy/text_checks.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

using Kind = JsonValue::Kind;

const Text kTextWanted = say("a text in quotes");
const Text kFlagWanted = say("true or false");
const Text kListWanted = say("a list [..]");
const Text kObjectWanted = say("an object {{..}}");

}  // namespace

std::string as_written(const Decoding& decoding, const JsonValue& value) {
  const std::string& text = decoding.sources.file(value.where.file).text;
  return excerpt(
      std::string_view(text).substr(value.where.begin, value.where.end - value.where.begin));
}

Diagnostic& report_wrong(const Decoding& decoding, const JsonValue& value, const Text& wanted) {
  const std::string written = as_written(decoding, value);
  return decoding.found.add("SK1005", say("{} is not right here; it must be {}", written, wanted),
                            value.where);
}

Text suggest(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string_view near = nearest(word, known);
  if (near.empty()) return {};
  return say("did you mean \"{}\"?", near);
}

std::optional<std::string> read_text(const Decoding& decoding, const JsonValue& value) {
  if (value.refused) return std::nullopt;
  if (value.is(Kind::string)) return value.text;
  report_wrong(decoding, value, kTextWanted);
  return std::nullopt;
}

std::optional<bool> read_flag(const Decoding& decoding, const JsonValue& value) {
  if (value.refused) return std::nullopt;
  if (value.is(Kind::boolean)) return value.boolean;
  report_wrong(decoding, value, kFlagWanted);
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Decoding& decoding, const JsonValue& value,
                                         std::int64_t least, std::int64_t most) {
  if (value.refused) return std::nullopt;
  const bool is_in_range = value.integer >= least && value.integer <= most;
  if (value.is(Kind::integer) && is_in_range) return value.integer;
  report_wrong(decoding, value, say("a whole number from {} to {}", least, most));
  return std::nullopt;
}

const std::vector<JsonValue>* read_list(const Decoding& decoding, const JsonValue& value) {
  if (value.refused) return nullptr;
  if (value.is(Kind::array)) return &value.items;
  report_wrong(decoding, value, kListWanted);
  return nullptr;
}

bool expect_object(const Decoding& decoding, const JsonValue& value) {
  if (value.refused || value.is(Kind::object)) return !value.refused;
  report_wrong(decoding, value, kObjectWanted);
  return false;
}

void check_id(const Decoding& decoding, const std::string& id, const Location& where) {
  if (is_id(id)) return;
  decoding.found.add(
      "SK1007",
      say("id \"{}\" is not allowed; an id begins with a small letter or a digit, and has at most "
          "63 of a-z, 0-9, \"_\", \".\" and \"-\"",
          shown(id)),
      where);
}

std::optional<std::string> read_id(const Decoding& decoding, const JsonValue& value) {
  std::optional<std::string> id = read_text(decoding, value);
  if (id) check_id(decoding, *id, value.where);
  return id;
}

std::optional<Date> read_date(const Decoding& decoding, const JsonValue& value) {
  const auto text = read_text(decoding, value);
  if (!text) return std::nullopt;
  const auto date = parse_date(*text);
  if (date) return date;
  decoding.found.add("SK1011",
                     say("\"{}\" is no date; write a day that exists as 2027-03-31", shown(*text)),
                     value.where);
  return std::nullopt;
}

std::optional<std::size_t> read_word(const Decoding& decoding, const JsonValue& value,
                                     const std::vector<std::string_view>& words) {
  if (value.refused) return std::nullopt;
  const auto place = std::find(words.begin(), words.end(), value.text);
  if (value.is(Kind::string) && place != words.end()) {
    return static_cast<std::size_t>(place - words.begin());
  }
  const std::string list = fmt::format("{}", fmt::join(words, ", "));
  Diagnostic& diagnostic = report_wrong(decoding, value, say("one of {}", list));
  diagnostic.help = suggest(value.text, words);
  return std::nullopt;
}

Fields::Fields(const Decoding& decoding, const JsonValue& object,
               std::vector<std::string_view> known)
    : decoding_(decoding), object_(object), known_(std::move(known)) {
  report_unknown_keys();
}

void Fields::report_unknown_keys() {
  for (const JsonMember& member : object_.members) {
    const bool is_known = std::find(known_.begin(), known_.end(), member.key) != known_.end();
    if (is_known || member.refused) continue;
    // A key that is there already was not meant.
    std::vector<std::string_view> free;
    std::copy_if(known_.begin(), known_.end(), std::back_inserter(free),
                 [&](std::string_view key) { return find_member(key) == nullptr; });
    const std::string_view near = nearest(member.key, free);
    if (!near.empty()) slips_.push_back(near);
    Diagnostic& diagnostic =
        decoding_.found.add("SK1003",
                            say("key \"{}\" is not known here; known are {}", shown(member.key),
                                fmt::format("{}", fmt::join(known_, ", "))),
                            member.key_where);
    diagnostic.help = suggest(member.key, free);
  }
}

const JsonMember* Fields::find_member(std::string_view key) const {
  const auto place = std::find_if(object_.members.begin(), object_.members.end(),
                                  [&](const JsonMember& m) { return m.key == key && !m.refused; });
  return place == object_.members.end() ? nullptr : &*place;
}

const JsonValue* Fields::find(std::string_view key) const {
  const JsonMember* member = find_member(key);
  return member ? &member->value : nullptr;
}

const JsonValue* Fields::require(std::string_view key, std::string_view code) const {
  if (const JsonValue* value = find(key)) return value;
  if (std::find(slips_.begin(), slips_.end(), key) != slips_.end()) return nullptr;
  const JsonValue* id = find("id");
  const std::string owner = id ? as_written(decoding_, *id) + ": " : "";
  decoding_.found.add(code, say("{}key \"{}\" is missing; it is required here", owner, key),
                      {object_.where.file, object_.where.begin, object_.where.begin + 1});
  return nullptr;
}

void Fields::text_to(std::string_view key, std::string& target) const {
  const JsonValue* value = find(key);
  if (!value) return;
  if (auto text = read_text(decoding_, *value)) target = std::move(*text);
}

void Fields::date_to(std::string_view key, std::optional<Date>& target) const {
  if (const JsonValue* value = find(key)) target = read_date(decoding_, *value);
}

}  // namespace sekisho

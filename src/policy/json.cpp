#include "policy/json.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <nlohmann/json.hpp>

#include "policy/json_scanner.h"
#include "policy/json_syntax.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

using Kind = JsonValue::Kind;
using Sax = nlohmann::json_sax<nlohmann::json>;

constexpr std::size_t kMaxDepth = 64;

// Builds the tree. Each event is called for one token, in order, so the scanner stays in step.
class TreeBuilder final : public Sax {
 public:
  TreeBuilder(std::uint32_t file, std::string_view text, Diagnostics& found)
      : file_(file), text_(text), scanner_(text), found_(found) {}

  JsonValue take() { return std::move(root_); }

  bool null() override {
    add_value(Kind::null);
    return true;
  }
  bool boolean(bool value) override {
    add_value(Kind::boolean).boolean = value;
    return true;
  }
  bool number_integer(std::int64_t value) override {
    add_value(Kind::integer).integer = value;
    return true;
  }
  bool number_unsigned(std::uint64_t value) override {
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    add_value(Kind::integer).integer = static_cast<std::int64_t>(std::min(value, kMost));
    return true;
  }
  bool number_float(double, const std::string&) override {
    add_value(Kind::real);
    return true;
  }
  bool string(std::string& value) override {
    add_value(Kind::string).text = std::move(value);
    return true;
  }
  bool binary(nlohmann::json::binary_t&) override { return false; }  // CBOR and the like only
  bool start_object(std::size_t) override { return open(Kind::object); }
  bool start_array(std::size_t) override { return open(Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& value) override {
    open_.back()->members.push_back({std::move(value), next_location(), false, {}});
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    report_syntax(file_, text_, scanner_, position, error.what(), found_);
    return false;
  }

 private:
  Location next_location() {
    const JsonToken token = scanner_.next_value();
    return {file_, static_cast<std::uint32_t>(token.begin), static_cast<std::uint32_t>(token.end)};
  }

  // Where the next value goes: the root, the last member's value, or a new item.
  JsonValue& next_slot() {
    if (open_.empty()) return root_;
    JsonValue& parent = *open_.back();
    if (parent.is(Kind::object)) return parent.members.back().value;
    return parent.items.emplace_back();
  }

  JsonValue& add_value(Kind kind) {
    JsonValue& value = next_slot();
    value.kind = kind;
    value.where = next_location();
    return value;
  }

  bool open(Kind kind) {
    JsonValue& value = add_value(kind);
    if (open_.size() == kMaxDepth) {
      found_.add("SK1002", say("nested deeper than {}", kMaxDepth), value.where);
      return false;
    }
    // Only the innermost open value grows, so pointers to the others stay good.
    open_.push_back(&value);
    return true;
  }

  bool close() {
    open_.back()->where.end = next_location().end;
    open_.pop_back();
    return true;
  }

  std::uint32_t file_;
  std::string_view text_;
  JsonScanner scanner_;
  Diagnostics& found_;
  JsonValue root_;
  std::vector<JsonValue*> open_;
};

// What nearly every object is.
bool is_small_without_duplicates(const std::vector<JsonMember>& members) {
  constexpr std::size_t kSmall = 24;
  if (members.size() > kSmall) return false;
  for (std::size_t i = 1; i < members.size(); ++i) {
    for (std::size_t before = 0; before < i; ++before) {
      if (members[i].key == members[before].key) return false;
    }
  }
  return true;
}

// Every later member of a key that was there already, in an object of any size.
void refuse_duplicate_keys(JsonValue& object, Diagnostics& found) {
  if (is_small_without_duplicates(object.members)) return;
  std::vector<std::size_t> order(object.members.size());
  std::iota(order.begin(), order.end(), 0);
  const auto key_of = [&](std::size_t i) -> const std::string& { return object.members[i].key; };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return key_of(a) < key_of(b); });
  std::size_t first = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (key_of(order[i]) != key_of(order[first])) {
      first = i;
      continue;
    }
    JsonMember& again = object.members[order[i]];
    again.refused = true;
    found
        .add("SK1004", say("key \"{}\" stands twice; one of them must go", shown(again.key)),
             again.key_where)
        .notes.push_back({say("the first one is here"), object.members[order[first]].key_where});
  }
}

void report_unsafe(const std::string& text, const Location& where, Diagnostics& found) {
  const std::size_t at = find_unsafe_text(text).value_or(0);
  const auto value = static_cast<std::uint32_t>(code_point_at(text, at).value);
  found.add("SK1009",
            say("\"{}\" holds the control or bidirectional character U+{:04X}; texts must not",
                shown(text), value),
            where);
}

void refuse_unsafe_texts(JsonValue& value, Diagnostics& found) {
  if (find_unsafe_text(value.text)) {
    value.refused = true;
    report_unsafe(value.text, value.where, found);
  }
  for (JsonValue& item : value.items) refuse_unsafe_texts(item, found);
  for (JsonMember& member : value.members) {
    if (find_unsafe_text(member.key)) {
      member.refused = true;
      report_unsafe(member.key, member.key_where, found);
    }
    refuse_unsafe_texts(member.value, found);
  }
  if (value.is(Kind::object)) refuse_duplicate_keys(value, found);
}

}  // namespace

std::optional<JsonValue> parse_json(std::uint32_t file, const SourceSet& sources,
                                    Diagnostics& diagnostics) {
  const std::string_view text = sources.file(file).text;
  if (!check_encoding(file, text, diagnostics)) return std::nullopt;
  TreeBuilder builder(file, text, diagnostics);
  const bool ok = nlohmann::json::sax_parse(text.begin(), text.end(), &builder,
                                            nlohmann::json::input_format_t::json,
                                            /*strict=*/true, /*ignore_comments=*/true);
  if (!ok) return std::nullopt;
  JsonValue root = builder.take();
  refuse_unsafe_texts(root, diagnostics);
  return root;
}

}  // namespace sekisho

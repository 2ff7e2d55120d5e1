#include "sekisho/policy/format.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "policy/commented_json.h"
#include "policy/json.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

constexpr std::size_t kColumns = 100;

// The order of keys in every object; those not named follow as they stand. No two objects want two
// keys in two orders.
constexpr std::string_view kOrder[] = {"sekisho",
                                       "name",
                                       "profile",
                                       "model",
                                       "mode",
                                       "forwarding",
                                       "timezone",
                                       "include",
                                       "gateway",
                                       "zones",
                                       "id",
                                       "zone",
                                       "kind",
                                       "label",
                                       "role",
                                       "mac",
                                       "via",
                                       "ip",
                                       "interfaces",
                                       "subnets",
                                       "match",
                                       "from",
                                       "to",
                                       "addresses",
                                       "local_ports",
                                       "devices",
                                       "groups",
                                       "proto",
                                       "ports",
                                       "source_ports",
                                       "types",
                                       "services",
                                       "method",
                                       "methods",
                                       "sanitiser",
                                       "operator",
                                       "evidence",
                                       "allow",
                                       "exceptions",
                                       "block",
                                       "sanitisers",
                                       "government_systems",
                                       "government_system",
                                       "security_cloud",
                                       "relaxations",
                                       "timeouts",
                                       "limits",
                                       "fragments",
                                       "days",
                                       "hours",
                                       "schedule",
                                       "log",
                                       "starts",
                                       "ends",
                                       "necessity",
                                       "basis",
                                       "departs_from",
                                       "applicant",
                                       "approved_by",
                                       "approved_on",
                                       "expires",
                                       "review_by",
                                       "ticket",
                                       "reason",
                                       "until",
                                       "owner"};

// Where an object takes several lines these begin one: what it is called, what it joins, why.
constexpr std::string_view kBeginLines[] = {"interfaces", "mac",      "match",     "from",
                                            "addresses",  "schedule", "necessity", "approved_by"};

bool begins_line(const CommentedMember& member) {
  return std::any_of(std::begin(kBeginLines), std::end(kBeginLines), [&](std::string_view key) {
    return member.key.size() == key.size() + 2 && member.key.compare(1, key.size(), key) == 0;
  });
}

std::size_t rank_of(const std::string& quoted_key) {
  const std::string_view key(quoted_key.data() + 1, quoted_key.size() - 2);
  return static_cast<std::size_t>(std::find(std::begin(kOrder), std::end(kOrder), key) -
                                  std::begin(kOrder));
}

// In groups and services the keys are names, and stay where they are.
void order_keys(CommentedValue& value, bool has_names) {
  if (value.kind == '{' && !has_names)
    std::stable_sort(value.members.begin(), value.members.end(),
                     [](const CommentedMember& a, const CommentedMember& b) {
                       return rank_of(a.key) < rank_of(b.key);
                     });
  for (CommentedMember& member : value.members)
    order_keys(member.value, member.value.kind == '{' &&
                                 (member.key == "\"groups\"" || member.key == "\"services\""));
}

std::string flat(const CommentedValue& value);

std::string flat(const CommentedMember& member) {
  return (member.key.empty() ? "" : member.key + ": ") + flat(member.value);
}

// On one line; the value has no comments.
std::string flat(const CommentedValue& value) {
  if (value.kind == 's') return value.scalar;
  std::string text;
  for (const CommentedMember& member : value.members)
    text += (text.empty() ? "" : ", ") + flat(member);
  if (value.kind == '[') return "[" + text + "]";
  return text.empty() ? "{}" : "{ " + text + " }";
}

bool holds_objects(const CommentedValue& value) {
  return value.kind == '[' &&
         std::any_of(value.members.begin(), value.members.end(),
                     [](const CommentedMember& member) { return member.value.kind == '{'; });
}

class PolicyPrinter {
 public:
  std::string print(const CommentedFile& file) {
    for (const std::string& comment : file.root.leading) text_ += comment + "\n";
    print_stacked(file.root.value, 0);
    print_trailing(file.root);
    for (const std::string& comment : file.last) text_ += "\n" + comment;
    align_trailing();
    return std::move(text_) + "\n";
  }

 private:
  std::size_t column() const {
    const std::size_t line = text_.rfind('\n');
    return display_width(std::string_view(text_).substr(line == std::string::npos ? 0 : line + 1));
  }
  void begin_line(std::size_t indent) { text_ += "\n" + std::string(indent, ' '); }
  // With room for the comma or bracket behind it.
  bool fits(const std::string& more, std::size_t behind) const {
    return column() + display_width(more) + behind <= kColumns;
  }

  // `depth`: of containers around the value.
  void print_value(const CommentedValue& value, std::size_t indent, std::size_t depth) {
    const bool is_list_of_the_policy = depth == 1 && holds_objects(value);
    const std::string line = value.has_comments() ? "" : flat(value);
    if (!line.empty() && !is_list_of_the_policy && (value.kind == 's' || fits(line, 1))) {
      text_ += line;
      return;
    }
    const bool is_stacked = depth <= 1 || (value.kind == '[' && holds_objects(value));
    is_stacked ? print_stacked(value, indent, depth) : print_filled(value, indent, depth);
  }

  // One member a line.
  void print_stacked(const CommentedValue& value, std::size_t indent, std::size_t depth = 0) {
    text_ += value.kind;
    for (std::size_t i = 0; i < value.members.size(); ++i) {
      const CommentedMember& member = value.members[i];
      if (member.blank_before) text_ += "\n";
      print_line_of(member, indent + 2, depth, i + 1 < value.members.size());
    }
    for (const std::string& comment : value.last) begin_line(indent + 2), text_ += comment;
    begin_line(indent);
    text_ += value.kind == '{' ? '}' : ']';
  }

  void print_line_of(const CommentedMember& member, std::size_t indent, std::size_t depth,
                     bool has_next) {
    for (const std::string& comment : member.leading) begin_line(indent), text_ += comment;
    begin_line(indent);
    if (!member.key.empty()) text_ += member.key + ": ";
    print_value(member.value, indent, depth + 1);
    if (has_next) text_ += ",";
    print_trailing(member);
  }

  // As many members on a line as there is room for.
  void print_filled(const CommentedValue& value, std::size_t indent, std::size_t depth) {
    text_ += value.kind == '{' ? "{ " : "[";
    bool wants_line = false;
    for (std::size_t i = 0; i < value.members.size(); ++i) {
      const CommentedMember& member = value.members[i];
      const bool has_next = i + 1 < value.members.size();
      const std::string line = member.value.has_comments() ? "" : flat(member);
      const bool has_room = !line.empty() && fits(line, has_next ? 2 : 3);
      const bool begins = i > 0 && (!has_room || begins_line(member));
      if (wants_line || !member.leading.empty() || begins) {
        for (const std::string& comment : member.leading) begin_line(indent + 2), text_ += comment;
        begin_line(indent + 2);
      } else if (i > 0) {
        text_ += " ";
      }
      if (!member.key.empty()) text_ += member.key + ": ";
      const std::size_t before = text_.size();
      print_value(member.value, indent + 2, depth + 1);
      wants_line = text_.find('\n', before) != std::string::npos || !member.trailing.empty();
      if (has_next) text_ += ",";
      print_trailing(member);
    }
    close_filled(value, indent, wants_line && !value.members.back().trailing.empty());
  }

  void close_filled(const CommentedValue& value, std::size_t indent, bool wants_line) {
    for (const std::string& comment : value.last) begin_line(indent + 2), text_ += comment;
    if (wants_line || !value.last.empty())
      begin_line(indent);
    else if (value.kind == '{')
      text_ += " ";
    text_ += value.kind == '{' ? '}' : ']';
  }

  void print_trailing(const CommentedMember& member) {
    if (member.trailing.empty()) return;
    trailing_.push_back(text_.size());
    text_ += "  " + member.trailing;
  }

  // Trailing comments of lines that follow one another stand in one column.
  void align_trailing() {
    for (std::size_t i = trailing_.size(); i > 0;) {
      std::size_t first = i - 1;  // of the run that ends before i
      while (first > 0 && is_next_line(trailing_[first - 1], trailing_[first])) --first;
      std::size_t widest = 0;
      for (std::size_t k = first; k < i; ++k) widest = std::max(widest, width_before(trailing_[k]));
      for (std::size_t k = i; k > first; --k) {
        const std::size_t width = width_before(trailing_[k - 1]);
        text_.insert(trailing_[k - 1], widest - width, ' ');
      }
      i = first;
    }
  }
  bool is_next_line(std::size_t one, std::size_t other) const {
    return std::count(text_.begin() + static_cast<std::ptrdiff_t>(one),
                      text_.begin() + static_cast<std::ptrdiff_t>(other), '\n') == 1;
  }
  std::size_t width_before(std::size_t at) const {
    const std::size_t line = text_.rfind('\n', at);
    const std::size_t begin = line == std::string::npos ? 0 : line + 1;
    return display_width(std::string_view(text_).substr(begin, at - begin));
  }

  std::vector<std::size_t> trailing_;  // where in text_ trailing comments begin, ascending
  std::string text_;
};

// The same keys and values, whatever the order of an object's keys.
bool say_the_same(const JsonValue& a, const JsonValue& b) {
  if (a.kind != b.kind || a.boolean != b.boolean || a.integer != b.integer || a.text != b.text)
    return false;
  if (a.items.size() != b.items.size() || a.members.size() != b.members.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!say_the_same(a.items[i], b.items[i])) return false;
  return std::all_of(a.members.begin(), a.members.end(), [&](const JsonMember& member) {
    const auto found =
        std::find_if(b.members.begin(), b.members.end(),
                     [&](const JsonMember& other) { return other.key == member.key; });
    return found != b.members.end() && say_the_same(member.value, found->value);
  });
}

}  // namespace

std::optional<std::string> format_policy(std::uint32_t file, const SourceSet& sources,
                                         Diagnostics& found) {
  const auto before = parse_json(file, sources, found);
  if (!before || found.has_errors()) return std::nullopt;
  CommentedFile commented = read_commented(sources.file(file).text);
  order_keys(commented.root.value, false);
  std::string text = PolicyPrinter().print(commented);
  SourceSet printed;
  Diagnostics none;
  const auto after = parse_json(printed.add(sources.file(file).name, text), printed, none);
  if (after && say_the_same(*before, *after)) return text;
  return std::nullopt;
}

}  // namespace sekisho

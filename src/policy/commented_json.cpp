#include "policy/commented_json.h"

#include <algorithm>
#include <utility>

#include "policy/json_scanner.h"

namespace sekisho {
namespace {

// What stands between two tokens.
struct Gap {
  std::string same_line;           // comments on the line on which the token before ended
  std::vector<std::string> lines;  // the others
  bool has_blank = false;          // an empty line, before any comment of its own line
};

std::string without_end_space(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

Gap read_gap(std::string_view text) {
  Gap gap;
  std::size_t newlines = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '/') {
      newlines += text[at] == '\n';
      ++at;
      continue;
    }
    const bool is_line = text[at + 1] == '/';
    const std::size_t close = is_line ? text.find('\n', at) : text.find("*/", at + 2) + 2;
    const std::size_t end = std::min(close, text.size());
    std::string comment = without_end_space(text.substr(at, end - at));
    gap.has_blank = gap.has_blank || (newlines > 1 && gap.lines.empty());
    if (newlines == 0)
      gap.same_line += (gap.same_line.empty() ? "" : " ") + comment;
    else
      gap.lines.push_back(std::move(comment));
    at = end;
  }
  gap.has_blank = gap.has_blank || (newlines > 1 && gap.lines.empty());
  return gap;
}

class CommentedReader {
 public:
  explicit CommentedReader(std::string_view text) : text_(text), scanner_(text) {}

  CommentedFile read() {
    CommentedFile file;
    file.root.leading = all_of(advance());
    file.root.value = read_value();
    Gap after = advance();
    file.root.trailing = std::move(after.same_line);
    file.last = std::move(after.lines);
    return file;
  }

 private:
  // To the next token; what lay before it.
  Gap advance() {
    const std::size_t from = scanner_.position();
    const JsonToken token = scanner_.next();
    token_ = text_.substr(token.begin, token.end - token.begin);
    return read_gap(text_.substr(from, token.begin - from));
  }

  static std::vector<std::string> all_of(Gap gap) {
    std::vector<std::string> all;
    if (!gap.same_line.empty()) all.push_back(std::move(gap.same_line));
    std::move(gap.lines.begin(), gap.lines.end(), std::back_inserter(all));
    return all;
  }

  // Of the current token; afterwards it is the value's last.
  CommentedValue read_value() {
    CommentedValue value;
    if (token_ != "{" && token_ != "[") {
      value.scalar = token_;
      return value;
    }
    value.kind = token_.front();
    Gap before = advance();
    // Behind the bracket on its line: said of what comes first.
    if (!before.same_line.empty()) {
      before.lines.insert(before.lines.begin(), std::move(before.same_line));
      before.same_line.clear();
    }
    while (token_ != "}" && token_ != "]") before = read_member(value, std::move(before));
    value.last = std::move(before.lines);
    return value;
  }

  // One member that begins at the current token, up to the next member's, or the closing bracket.
  // Returns what lies before that and is not of this member.
  Gap read_member(CommentedValue& container, Gap before) {
    CommentedMember member;
    member.leading = std::move(before.lines);
    member.blank_before = before.has_blank && !container.members.empty();
    if (container.kind == '{') {
      member.key = token_;
      for (int part = 0; part < 2; ++part) {  // to the colon, and behind it
        for (std::string& comment : all_of(advance())) member.leading.push_back(std::move(comment));
      }
    }
    member.value = read_value();
    Gap gap = advance();
    member.trailing = std::move(gap.same_line);
    if (token_ == ",") {
      Gap behind = advance();
      if (!behind.same_line.empty())
        member.trailing += (member.trailing.empty() ? "" : " ") + behind.same_line;
      std::move(behind.lines.begin(), behind.lines.end(), std::back_inserter(gap.lines));
      gap.has_blank = gap.has_blank || behind.has_blank;
    }
    gap.same_line.clear();
    container.members.push_back(std::move(member));
    return gap;
  }

  std::string_view text_;
  JsonScanner scanner_;
  std::string_view token_;
};

}  // namespace

bool CommentedValue::has_comments() const {
  return !last.empty() ||
         std::any_of(members.begin(), members.end(), [](const CommentedMember& member) {
           return !member.leading.empty() || !member.trailing.empty() ||
                  member.value.has_comments();
         });
}

CommentedFile read_commented(std::string_view text) {
  return CommentedReader(text).read();
}

}  // namespace sekisho

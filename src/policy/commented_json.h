// A JSON text with its comments, as it is to be written again. It judges nothing: the text is one
// that parse_json has accepted. Pure; thread: any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sekisho {

struct CommentedMember;

struct CommentedValue {
  char kind = 's';     // '{', '[', or 's' for all that is no container
  std::string scalar;  // as it stands in the text
  std::vector<CommentedMember> members;
  std::vector<std::string> last;  // comments before the closing bracket

  bool has_comments() const;
};

// Of an object, or of an array, where it has no key.
struct CommentedMember {
  std::vector<std::string> leading;  // comments on the lines before it
  bool blank_before = false;         // an empty line stands before these
  std::string key;                   // with its quotes
  CommentedValue value;
  std::string trailing;  // comments on the line on which it ends
};

struct CommentedFile {
  CommentedMember root;
  std::vector<std::string> last;  // comments behind it
};

CommentedFile read_commented(std::string_view text);

}  // namespace sekisho

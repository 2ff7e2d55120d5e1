// Finds tokens in JSON text that a parser has accepted, or is just now refusing. It judges nothing.
#pragma once

#include <cstddef>
#include <string_view>

namespace sekisho {

struct JsonToken {
  std::size_t begin = 0;
  std::size_t end = 0;  // one past; begin == end: the text is at its end
};

class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text);

  // The next token: a string, a word or number, or one punctuation character.
  JsonToken next();
  // The same, but commas and colons count as space.
  JsonToken next_value();
  std::size_t position() const { return at_; }  // behind the last token

 private:
  void skip_space_and_comments();
  std::size_t string_end(std::size_t begin) const;

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace sekisho

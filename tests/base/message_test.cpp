// Messages in two languages, and the catalogue that is built in.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "sekisho/base/message.h"

namespace sekisho {
namespace {

// The replacement fields of a pattern: how each argument is shown, by its index.
std::map<std::size_t, std::string> fields_of(std::string_view pattern) {
  std::map<std::size_t, std::string> fields;
  std::size_t next = 0;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const bool is_escaped = at + 1 < pattern.size() && pattern[at] == pattern[at + 1];
    if (pattern[at] == '}' || (pattern[at] == '{' && is_escaped)) {
      if (is_escaped) ++at;
      continue;
    }
    if (pattern[at] != '{') continue;
    const std::size_t end = pattern.find('}', at);
    const std::string_view inside = pattern.substr(at + 1, end - at - 1);
    const std::string_view number = inside.substr(0, inside.find(':'));
    const std::size_t index = number.empty() ? next++ : std::stoul(std::string(number));
    fields[index] = inside.find(':') == inside.npos ? "" : inside.substr(inside.find(':'));
    at = end;
  }
  return fields;
}

TEST(Message, IsSaidInBothLanguages) {
  const Text text = say("did you mean \"{}\"?", "lgwan");
  EXPECT_EQ(text.en, "did you mean \"lgwan\"?");
  EXPECT_EQ(text.ja, "「lgwan」ではありませんか");
}

TEST(Message, SaysATextInItsOwnLanguage) {
  const Text text = say("{} \"{}\" is not defined", say("zone"), "lgwn");
  EXPECT_EQ(text.en, "zone \"lgwn\" is not defined");
  EXPECT_EQ(text.ja, "ゾーン「lgwn」は定義されていません");
}

TEST(Message, WithoutATranslationIsSaidInEnglish) {
  const int count = 7;
  EXPECT_EQ(format_japanese("nobody says {} of this", fmt::make_format_args(count)),
            "nobody says 7 of this");
}

TEST(Catalogue, IsSortedAndWithoutGaps) {
  const auto catalogue = japanese_catalogue();
  EXPECT_GT(catalogue.size(), 300u);
  const auto is_before = [](const Translation& a, const Translation& b) { return a.en < b.en; };
  EXPECT_TRUE(std::is_sorted(catalogue.begin(), catalogue.end(), is_before));
  for (const Translation& each : catalogue) {
    EXPECT_FALSE(each.ja.empty()) << each.en;
    EXPECT_EQ(find_japanese(each.en), each.ja);
  }
}

TEST(Catalogue, ShowsTheSameArgumentsInBothLanguages) {
  for (const Translation& each : japanese_catalogue())
    EXPECT_EQ(fields_of(each.ja), fields_of(each.en)) << each.en << "\n" << each.ja;
}

}  // namespace
}  // namespace sekisho

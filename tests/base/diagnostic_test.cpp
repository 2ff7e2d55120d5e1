#include "sekisho/base/diagnostic.h"

#include <gtest/gtest.h>

#include "sekisho/base/file.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

TEST(SourceSet, CountsColumnsInCharacters) {
  SourceSet sources;
  const std::uint32_t file = sources.add("p.json", "一行目\r\n系統 = x\n");
  const Location x{file, 20, 21};
  EXPECT_EQ(sources.position(x).line, 2u);
  EXPECT_EQ(sources.position(x).column, 6u);
  EXPECT_EQ(sources.line(x), "系統 = x");
  EXPECT_EQ(sources.line({file, 0, 1}), "一行目");
}

TEST(SourceSet, HasAPlaceForTheEndOfAFile) {
  SourceSet sources;
  const std::uint32_t file = sources.add("p.json", "a\n");
  const Position end = sources.position({file, 2, 2});
  EXPECT_EQ(end.line, 2u);
  EXPECT_EQ(end.column, 1u);
}

TEST(Diagnostics, TakeTheirSeverityFromTheListOfCodes) {
  Diagnostics found;
  EXPECT_EQ(found.add("SK2003", say("a"), {}).severity, Severity::error);
  EXPECT_EQ(found.add("SK2017", say("a"), {}).severity, Severity::warning);
  EXPECT_EQ(found.add("SK3008", say("a"), {}).severity, Severity::note);
  EXPECT_TRUE(found.has_errors());
  EXPECT_EQ(find_code("SK2003")->principle, "input");
  EXPECT_EQ(find_code("SK0000"), nullptr);
}

TEST(Diagnostics, AreSortedByFileAndPlace) {
  Diagnostics found;
  found.add("SK1003", say("c"), {1, 4, 5});
  found.add("SK1003", say("b"), {0, 9, 10});
  found.add("SK1003", say("a"), {});
  found.sort();
  EXPECT_EQ(found.all()[0].message.en, "a");
  EXPECT_EQ(found.all()[1].message.en, "b");
  EXPECT_EQ(found.all()[2].message.en, "c");
}

TEST(Render, PutsTheCaretUnderWideCharacters) {
  SourceSet sources;
  const std::uint32_t file = sources.add("p.json", "系統: lgwn\n");
  Diagnostics found;
  found.add("SK2003", say("{} \"{}\" is not defined", say("zone"), "lgwn"), {file, 8, 12}).help =
      say("did you mean \"{}\"?", "lgwan");
  EXPECT_EQ(render(found.all()[0], sources, Language::english, false),
            "p.json:1:5: error: zone \"lgwn\" is not defined [SK2003]\n"
            "    1 | 系統: lgwn\n"
            "      |       ^~~~\n"
            "  help: did you mean \"lgwan\"?\n");
}

TEST(Render, LetsNoControlCharacterThrough) {
  SourceSet sources;
  const std::uint32_t file = sources.add("p.json", "a\x1b[2Jb\xff\n");
  Diagnostics found;
  found.add("SK1009", say("x\x1b[1m"), {file, 1, 2});
  const std::string text = render(found.all()[0], sources, Language::english, false);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\xff'), std::string::npos);
}

TEST(Nearest, SuggestsOnlyWhatIsNear) {
  const std::vector<std::string_view> known{"lgwan", "internet", "label", "to", "mn"};
  EXPECT_EQ(nearest("lgwn", known), "lgwan");
  EXPECT_EQ(nearest("lable", known), "label");
  EXPECT_EQ(nearest("intrenet", known), "internet");
  EXPECT_EQ(nearest("zzzzzz", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest("x", known), "");
}

TEST(Utf8, FindsWhatIsNotUtf8) {
  struct Row {
    std::string_view text;
    std::optional<std::size_t> at;
    const char* why;
  };
  const Row rows[] = {
      {"abc 系統 \xF0\x9F\x98\x80", std::nullopt, "one to four bytes"},
      {"a\xC0\xAF", 1, "overlong"},
      {"a\xED\xA0\x80", 1, "surrogate"},
      {"\xF4\x90\x80\x80", 0, "above U+10FFFF"},
      {"ab\xE7\xB3", 2, "cut short"},
      {"\x80", 0, "continuation alone"},
  };
  for (const Row& row : rows) EXPECT_EQ(find_invalid_utf8(row.text), row.at) << row.why;
}

TEST(Utf8, FindsControlAndOverrideCharacters) {
  EXPECT_EQ(find_unsafe_text("名前"), std::nullopt);
  EXPECT_EQ(find_unsafe_text("a\nb"), 1u);
  EXPECT_EQ(find_unsafe_text("ab\x7f"), 2u);
  EXPECT_EQ(find_unsafe_text("a\u202Eb"), 1u);
  EXPECT_EQ(find_unsafe_text("a\u2067b"), 1u);
  EXPECT_EQ(find_unsafe_text("a\u0085b"), 1u);
}

TEST(Sha256, MatchesThePublishedVector) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(ReadFile, SaysWhatItCouldNotDo) {
  const auto missing = read_file(SEKISHO_BINARY_DIR "/no-such-file");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message().find("No such file"), std::string::npos);
  EXPECT_FALSE(read_file(SEKISHO_BINARY_DIR));
}

}  // namespace
}  // namespace sekisho

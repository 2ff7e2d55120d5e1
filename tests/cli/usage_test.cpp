// Arguments, languages and the exit codes of wrong usage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command.h"
#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::run;

TEST(Usage, EverySubcommandHasHelpWithAnExample) {
  for (const Command& command : commands()) {
    const char* name = command.name;
    const Ran ran = run({name, "--help"});
    EXPECT_EQ(ran.exit, 0) << name;
    EXPECT_THAT(ran.out, HasSubstr(std::string("Example:\n  sekisho ") + name));
  }
}

TEST(Usage, ShowsItsVersion) {
  const Ran ran = run({"--version"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_THAT(ran.out, ::testing::StartsWith("sekisho "));
}

TEST(Usage, EndsWithTwoForWhatItCannotUse) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"learn"},
      {"check"},
      {"check", "a", "b"},
      {"check", testing::data("policy.json"), "--format", "xml"},
      {"check", testing::data("policy.json"), "--at", "yesterday"},
      {"check", testing::data("policy.json"), "--lang", "fr"},
      {"compile", testing::data("policy.json")},
      {"status", "--bogus"}};
  for (const auto& arguments : wrong) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit, 2) << ::testing::PrintToString(arguments);
    EXPECT_THAT(ran.err, ::testing::StartsWith("sekisho: error: "));
    EXPECT_EQ(ran.out, "");
  }
}

TEST(Usage, NamesASubcommandThatDoesNotExist) {
  EXPECT_THAT(run({"chek", "policy.json"}).err,
              HasSubstr("no sub-command \"chek\"; did you mean \"check\"?"));
  EXPECT_THAT(run({"log", "serch", "x"}).err,
              HasSubstr("no sub-command \"serch\"; did you mean \"search\"?"));
  EXPECT_THAT(run({"frobnicate"}).err, HasSubstr("no sub-command \"frobnicate\""));
}

TEST(Usage, SpeaksTheLanguageOfTheLocaleUnlessTold) {
  EXPECT_THAT(run({"check"}, "ja_JP.UTF-8").err, HasSubstr("必要な引数がありません"));
  EXPECT_THAT(run({"check", "--help"}, "ja_JP.UTF-8").out, HasSubstr("例:"));
  EXPECT_THAT(run({"check", "--help", "--lang", "en"}, "ja_JP.UTF-8").out, HasSubstr("Example:"));
  EXPECT_THAT(run({"check", "--help", "--lang=ja"}).out, HasSubstr("例:"));
}

}  // namespace
}  // namespace sekisho::cli

// sekisho man.
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "cli/command.h"
#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

using testing::Ran;
using testing::run;

std::set<std::string> options_in(const std::string& text) {
  static const std::regex kOption("--[a-z][a-z-]+");
  return {std::sregex_token_iterator(text.begin(), text.end(), kOption),
          std::sregex_token_iterator()};
}

// A page without its escapes.
std::string page_in(const std::string& language) {
  std::string page = run({"man", "--lang", language}).out;
  for (std::size_t at; (at = page.find("\\-")) != std::string::npos;) page.erase(at, 1);
  return page;
}

TEST(Manual, TellsOfEveryCommandAndEveryOptionThatHelpLists) {
  for (const char* language : {"en", "ja"}) {
    const std::string page = page_in(language);
    const std::set<std::string> told = options_in(page);
    for (const Command& command : commands()) {
      EXPECT_NE(page.find(".SS \"sekisho " + std::string(command.name)), std::string::npos)
          << command.name;
      for (const std::string& option : options_in(run({command.name, "--help"}).out))
        EXPECT_TRUE(option == "--help" || told.contains(option)) << command.name << " " << option;
    }
  }
}

TEST(Manual, ShowsTheExampleOfEveryCommandOnce) {
  const std::string page = page_in("en");
  for (const Command& command : commands()) {
    const std::size_t first = page.find(".EX\n" + std::string(command.example));
    EXPECT_NE(first, std::string::npos) << command.example;
    EXPECT_EQ(page.find(".EX\n" + std::string(command.example), first + 1), std::string::npos);
  }
}

TEST(Manual, IsInTheLanguageThatWasAskedFor) {
  EXPECT_NE(page_in("ja").find("終了ステータス"), std::string::npos);
  EXPECT_EQ(page_in("en").find("終了ステータス"), std::string::npos);
}

}  // namespace
}  // namespace sekisho::cli

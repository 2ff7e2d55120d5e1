// sekisho diff: what it prints, word for word, and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"
#include "cli/said.h"

namespace sekisho::cli {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::run;

Ran diff(const std::vector<std::string>& options) {
  std::vector<std::string> arguments{"diff", testing::data("diff/old.json"),
                                     testing::data("diff/new.json")};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run(arguments);
}

TEST(Diff, PrintsWhatStandsInItsFiles) {
  const struct {
    const char* file;
    std::vector<std::string> options;
  } kForms[] = {{"diff/said.en.txt", {}},
                {"diff/said.ja.txt", {"--lang", "ja"}},
                {"diff/said.json", {"--format", "json"}}};
  for (const auto& [file, options] : kForms) {
    const Ran ran = diff(options);
    EXPECT_EQ(ran.exit, 1) << ran.err;
    testing::expect_said(testing::data(file), ran.out);
  }
}

TEST(Diff, EndsWithZeroWhereOnlyTheWordsDiffer) {
  const testing::TemporaryFolder folder;
  std::string text = testing::text_of_file(testing::data("diff/old.json"));
  text.replace(text.find("名前解決"), std::string("名前解決").size(), "名前の解決");
  const Ran ran = run({"diff", testing::data("diff/old.json"), folder.write("new.json", text)});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_EQ(ran.out,
            "Rules:\n"
            "  ~ allow names\n"
            "      label: 名前解決 → 名前の解決\n"
            "The policies mean the same: every packet is judged and told alike.\n");
  const Ran same = run({"diff", testing::data("diff/old.json"), testing::data("diff/old.json")});
  EXPECT_EQ(same.exit, 0);
  EXPECT_EQ(same.out, "The policies say the same.\n");
}

TEST(Diff, ComparesFromTheMomentThatItIsTold) {
  const auto until = [](const Ran& ran) { return ran.json()["blocked"].size(); };
  EXPECT_EQ(until(diff({"--format", "json"})), 1u);
  EXPECT_EQ(until(diff({"--format", "json", "--at", "2027-01-01T00:00:00+09:00"})), 0u);
}

TEST(Diff, EndsWithTwoForAPolicyThatItCannotUse) {
  const testing::TemporaryFolder folder;
  const std::string wrong =
      folder.write("wrong.json", R"({ "sekisho": 1, "name": "x", "zone": [] })");
  const std::string good = testing::data("diff/old.json");
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"diff", good},
                                             {"diff", good, folder / "none.json"},
                                             {"diff", wrong, good},
                                             {"diff", good, good, "--at", "x"},
                                             {"diff", good, good, "--format", "xml"}}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit, 2) << ::testing::PrintToString(arguments);
    EXPECT_EQ(ran.out, "");
  }
  EXPECT_THAT(run({"diff", good, wrong}).err, HasSubstr("[SK1003]"));
}

}  // namespace
}  // namespace sekisho::cli

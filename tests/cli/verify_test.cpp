// sekisho verify: what is proven, what a counter-example looks like.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

using testing::data;
using ::testing::HasSubstr;
using testing::Ran;
using testing::run;
using testing::TemporaryFolder;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The test policy with one port of one rule changed.
std::string changed_policy(const TemporaryFolder& folder) {
  std::string text = text_of(data("policy.json"));
  const std::string before = "\"services\": [\"https\", \"ping\"]";
  text.replace(text.find(before), before.size(), "\"services\": [\"http\", \"ping\"]");
  return folder.write("changed.json", text);
}

TEST(Verify, ProvesAPolicyWithoutAnImage) {
  const Ran ran = run({"verify", data("policy.json")});
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("proven"));
  const Ran japanese = run({"verify", data("policy.json"), "--lang", "ja"});
  EXPECT_THAT(japanese.out, HasSubstr("証明済み"));
}

TEST(Verify, ProvesAnImageThatWasCompiledFromThePolicy) {
  const TemporaryFolder folder;
  ASSERT_EQ(run({"compile", data("policy.json"), "-o", folder / "a.img"}).exit, 0);
  const Ran ran = run({"verify", data("policy.json"), folder / "a.img", "--format", "json"});
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.json()["ok"], true);
  EXPECT_GT(ran.json()["conduits"], 0);
  EXPECT_TRUE(ran.json()["counter_example"].is_null());
}

TEST(Verify, RefusesTheImageOfAnotherPolicy) {
  const TemporaryFolder folder;
  ASSERT_EQ(run({"compile", changed_policy(folder), "-o", folder / "b.img"}).exit, 0);
  const Ran ran = run({"verify", data("policy.json"), folder / "b.img", "--format", "json"});
  EXPECT_EQ(ran.exit, 1) << ran.out << ran.err;
  EXPECT_EQ(ran.json()["ok"], false);
}

// A counter-example is a command that can be typed: it must run and show what the policy says.
TEST(Verify, PrintsACounterExampleThatExplainUnderstands) {
  const TemporaryFolder folder;
  ASSERT_EQ(run({"compile", changed_policy(folder), "-o", folder / "b.img"}).exit, 0);
  const Ran ran = run({"verify", data("policy.json"), folder / "b.img"});
  ASSERT_EQ(ran.exit, 1) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("the policy says"));
  const std::size_t begin = ran.out.find("sekisho explain ");
  ASSERT_NE(begin, std::string::npos) << ran.out;
  std::istringstream words(ran.out.substr(begin + std::string("sekisho ").size()));
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
  const Ran explained = run(arguments);
  EXPECT_EQ(explained.err, "");
  const bool policy_allows = ran.out.find("the policy says rule a-web") != std::string::npos;
  EXPECT_EQ(explained.exit, policy_allows ? 0 : 1) << ran.out << explained.out;
}

TEST(Verify, RefusesWhatIsNoImage) {
  const TemporaryFolder folder;
  const Ran ran = run({"verify", data("policy.json"), folder.write("c.img", "no image")});
  EXPECT_EQ(ran.exit, 2) << ran.out;
  EXPECT_THAT(ran.err, HasSubstr("[SK9002]"));
}

}  // namespace
}  // namespace sekisho::cli

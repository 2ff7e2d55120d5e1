// sekisho export nftables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::run;

TEST(Export, WritesTheRulesetAndSaysWhatItLeavesOut) {
  const Ran ran = run({"export", "nftables", testing::data("policy.json")});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("table netdev sekisho {"));
  EXPECT_THAT(ran.out, HasSubstr("#   tcp-state: "));
  EXPECT_THAT(ran.err, HasSubstr("nftables cannot express:\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  tcp-state: conntrack"));
}

TEST(Export, SpeaksJapaneseToPeopleAndTheSameToNft) {
  const Ran ran = run({"export", "nftables", testing::data("policy.json"), "--lang", "ja"});
  EXPECT_THAT(ran.err, HasSubstr("nftables では表せないもの:\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  tcp-state: conntrack は"));
  EXPECT_EQ(ran.out, run({"export", "nftables", testing::data("policy.json")}).out);
}

TEST(Export, IsOfTheMomentThatItIsTold) {
  const std::string at = "2026-12-24T00:00:00Z";
  const Ran ran = run({"export", "nftables", testing::data("policy.json"), "--at", at});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("2026-12-24T00:00:00"));
}

TEST(Export, HasAnExampleOfItsOwn) {
  for (const char* language : {"en", "ja"}) {
    const Ran ran = run({"export", "nftables", "--help", "--lang", language});
    EXPECT_EQ(ran.exit, 0);
    EXPECT_THAT(ran.out, HasSubstr(":\n  sekisho export nftables policy.json"));
  }
}

TEST(Export, EndsWithTwoForAPolicyThatItCannotUse) {
  const testing::TemporaryFolder folder;
  const std::string wrong =
      folder.write("wrong.json", R"({ "sekisho": 1, "name": "x", "zone": [] })");
  for (const std::vector<std::string>& rest : std::vector<std::vector<std::string>>{
           {},
           {"nftables"},
           {"pf", testing::data("policy.json")},
           {"nftables", folder / "none.json"},
           {"nftables", wrong},
           {"nftables", testing::data("policy.json"), "--at", "x"}}) {
    std::vector<std::string> arguments{"export"};
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit, 2) << ::testing::PrintToString(arguments);
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err, "");
  }
  EXPECT_THAT(run({"export", "nftables", wrong}).err, HasSubstr("did you mean"));
}

}  // namespace
}  // namespace sekisho::cli

// sekisho fmt.
#include <fstream>

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

using ::testing::HasSubstr;
using testing::run;

constexpr const char* kUntidy = "{\"name\":\"x\",\"sekisho\":1}";
constexpr const char* kTidy = "{\n  \"sekisho\": 1,\n  \"name\": \"x\"\n}\n";

std::string file_with(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Fmt, PrintsTheFormAndLeavesTheFile) {
  const std::string path = file_with("fmt_print.json", kUntidy);
  const auto ran = run({"fmt", path});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(ran.out, kTidy);
  EXPECT_EQ(text_of(path), kUntidy);
}

TEST(Fmt, WritesItInItsPlaceAndKeepsItsMode) {
  const std::string path = file_with("fmt_write.json", kUntidy);
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_EQ(run({"fmt", "-w", path}).exit, 0);
  EXPECT_EQ(text_of(path), kTidy);
  struct stat after {};
  ASSERT_EQ(stat(path.c_str(), &after), 0);
  EXPECT_EQ(after.st_mode & 07777, 0640u);
}

TEST(Fmt, ChecksSeveralAndNamesThoseThatWouldChange) {
  const std::string untidy = file_with("fmt_untidy.json", kUntidy);
  const std::string tidy = file_with("fmt_tidy.json", kTidy);
  const auto ran = run({"fmt", "--check", untidy, tidy});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_EQ(ran.out, untidy + "\n");
  EXPECT_EQ(text_of(untidy), kUntidy);
  EXPECT_EQ(run({"fmt", "--check", tidy}).exit, 0);
}

TEST(Fmt, SaysWhereAFileIsNoJson) {
  const std::string path = file_with("fmt_broken.json", "{\n\"sekisho\": }");
  const auto ran = run({"fmt", path});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_THAT(ran.err, HasSubstr("fmt_broken.json:2:12: error"));
  EXPECT_EQ(run({"fmt", path + ".absent"}).exit, 2);
  EXPECT_EQ(run({"fmt", path, path}).exit, 2);
}

}  // namespace
}  // namespace sekisho::cli

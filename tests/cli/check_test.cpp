// sekisho check and compile.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"
#include "sekisho/image/image.h"

namespace sekisho::cli {
namespace {

using testing::data;
using ::testing::HasSubstr;
using testing::Ran;
using testing::run;
using testing::TemporaryFolder;

constexpr const char* kUndefinedZone = R"({
  "sekisho": 1, "name": "x",
  "zones": [
    { "id": "lg", "kind": "lgwan", "interfaces": ["eth1"], "subnets": ["10.1.0.0/24"] },
    { "id": "in", "kind": "internet", "interfaces": ["eth2"], "subnets": ["10.2.0.0/24"] },
    { "id": "mn", "kind": "mynumber", "interfaces": ["eth3"], "subnets": ["10.3.0.0/24"] }
  ],
  "allow": [{ "id": "a", "from": ["zone:lgg"], "to": ["10.1.0.1"], "services": ["https"] }]
})";

TEST(Check, PassesAPolicyWithoutErrors) {
  const Ran ran = run({"check", data("policy.json")});
  EXPECT_EQ(ran.exit, 0) << ran.out;
}

TEST(Check, CountsWarningsAsErrorsWhenStrict) {
  const Ran ran = run({"check", data("policy.json"), "--strict", "--format", "json"});
  const nlohmann::json json = ran.json();
  EXPECT_EQ(ran.exit, json["warnings"] == 0 ? 0 : 1) << ran.out;
  EXPECT_GT(json["warnings"], 0);
  EXPECT_EQ(json["ok"], true);
}

TEST(Check, TellsAnErrorWithItsPlaceInJson) {
  const TemporaryFolder folder;
  const Ran ran = run({"check", folder.write("p.json", kUndefinedZone), "--format", "json"});
  EXPECT_EQ(ran.exit, 1);
  const nlohmann::json json = ran.json();
  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["errors"], 1);
  for (const auto& diagnostic : json["diagnostics"]) {
    if (diagnostic["severity"] != "error") continue;
    EXPECT_EQ(diagnostic["code"], "SK2003");
    EXPECT_EQ(diagnostic["line"], 8);
    EXPECT_EQ(diagnostic["column"], 35);
    EXPECT_EQ(diagnostic["pointer"], "/allow/0/from/0");
    EXPECT_TRUE(diagnostic.contains("message") && diagnostic.contains("file") &&
                diagnostic.contains("clause"));
  }
}

TEST(Check, CitesTheProfilesClause) {
  const TemporaryFolder folder;
  const std::string policy = folder.write("p.json", R"({ "sekisho": 1, "name": "x",
    "profile": "komoro", "zones": [
    { "id": "lg", "kind": "lgwan", "interfaces": ["eth1"], "subnets": ["10.1.0.0/24"] },
    { "id": "in", "kind": "internet", "interfaces": ["eth2"], "subnets": ["10.2.0.0/24"] }] })");
  const nlohmann::json json = run({"check", policy, "--format", "json"}).json();
  for (const auto& diagnostic : json["diagnostics"]) {
    if (diagnostic["code"] != "SK2017") continue;
    EXPECT_EQ(diagnostic["clause"], "基本方針 2(8)–(10)");
  }
  EXPECT_THAT(run({"check", policy, "--lang", "ja"}).out, HasSubstr("根拠: 基本方針 2(8)–(10)"));
  const nlohmann::json slip =
      run({"check", folder.write("q.json", kUndefinedZone), "--format", "json"}).json();
  for (const auto& diagnostic : slip["diagnostics"]) {
    const bool has_clause = !diagnostic["clause"].is_null();
    EXPECT_EQ(has_clause, diagnostic["code"] != "SK2003") << diagnostic;
  }
}

TEST(Check, ShowsTheSourceLineInText) {
  const TemporaryFolder folder;
  const Ran ran = run({"check", folder.write("p.json", kUndefinedZone), "--lang", "ja"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr("p.json:8:35: エラー: "));
  EXPECT_THAT(ran.out, HasSubstr("[SK2003]"));
  EXPECT_THAT(ran.out, HasSubstr("^~~"));
}

TEST(Check, EndsWithTwoForAFileThatIsNotThere) {
  const TemporaryFolder folder;
  for (const std::string& path : {folder / "none.json", folder / ""}) {
    const Ran ran = run({"check", path, "--format", "json"});
    EXPECT_EQ(ran.exit, 2) << path;
    EXPECT_EQ(ran.json()["diagnostics"][0]["code"], "SK1001");
  }
}

TEST(Compile, WritesAnImageThatCanBeRead) {
  const TemporaryFolder folder;
  const Ran ran = run({"compile", data("policy.json"), "-o", folder / "p.img", "--stats"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("entries"));
  EXPECT_THAT(ran.out, HasSubstr("plane 1 of 1: "));
  EXPECT_THAT(ran.out, HasSubstr(" reads for a new flow of IPv4"));
  const auto image = TableImage::read(folder / "p.img");
  ASSERT_TRUE(image) << image.error().message();
  EXPECT_NE(image->find_zone("office"), 0u);
}

// Hosts that share nothing: their tables take over a MiB.
std::string scattered_policy() {
  std::string hosts;
  for (int n = 1; n < 224; ++n)
    for (int m = 0; m < 4; ++m)
      if (n != 127)
        hosts +=
            fmt::format("{}\"{}.{}.{}.{}\"", hosts.empty() ? "" : ", ", n, m, m * 50 + n % 50, n);
  return R"({ "sekisho": 1, "name": "x", "zones": [
    { "id": "world", "kind": "internet", "interfaces": ["eth1"], "subnets": ["0.0.0.0/0"] }],
    "allow": [{ "id": "a", "from": ["zone:world"], "services": ["https"], "to": [)" +
         hosts + "] }] }";
}

TEST(Compile, HoldsTheMemoryBudget) {
  const TemporaryFolder folder;
  const std::string policy = folder.write("p.json", scattered_policy());
  const std::vector<std::string> compile{"compile", policy, "-o", folder / "p.img",
                                         "--memory-budget"};
  const auto with = [](std::vector<std::string> words, const char* budget) {
    words.emplace_back(budget);
    return words;
  };
  const Ran refused = run(with(compile, "1"));
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.err, HasSubstr("the memory budget allows 1048576 [SK9001]"));
  EXPECT_FALSE(std::filesystem::exists(folder / "p.img"));
  EXPECT_EQ(run(with(compile, "2")).exit, 0);
  EXPECT_EQ(run(with(compile, "0")).exit, 2);
  const Ran checked = run({"check", policy, "--memory-budget", "1"});
  EXPECT_EQ(checked.exit, 1);
  EXPECT_THAT(checked.out, HasSubstr("[SK9001]"));
}

TEST(Compile, TellsErrorsFromFilesItCannotUse) {
  const TemporaryFolder folder;
  const std::string bad = folder.write("p.json", kUndefinedZone);
  EXPECT_EQ(run({"compile", bad, "-o", folder / "p.img"}).exit, 1);
  EXPECT_EQ(run({"compile", folder / "none.json", "-o", folder / "p.img"}).exit, 2);
  EXPECT_EQ(run({"compile", data("policy.json"), "-o", folder / "none/p.img"}).exit, 2);
  EXPECT_FALSE(std::filesystem::exists(folder / "p.img"));
}

}  // namespace
}  // namespace sekisho::cli

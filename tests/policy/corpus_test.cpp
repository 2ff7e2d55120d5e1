// Policies with one mistake each, to be refused or warned of: the first line says the code.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "policy/fixture.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;
using testing::Loaded;

// What stands behind `mark` in one of the first two lines.
std::string marked(const fs::path& path, const std::string& mark) {
  std::ifstream file(path);
  std::string line;
  for (int i = 0; i < 2 && std::getline(file, line); ++i) {
    if (line.starts_with(mark)) return line.substr(mark.size());
  }
  return "";
}

std::string expected_code(const fs::path& path) {
  return marked(path, "// expect: ");
}

Loaded load_at_its_time(const fs::path& path) {
  return testing::load_path(path.string(),
                            parse_instant(marked(path, "// at: ")).value_or(Instant{}));
}

std::vector<fs::path> policies_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    if (!expected_code(entry.path()).empty()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Errors of the rules of section 3 are found by a later pass than those tried here.
bool is_found_here(const std::string& code) {
  return code < "SK3000" || code == "SK4001" || code == "SK4002" || code == "SK4003";
}

void expect_refused_as_said(const fs::path& path) {
  const std::string code = expected_code(path);
  const Loaded loaded = load_at_its_time(path);
  EXPECT_EQ(loaded.errors(), is_found_here(code) ? code : "") << path.filename() << "\n"
                                                              << loaded.dump();
  for (const Diagnostic& diagnostic : loaded.result.diagnostics.all()) {
    EXPECT_FALSE(diagnostic.message.en.empty() || diagnostic.message.ja.empty()) << diagnostic.code;
    EXPECT_TRUE(diagnostic.where.is_known()) << diagnostic.code;
  }
}

TEST(Corpus, EveryPolicyIsRefusedWithItsOneCode) {
  const std::vector<fs::path> policies = policies_in(SEKISHO_SOURCE_DIR "/tests/policy/reject");
  EXPECT_GE(policies.size(), 20u);
  for (const fs::path& path : policies) expect_refused_as_said(path);
}

TEST(Corpus, EveryPolicyIsWarnedOfWithItsOneCode) {
  const std::vector<fs::path> policies = policies_in(SEKISHO_SOURCE_DIR "/tests/policy/warn");
  EXPECT_GE(policies.size(), 25u);
  for (const fs::path& path : policies) {
    const Loaded loaded = load_at_its_time(path);
    std::string codes;
    for (const Diagnostic& found : loaded.result.diagnostics.all()) {
      codes += (codes.empty() ? "" : " ") + found.code;
      EXPECT_FALSE(found.message.en.empty() || found.message.ja.empty()) << found.code;
      EXPECT_TRUE(found.where.is_known()) << found.code;
    }
    EXPECT_EQ(codes, expected_code(path)) << path.filename() << "\n" << loaded.dump();
    EXPECT_TRUE(loaded.result) << path.filename();
  }
}

TEST(Corpus, EverySharedPolicyIsRefusedWithItsOneCode) {
  const std::string shared = testing::shared_folder();
  if (shared.empty()) GTEST_SKIP() << "no acceptance policies beside the project";
  const std::vector<fs::path> policies = policies_in(shared + "/cases/reject");
  EXPECT_GE(policies.size(), 20u);
  for (const fs::path& path : policies) expect_refused_as_said(path);
}

TEST(Corpus, TheCitiesLoadWithoutError) {
  const std::string shared = testing::shared_folder();
  if (shared.empty()) GTEST_SKIP() << "no acceptance policies beside the project";
  const Loaded komoro = testing::load_path(shared + "/cases/komoro/policy.json");
  EXPECT_EQ(komoro.errors(), "") << komoro.dump();
  ASSERT_TRUE(komoro.result);
  EXPECT_EQ(komoro.model().zones.size(), 8u);
  EXPECT_EQ(komoro.model().devices.size(), 21u);
  EXPECT_EQ(komoro.model().rules.size(), 24u);
  const Loaded kashiwa = testing::load_path(shared + "/cases/kashiwa/policy.json");
  EXPECT_EQ(kashiwa.errors(), "") << kashiwa.dump();
  ASSERT_TRUE(kashiwa.result);
  EXPECT_EQ(kashiwa.model().zones.size(), 11u);
  EXPECT_EQ(kashiwa.model().devices.size(), 20u);
}

}  // namespace
}  // namespace sekisho

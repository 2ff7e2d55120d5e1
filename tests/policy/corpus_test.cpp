// The acceptance cities, read whole; what is said of broken policies is held by tests/golden.
#include <gtest/gtest.h>

#include "policy/fixture.h"

namespace sekisho {
namespace {

using testing::Loaded;

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

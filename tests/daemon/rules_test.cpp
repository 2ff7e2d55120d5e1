// From a policy to rules that may be enforced: only those that are proven.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/rules.h"
#include "support/models.h"

namespace sekisho::daemon {
namespace {

OrRefusal<Rules> compile(const Model& model) {
  Rules rules;
  rules.model = std::make_shared<const Model>(model);
  return compile_rules(rules, {.at = test::kNow});
}

TEST(Rules, AreEnforcedWhenTheirTablesAreProven) {
  const auto rules = compile(test::small_model());
  ASSERT_TRUE(rules);
  EXPECT_TRUE(rules->image);
}

// Such a model never comes out of a policy file; were it to, its tables must not be enforced.
TEST(Rules, AreRefusedWhenTheirTablesBreakTheSeparation) {
  Model model = test::small_model();
  model.zones[0].kind = ZoneKind::mynumber;
  model.rules = {test::rule("leak", {test::device_endpoint(0)}, {test::zone_endpoint(2)},
                            {{6, {{443, 443}}, {}, {}}})};
  const auto rules = compile(model);
  ASSERT_FALSE(rules);
  EXPECT_THAT(rules.error().message, ::testing::HasSubstr("separation"));
  EXPECT_THAT(rules.error().message, ::testing::HasSubstr("leak"));
}

}  // namespace
}  // namespace sekisho::daemon

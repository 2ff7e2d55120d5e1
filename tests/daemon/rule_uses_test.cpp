#include "daemon/rule_uses.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sekisho::daemon {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr Instant kStart{seconds(1'763'694'000)};

RuleReading reading(std::vector<std::pair<std::string, std::uint64_t>> packets,
                    std::uint64_t counters_id = 7) {
  RuleReading reading{counters_id, nullptr, {}};
  std::vector<std::string> rules;
  for (const auto& [rule, count] : packets) {
    rules.push_back(rule);
    reading.counts.push_back({count, count * 100});
  }
  reading.rules = std::make_shared<const std::vector<std::string>>(std::move(rules));
  return reading;
}

// "dns 5@10": five packets, the last one seen ten seconds after the start; "gone" is told too.
std::string text_of(const RuleUses& uses) {
  std::string text;
  const auto second = [](Instant time) {
    return std::chrono::duration_cast<seconds>(time - kStart).count();
  };
  for (const auto& [rule, use] : uses.rules()) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", rule, use.total.packets);
    if (use.last_hit) text += fmt::format("@{}", second(*use.last_hit));
    if (use.gone) text += fmt::format(" gone@{}", second(*use.gone));
    EXPECT_EQ(use.total.bytes, use.total.packets * 100) << rule;
  }
  return text;
}

struct Taken {
  int second;
  RuleReading reading;
  RuleIds policy;
  const char* boot = "boot";
};

TEST(RuleUses, AreWhatTheKernelHasMoreEachTime) {
  struct Row {
    const char* why;
    std::vector<Taken> taken;
    const char* wanted;
  };
  const RuleIds both = {"dns", "web"};
  const Row rows[] = {
      {"a rule that was never hit is watched", {{0, reading({{"dns", 0}}), {"dns"}}}, "dns 0"},
      {"hits, and the time of the last ones",
       {{0, reading({{"dns", 0}, {"web", 0}}), both},
        {10, reading({{"dns", 3}, {"web", 1}}), both},
        {20, reading({{"dns", 5}, {"web", 1}}), both}},
       "dns 5@20, web 1@10"},
      {"what was hit before anyone watched", {{5, reading({{"dns", 9}}), {"dns"}}}, "dns 9@5"},
      {"a reboot: the counters begin at nothing, the sums go on",
       {{0, reading({{"dns", 9}}), {"dns"}},
        {60, reading({{"dns", 0}}, 7), {"dns"}, "another boot"},
        {70, reading({{"dns", 4}}, 7), {"dns"}, "another boot"}},
       "dns 13@70"},
      {"new counters of the same boot, larger than the old ones",
       {{0, reading({{"dns", 2}}), {"dns"}}, {10, reading({{"dns", 5}}, 8), {"dns"}}},
       "dns 7@10"},
      {"a place that was given to this rule anew",
       {{0, reading({{"dns", 9}}), {"dns"}}, {10, reading({{"dns", 2}}), {"dns"}}},
       "dns 11@10"},
      {"a rule that is not in force has no counter, and is watched",
       {{0, reading({}), {"night"}}, {10, reading({{"night", 1}}), {"night"}}},
       "night 1@10"},
      {"a rule that leaves the policy, and is still hit by a packet on its way",
       {{0, reading({{"dns", 1}, {"web", 1}}), both},
        {10, reading({{"dns", 1}, {"web", 2}}), {"dns"}}},
       "dns 1@0, web 2@10 gone@10"},
      {"and comes back",
       {{0, reading({{"dns", 1}, {"web", 1}}), both},
        {10, reading({{"dns", 1}, {"web", 1}}), {"dns"}},
        {20, reading({{"dns", 1}, {"web", 4}}), both}},
       "dns 1@0, web 4@20"},
      {"rules of a policy before this one that the kernel still counts",
       {{0, reading({{"dns", 1}, {"old", 8}}), {"dns"}}},
       "dns 1@0"},
  };
  for (const Row& row : rows) {
    RuleUses uses;
    for (const Taken& each : row.taken)
      uses.take(each.reading, each.policy, each.boot, kStart + seconds(each.second));
    EXPECT_EQ(text_of(uses), row.wanted) << row.why;
    // As a daemon that is killed after the first reading, and another that goes on.
    RuleUses first;
    first.take(row.taken[0].reading, row.taken[0].policy, row.taken[0].boot,
               kStart + seconds(row.taken[0].second));
    auto next = RuleUses::parse(first.to_text());
    ASSERT_TRUE(next) << row.why;
    for (std::size_t i = 1; i < row.taken.size(); ++i)
      next->take(row.taken[i].reading, row.taken[i].policy, row.taken[i].boot,
                 kStart + seconds(row.taken[i].second));
    EXPECT_EQ(text_of(*next), row.wanted) << row.why << ", by two daemons";
    EXPECT_EQ(next->since(), uses.since()) << row.why;
  }
}

TEST(RuleUses, ForgetRulesThatAreGoneForLong) {
  RuleUses uses;
  uses.take(reading({{"dns", 1}, {"web", 1}}), {"dns", "web"}, "boot", kStart);
  uses.take(reading({{"dns", 1}, {"web", 1}}), {"dns"}, "boot", kStart + seconds(10));
  uses.take(reading({{"dns", 1}, {"web", 1}}), {"dns"}, "boot", kStart + seconds(10) + kKeepGone);
  EXPECT_EQ(text_of(uses), "dns 1@0, web 1@0 gone@10");
  uses.take(reading({{"dns", 1}, {"web", 1}}), {"dns"}, "boot", kStart + seconds(11) + kKeepGone);
  EXPECT_EQ(text_of(uses), "dns 1@0");
}

TEST(RuleUses, AreBoundedWhateverPoliciesCome) {
  RuleUses uses;
  RuleIds many = {"stays"};
  for (std::size_t i = 0; i < kMostGone + 5; ++i) many.insert(fmt::format("r{}", i));
  uses.take(reading({}), {"first"}, "boot", kStart);
  uses.take(reading({}), many, "boot", kStart + seconds(1));
  uses.take(reading({}), {"stays"}, "boot", kStart + seconds(2));
  EXPECT_EQ(uses.rules().size(), kMostGone + 1);
  EXPECT_TRUE(uses.rules().contains("stays"));
  EXPECT_FALSE(uses.rules().contains("first")) << "gone for longest";
}

TEST(RuleUses, RefuseWhatIsNoneOfTheirs) {
  RuleUses uses;
  uses.take(reading({{"dns", 1}}), {"dns"}, "boot", kStart);
  const std::string whole = uses.to_text();
  ASSERT_TRUE(RuleUses::parse(whole));
  for (std::size_t length = 0; length + 1 < whole.size(); ++length)
    EXPECT_FALSE(RuleUses::parse(whole.substr(0, length))) << length;
  for (const char* text :
       {"null", "[]", "{}", R"({"version":2,"boot":"","counters":0,"since":null,"rules":{}})",
        R"({"version":1,"boot":"","counters":0,"since":"yesterday","rules":{}})",
        R"({"version":1,"boot":"","counters":-1,"since":null,"rules":{"a":{}}})"})
    EXPECT_FALSE(RuleUses::parse(text)) << text;
}

}  // namespace
}  // namespace sekisho::daemon

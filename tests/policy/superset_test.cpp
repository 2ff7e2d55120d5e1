// Sets of addresses, and which of many hold which, against the plain way for random sets.
#include <random>

#include <gtest/gtest.h>

#include "policy/superset_index.h"
#include "sekisho/base/range_set.h"

namespace sekisho {
namespace {

constexpr std::uint32_t kAddresses = 24;  // of each family

RangeSet random_set(std::mt19937& random) {
  std::vector<AddressRange> ranges;
  for (std::uint32_t n = random() % 4; n > 0; --n) {
    const Family family = random() % 3 == 0 ? Family::ipv6 : Family::ipv4;
    const Uint128 first = random() % kAddresses;
    ranges.push_back({family, first, first + random() % (kAddresses - first)});
  }
  return make_set(std::move(ranges));
}

bool has(const RangeSet& set, Family family, Uint128 number) {
  for (const AddressRange& range : set) {
    if (range.contains({family, number, number})) return true;
  }
  return false;
}

// Calls `use` with every address that the random sets may hold.
template <typename Use>
void each_address(Use use) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    for (Uint128 n = 0; n < kAddresses; ++n) use(family, n);
  }
}

TEST(RangeSet, AgreesWithMembershipOfEachAddress) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    const RangeSet a = random_set(random), b = random_set(random);
    const RangeSet both = intersection(a, b), rest = difference(a, b);
    bool holds = true;
    each_address([&](Family family, Uint128 n) {
      const bool in_a = has(a, family, n), in_b = has(b, family, n);
      ASSERT_EQ(has(both, family, n), in_a && in_b);
      ASSERT_EQ(has(rest, family, n), in_a && !in_b);
      holds = holds && (in_a || !in_b);
    });
    ASSERT_EQ(holds_all(a, b), holds);
  }
}

TEST(RangeSet, ReachesTheLastAddress) {
  const Uint128 last = ~Uint128{0};
  const RangeSet all = make_set({{Family::ipv6, 5, last}, {Family::ipv6, 0, 4}});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0], (AddressRange{Family::ipv6, 0, last}));
  EXPECT_TRUE(difference(all, all).empty());
  EXPECT_EQ(difference(all, {{Family::ipv6, last, last}}), (RangeSet{{Family::ipv6, 0, last - 1}}));
}

TEST(Supersets, AreThoseThatAComparisonOfEveryTwoFinds) {
  std::mt19937 random(2);
  for (int i = 0; i < 60; ++i) {
    std::vector<RangeSet> sets;
    for (std::uint32_t n = random() % 40; n > 0; --n) sets.push_back(random_set(random));
    const auto found = find_supersets(sets, [&](std::uint32_t outer, std::uint32_t inner) {
      return holds_all(sets[outer], sets[inner]);
    });
    ASSERT_EQ(found.size(), sets.size());
    for (std::uint32_t inner = 0; inner < sets.size(); ++inner) {
      std::vector<std::uint32_t> expected;
      for (std::uint32_t outer = 0; outer < sets.size() && !sets[inner].empty(); ++outer) {
        if (holds_all(sets[outer], sets[inner])) expected.push_back(outer);
      }
      ASSERT_EQ(found[inner], expected) << "set " << inner << " of world " << i;
    }
  }
}

}  // namespace
}  // namespace sekisho

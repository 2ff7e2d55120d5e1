// Ranges as sets, against what each address says for itself.
#include "sekisho/base/range_set.h"

#include <random>

#include <gtest/gtest.h>

namespace sekisho {
namespace {

constexpr Uint128 kAddresses = 64;

RangeSet some(std::mt19937& random) {
  RangeSet ranges;
  for (unsigned left = random() % 6; left > 0; --left) {
    const Uint128 first = random() % 64;
    ranges.push_back({random() % 2 ? Family::ipv4 : Family::ipv6, first,
                      std::min<Uint128>(first + random() % 12, kAddresses - 1)});
  }
  return ranges;
}

bool holds(const RangeSet& ranges, const AddressRange& one) {
  for (const AddressRange& range : ranges)
    if (range.contains(one)) return true;
  return false;
}

TEST(RangeSet, HoldWhatTheyShould) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    const RangeSet a = some(random), b = some(random);
    const RangeSet all = make_set(a), less = difference(make_set(a), make_set(b)),
                   both = intersection(make_set(a), make_set(b));
    for (const Family family : {Family::ipv4, Family::ipv6})
      for (Uint128 number = 0; number < kAddresses; ++number) {
        const AddressRange one{family, number, number};
        ASSERT_EQ(holds(all, one), holds(a, one));
        ASSERT_EQ(holds(less, one), holds(a, one) && !holds(b, one));
        ASSERT_EQ(holds(both, one), holds(a, one) && holds(b, one));
      }
  }
}

TEST(RangeSet, StandApartInASet) {
  std::mt19937 random(2);
  for (int i = 0; i < 1000; ++i) {
    const RangeSet apart = make_set(some(random));
    for (std::size_t k = 1; k < apart.size(); ++k)
      if (apart[k].family == apart[k - 1].family) {
        ASSERT_GT(apart[k].first, apart[k - 1].last + 1);
      }
  }
}

TEST(RangeSet, ReachTheEndsOfTheSpace) {
  const AddressRange all{Family::ipv6, 0, ~Uint128{0}};
  const AddressRange last{Family::ipv6, ~Uint128{0}, ~Uint128{0}};
  EXPECT_EQ(difference({all}, {last}), (RangeSet{{Family::ipv6, 0, ~Uint128{0} - 1}}));
  EXPECT_EQ(make_set({all, last}), RangeSet{all});
}

}  // namespace
}  // namespace sekisho

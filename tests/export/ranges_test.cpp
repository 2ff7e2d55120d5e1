// Ranges as sets, against what each address says for itself.
#include "export/ranges.h"

#include <random>

#include <gtest/gtest.h>

namespace sekisho::nft {
namespace {

constexpr Uint128 kAddresses = 64;

Ranges some(std::mt19937& random) {
  Ranges ranges;
  for (unsigned left = random() % 6; left > 0; --left) {
    const Uint128 first = random() % 64;
    ranges.push_back({random() % 2 ? Family::ipv4 : Family::ipv6, first,
                      std::min<Uint128>(first + random() % 12, kAddresses - 1)});
  }
  return ranges;
}

bool holds(const Ranges& ranges, const AddressRange& one) {
  for (const AddressRange& range : ranges)
    if (range.contains(one)) return true;
  return false;
}

TEST(Ranges, HoldWhatTheyShould) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    const Ranges a = some(random), b = some(random);
    const Ranges all = merged(a), less = without(merged(a), merged(b));
    for (const Family family : {Family::ipv4, Family::ipv6})
      for (Uint128 number = 0; number < kAddresses; ++number) {
        const AddressRange one{family, number, number};
        ASSERT_EQ(holds(all, one), holds(a, one));
        ASSERT_EQ(holds(less, one), holds(a, one) && !holds(b, one));
      }
  }
}

TEST(Ranges, StandApartWhenMerged) {
  std::mt19937 random(2);
  for (int i = 0; i < 1000; ++i) {
    const Ranges apart = merged(some(random));
    for (std::size_t k = 1; k < apart.size(); ++k)
      if (apart[k].family == apart[k - 1].family) {
        ASSERT_GT(apart[k].first, apart[k - 1].last + 1);
      }
  }
}

TEST(Ranges, ReachTheEndsOfTheSpace) {
  const AddressRange all{Family::ipv6, 0, ~Uint128{0}};
  const AddressRange last{Family::ipv6, ~Uint128{0}, ~Uint128{0}};
  EXPECT_EQ(without({all}, {last}), (Ranges{{Family::ipv6, 0, ~Uint128{0} - 1}}));
  EXPECT_EQ(merged({all, last}), Ranges{all});
  EXPECT_EQ(to_hex(last), "0xffffffffffffffffffffffffffffffff");
}

}  // namespace
}  // namespace sekisho::nft

// A set of addresses that is asked much: a RangeSet by halving.
// Cost: built in O(n log n), asked in O(log n). Immutable; thread: any.
#pragma once

#include <optional>
#include <vector>

#include "sekisho/base/range_set.h"

namespace sekisho {

class AddressSet {
 public:
  AddressSet() = default;
  explicit AddressSet(std::vector<AddressRange> ranges);

  bool contains(const AddressRange& range) const { return !first_outside(range); }
  // The first address of `range` that is not in the set.
  std::optional<Address> first_outside(const AddressRange& range) const;
  // How many addresses there are, or `most` where there are more.
  std::uint64_t count(std::uint64_t most) const;
  // What of `range` is not in the set, ascending.
  std::vector<AddressRange> without(const AddressRange& range) const;

 private:
  // The first of ranges_ that ends at `number` or behind it.
  RangeSet::const_iterator at_or_behind(Family family, Uint128 number) const;

  RangeSet ranges_;
};

}  // namespace sekisho

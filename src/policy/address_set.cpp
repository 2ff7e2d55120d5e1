#include "policy/address_set.h"

#include <algorithm>
#include <tuple>

namespace sekisho {

AddressSet::AddressSet(std::vector<AddressRange> ranges) : ranges_(make_set(std::move(ranges))) {}

RangeSet::const_iterator AddressSet::at_or_behind(Family family, Uint128 number) const {
  return std::partition_point(ranges_.begin(), ranges_.end(), [&](const AddressRange& range) {
    return std::tie(range.family, range.last) < std::tie(family, number);
  });
}

std::optional<Address> AddressSet::first_outside(const AddressRange& range) const {
  const auto holder = at_or_behind(range.family, range.first);
  const bool is_held =
      holder != ranges_.end() && holder->family == range.family && holder->first <= range.first;
  if (!is_held) return to_address(range.family, range.first);
  if (range.last <= holder->last) return std::nullopt;
  return to_address(range.family, holder->last + 1);
}

std::uint64_t AddressSet::count(std::uint64_t most) const {
  Uint128 sum = 0;
  for (const AddressRange& range : ranges_) {
    const Uint128 more = range.last - range.first;  // one less than there are
    if (more >= most) return most;
    sum += more + 1;
    if (sum >= most) return most;
  }
  return static_cast<std::uint64_t>(sum);
}

std::vector<AddressRange> AddressSet::without(const AddressRange& range) const {
  std::vector<AddressRange> rest;
  Uint128 next = range.first;
  for (auto held = at_or_behind(range.family, range.first);
       held != ranges_.end() && held->overlaps(range); ++held) {
    if (held->first > next) rest.push_back({range.family, next, held->first - 1});
    if (held->last >= range.last) return rest;
    next = held->last + 1;
  }
  rest.push_back({range.family, next, range.last});
  return rest;
}

}  // namespace sekisho

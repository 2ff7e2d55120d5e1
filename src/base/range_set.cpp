#include "sekisho/base/range_set.h"

#include <algorithm>

namespace sekisho {
namespace {

bool touches(const AddressRange& before, const AddressRange& next) {
  return before.family == next.family &&
         (next.first <= before.last || next.first - before.last == 1);
}

// The first of `set` that does not end before `range`.
RangeSet::const_iterator first_reaching(const RangeSet& set, const AddressRange& range) {
  return std::partition_point(set.begin(), set.end(), [&](const AddressRange& each) {
    return each.family != range.family ? each.family < range.family : each.last < range.first;
  });
}

}  // namespace

RangeSet make_set(std::vector<AddressRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  RangeSet set;
  for (const AddressRange& range : ranges) {
    if (!set.empty() && touches(set.back(), range)) {
      set.back().last = std::max(set.back().last, range.last);
    } else {
      set.push_back(range);
    }
  }
  return set;
}

RangeSet intersection(const RangeSet& a, const RangeSet& b) {
  RangeSet both;
  for (const AddressRange& range : a) {
    for (auto other = first_reaching(b, range); other != b.end() && other->overlaps(range);
         ++other) {
      both.push_back(
          {range.family, std::max(range.first, other->first), std::min(range.last, other->last)});
    }
  }
  return both;
}

RangeSet difference(const RangeSet& a, const RangeSet& b) {
  RangeSet rest;
  for (AddressRange range : a) {
    bool is_left = true;
    for (auto out = first_reaching(b, range); is_left && out != b.end() && out->overlaps(range);
         ++out) {
      if (out->first > range.first) rest.push_back({range.family, range.first, out->first - 1});
      is_left = out->last < range.last;
      if (is_left) range.first = out->last + 1;
    }
    if (is_left) rest.push_back(range);
  }
  return rest;
}

bool holds_all(const RangeSet& outer, const RangeSet& inner) {
  return std::all_of(inner.begin(), inner.end(), [&](const AddressRange& range) {
    const auto place = first_reaching(outer, range);
    return place != outer.end() && place->contains(range);
  });
}

}  // namespace sekisho

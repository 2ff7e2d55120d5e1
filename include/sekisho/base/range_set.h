// Sets of addresses as sorted ranges that neither meet nor touch. Pure; thread: any.
#pragma once

#include <vector>

#include "sekisho/base/address.h"

namespace sekisho {

using RangeSet = std::vector<AddressRange>;

// Any ranges, in any order, as a set.
RangeSet make_set(std::vector<AddressRange> ranges);
RangeSet intersection(const RangeSet& a, const RangeSet& b);
RangeSet difference(const RangeSet& a, const RangeSet& b);
// Every address of `inner` is in `outer`. Cost: O(inner * log outer).
bool holds_all(const RangeSet& outer, const RangeSet& inner);

}  // namespace sekisho

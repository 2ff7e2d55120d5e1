// Sets of addresses of both families, as nftables writes them.
#pragma once

#include <string>
#include <vector>

#include "sekisho/base/range_set.h"

namespace sekisho::nft {

using Ranges = RangeSet;

Ranges of_family(const Ranges& ranges, Family family);

std::vector<std::string> to_elements(const Ranges& ranges);
// As hexadecimal numbers, which is what nft compares raw payload with.
std::string to_hex(const AddressRange& range);

}  // namespace sekisho::nft

// Lists of address ranges as sets: sorted, apart, of both families.
#pragma once

#include <string>
#include <vector>

#include "sekisho/base/address.h"

namespace sekisho::nft {

using Ranges = std::vector<AddressRange>;

Ranges merged(Ranges ranges);
Ranges without(const Ranges& ranges, const Ranges& holes);  // both merged
Ranges of_family(const Ranges& ranges, Family family);

std::vector<std::string> to_elements(const Ranges& ranges);
// As hexadecimal numbers, which is what nft compares raw payload with.
std::string to_hex(const AddressRange& range);

}  // namespace sekisho::nft

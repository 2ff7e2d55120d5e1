// What an image says of every address: its tries, walked to the end.
#pragma once

#include <vector>

#include "sekisho/base/address.h"
#include "sekisho/image/image.h"

namespace sekisho::verifying {

struct ImagePiece {
  AddressRange range;
  std::uint32_t entry;  // of SK_SECTION_ADDRESSES
};

// IPv4 then IPv6, ascending, without gaps; neighbours with one entry are one piece. nullopt where
// the walk does not come to an end in a reasonable number of steps: no compiler writes such tries.
std::optional<std::vector<ImagePiece>> walk_address_tries(const TableImage& image);

}  // namespace sekisho::verifying

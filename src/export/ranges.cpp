#include "export/ranges.h"

#include <algorithm>

#include <fmt/format.h>

namespace sekisho::nft {

Ranges merged(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end());
  Ranges apart;
  for (const AddressRange& range : ranges) {
    const bool joins = !apart.empty() && apart.back().family == range.family &&
                       (range.first <= apart.back().last || range.first - 1 == apart.back().last);
    if (joins)
      apart.back().last = std::max(apart.back().last, range.last);
    else
      apart.push_back(range);
  }
  return apart;
}

Ranges without(const Ranges& ranges, const Ranges& holes) {
  Ranges left;
  for (AddressRange range : ranges) {
    bool is_whole = true;  // something of `range` is left behind the last hole
    for (const AddressRange& hole : holes) {
      if (!hole.overlaps(range)) continue;
      if (range.first < hole.first) left.push_back({range.family, range.first, hole.first - 1});
      is_whole = hole.last < range.last;
      if (!is_whole) break;
      range.first = hole.last + 1;
    }
    if (is_whole) left.push_back(range);
  }
  return left;
}

Ranges of_family(const Ranges& ranges, Family family) {
  Ranges found;
  std::copy_if(ranges.begin(), ranges.end(), std::back_inserter(found),
               [&](const AddressRange& range) { return range.family == family; });
  return found;
}

std::vector<std::string> to_elements(const Ranges& ranges) {
  std::vector<std::string> elements;
  for (const AddressRange& range : ranges) elements.push_back(to_string(range));
  return elements;
}

std::string to_hex(const AddressRange& range) {
  const auto hex = [](Uint128 number) {
    return fmt::format("0x{:016x}{:016x}", static_cast<std::uint64_t>(number >> 64),
                       static_cast<std::uint64_t>(number));
  };
  if (range.first == range.last) return hex(range.first);
  return hex(range.first) + "-" + hex(range.last);
}

}  // namespace sekisho::nft

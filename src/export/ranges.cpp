#include "export/ranges.h"

#include <algorithm>

#include <fmt/format.h>

namespace sekisho::nft {

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

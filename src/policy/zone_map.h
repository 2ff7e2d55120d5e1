// Which zone every address belongs to (policy.md 2.2), as a sorted list of segments.
// Cost: built in O(P log P), asked in O(log P). Immutable; thread: any.
#pragma once

#include <optional>
#include <vector>

#include "sekisho/base/range_set.h"
#include "sekisho/policy/model.h"

namespace sekisho {

class ZoneMap {
 public:
  explicit ZoneMap(const std::vector<Zone>& zones);

  std::optional<ZoneId> at(const Address& address) const;

  struct Stray {
    Address address;
    std::optional<ZoneId> zone;
  };
  // The first address of `range` that is not of `zone`, with its own zone; nullopt: all are.
  std::optional<Stray> first_outside(const AddressRange& range, ZoneId zone) const;

  // The addresses of each of `zones` zones.
  std::vector<RangeSet> extents(std::size_t zones) const;

  struct Part {
    AddressRange range;
    ZoneId zone;
  };
  // What of `range` lies in a zone, cut where the zone changes, ascending.
  std::vector<Part> parts_of(const AddressRange& range) const;

 private:
  // From `first` up to where the next one begins.
  struct Segment {
    Family family;
    Uint128 first;
    std::optional<ZoneId> zone;
  };
  std::size_t segment_of(Family family, Uint128 number) const;

  std::vector<Segment> segments_;  // by (family, first); each family begins at 0
};

}  // namespace sekisho

// The address space, cut where zones and routes begin and end: in a segment, every address has the
// same zone and leaves by the same route. Cost: O((P + R)^2) for P prefixes of zones and R routes,
// then O(log) for each address range that rules name. Thread: one.
#pragma once

#include <optional>
#include <vector>

#include "sekisho/live/host.h"
#include "sekisho/policy/model.h"

namespace sekisho {

struct RoutedSegment {
  Family family = Family::ipv4;
  Uint128 first = 0;  // up to where the next one begins
  std::optional<ZoneId> zone;
  std::optional<std::size_t> route;  // the longest that holds it
  std::optional<Location> named;     // the first endpoint of a rule that holds some of it
  Uint128 named_first = 0;           // the first address of that
};

class RoutedSpace {
 public:
  RoutedSpace(const Model& model, const std::vector<HostRoute>& routes);

  void mark_rules(const Model& model);
  const std::vector<RoutedSegment>& segments() const { return segments_; }

 private:
  void cut(Family family, const std::vector<AddressRange>& at, const Model& model,
           const std::vector<HostRoute>& routes);
  void mark(const AddressRange& range, std::optional<ZoneId> zone, const Location& where);

  std::vector<RoutedSegment> segments_;  // by (family, first); each family begins at 0
};

}  // namespace sekisho

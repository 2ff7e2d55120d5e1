// The two ends of a rule, zone by zone: what section 3 of policy.md judges.
//
// The gateway is an end of its own, a device of kind management; no other endpoint holds its
// addresses. Thread: one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/address_set.h"
#include "policy/zone_map.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// What one endpoint holds of one zone, or a part of that.
struct Reach {
  const Endpoint* endpoint;
  AddressRange range;
};

// What one side of a rule holds of one zone; never empty.
struct End {
  std::optional<ZoneId> zone;  // nullopt: the gateway
  ZoneKind kind = ZoneKind::management;
  std::vector<Reach> reaches;

  const Location& where() const { return reaches.front().endpoint->where; }
};

// A rule between two zones, or within one.
struct Conduit {
  const Rule& rule;
  const End& from;
  const End& to;
};

// Borrows the model and its endpoints.
class EndFinder {
 public:
  explicit EndFinder(const Model& model);
  // By zone, in the order in which the endpoints reach them.
  std::vector<End> ends_of(const std::vector<Endpoint>& endpoints);

 private:
  void add(const Endpoint& endpoint, const AddressRange& range, ZoneId zone,
           std::vector<End>& ends);

  const Model& model_;
  ZoneMap map_;
  AddressSet gateway_;
  std::vector<std::vector<AddressRange>> zone_ranges_;  // by ZoneId, without the gateway's
  std::vector<std::size_t> places_;                     // by ZoneId: in `ends`, 1 for the first
};

inline bool is_device(const Endpoint& endpoint) {
  return endpoint.kind == EndpointKind::device || endpoint.kind == EndpointKind::gateway;
}

// The first that is not a device, or nullptr.
const Endpoint* first_that_is_no_device(const End& end);

// "zone "lg" (lgwan)" or "the gateway (management)".
Text name_of(const Model& model, const End& end);

}  // namespace sekisho

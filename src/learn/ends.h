// What a policy calls the two ends of a flow: devices where the ledger has them, else addresses.
// Borrow the model. Thread: any.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sekisho/learn/traffic.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// Devices by their addresses; those of different dates may share one.
class OwnerBook {
 public:
  explicit OwnerBook(const Model& model);
  // The one in force at `at`. Cost: O(log n), where addresses are not mixed with long prefixes.
  std::optional<DeviceId> owner_of(const Address& address, Instant at) const;
  // One of any date.
  std::optional<DeviceId> any_owner_of(const Address& address) const;

 private:
  struct Row {
    AddressRange range;
    DeviceId device;
  };
  template <typename Wanted>
  std::optional<DeviceId> find(const Address& address, Wanted is_wanted) const;

  const Model& model_;
  std::vector<Row> rows_;  // by where they begin
  Uint128 widest_ = 0;     // last - first
};

struct LearnedEnd {
  Endpoint endpoint;
  std::string text, zone;
  std::optional<ZoneId> zone_id;  // nullopt: the gateway
};

class EndBook {
 public:
  explicit EndBook(const Model& model) : model_(model), devices_(model) {}
  // nullopt: the address is of no zone, and no rule can hold it.
  std::optional<LearnedEnd> find(const Address& address, Instant at) const;

 private:
  const Model& model_;
  OwnerBook devices_;
};

// Between a mynumber zone and another one.
bool has_mynumber(const Model& model, const LearnedEnd& from, const LearnedEnd& to);
// Some rule in force would have let it through.
bool is_permitted(const Model& model, const SeenFlow& flow, const LearnedEnd& from,
                  const LearnedEnd& to);

}  // namespace sekisho

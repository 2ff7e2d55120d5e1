// What of a model is in force at a moment, with every endpoint as the addresses that it holds.
#pragma once

#include <string>
#include <vector>

#include "export/ranges.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"

namespace sekisho::nft {

struct View {
  View(const Model& model, Instant at, const SwitchedOn& relaxed);

  const Model& model;
  Instant at;
  const SwitchedOn& relaxed;
  std::vector<const Device*> devices;
  std::vector<const Rule*> rules;
  std::vector<const Block*> blocks;
  std::vector<Ranges> zones;  // by ZoneId: the addresses whose zone it is, the gateway's among them
  Ranges zoned;               // of any zone
  Ranges gateway;

  bool is_bridge() const { return model.forwarding == Forwarding::bridge; }
  // The gateway's own addresses are held by `gateway` alone (policy.md 1.4).
  Ranges addresses(const std::vector<Endpoint>& endpoints) const;
  static bool holds_gateway(const std::vector<Endpoint>& endpoints);
  // Those that a frame from the device has as its source: its router's where it is behind one;
  // none where that router is not in force.
  std::vector<Mac> macs(const Device& device) const;

 private:
  std::vector<bool> in_force_;  // by DeviceId
};

// "zone_lgwan_v4": the set's name, without the @.
std::string zone_set(const Zone& zone, Family family);

// What conntrack and the ruleset tell apart by the packet's mark; 0: did not come in by a zone.
std::uint32_t mark_of(ZoneId zone);
constexpr std::uint32_t kLinkControlMark = 0x53000000;

}  // namespace sekisho::nft

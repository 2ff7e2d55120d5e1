// What a policy says of addresses, devices and new packets: policy.md 1.2, 1.4, 2.2 and step 12, by
// asking every prefix, every device and every rule in turn.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reference/frame.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"

namespace sekisho::test {

// A model at a moment.
struct Rulebook {
  Model model;
  Instant at{};
  SwitchedOn relaxed;

  // 2.2
  const Zone* zone_of(const Address& address) const;
  const Zone* zone_of_port(const std::string& port, std::uint16_t vlan) const;
  bool is_gateway(const Address& address) const;

  // Devices in force only.
  const Device* owner_of(const Mac& mac) const;
  const Device* owner_of(const Address& address) const;
  std::vector<Mac> macs_of(const Device& device) const;  // its own, or its router's
  const Zone& zone_of(const Device& device) const { return model[device.zone]; }

  bool holds(const std::vector<Endpoint>& endpoints, const Address& address) const;
  // Step 7: the first block in force that matches either.
  const Block* block_of(const Address& source, const Address& destination) const;
  // Step 12: the first rule in force that permits it.
  const Rule* rule_of(const Address& source, const Address& destination,
                      const Transport& transport) const;
  // Some rule in force stands between the two, in either direction.
  bool is_rule_between(const Address& a, const Address& b) const;
};

}  // namespace sekisho::test

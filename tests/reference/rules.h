// Policy.md 2.2 and 2.3 step 12 over a Model, by asking every prefix and every rule in turn.
#pragma once

#include <optional>
#include <string>

#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"

namespace sekisho::test {

// A new packet as rules see it.
struct RuleQuestion {
  Address source, destination;
  std::uint8_t protocol = 0;
  std::uint16_t source_port = 0, destination_port = 0;  // tcp, udp, sctp
  std::uint8_t type = 0;                                // icmp, icmpv6
};

// 2.2, with the special addresses that have none.
std::optional<ZoneId> reference_zone(const Model& model, const Address& address);

// Step 12: the first rule in force that permits the question, or nullopt.
std::optional<RuleId> reference_rule(const Model& model, Instant at, const SwitchedOn& relaxed,
                                     const RuleQuestion& question);

}  // namespace sekisho::test

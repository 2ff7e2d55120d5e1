// Why a packet is judged as it is: the steps it went through, and the rules that nearly matched.
#pragma once

#include <string>
#include <vector>

#include "sekisho/base/diagnostic.h"
#include "sekisho/image/image.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// What a new packet is at the level of rules; addresses of one family.
struct FlowQuestion {
  Address source, destination;
  std::uint8_t protocol = 0;
  std::uint16_t source_port = 0, destination_port = 0;  // tcp, udp, sctp
  std::uint8_t icmp_type = 0;                           // icmp, icmpv6
};

// What kept a rule from permitting a flow.
enum class Lack : std::uint8_t {
  service,
  source_port,
  source,
  destination,
  direction,
  time,
  expired,
  relaxation
};
const char* to_string(Lack lack);

struct NearMiss {
  RuleId rule{};
  std::vector<Lack> lacks;  // fewest first; never empty
};

// The rules nearest to permitting `question` at `at`, nearest first, at most `limit`.
// Linear over the rules: for people, not for the packet path.
std::vector<NearMiss> find_near_misses(const Model& model, const FlowQuestion& question, Instant at,
                                       const SwitchedOn& relaxed, std::size_t limit);

}  // namespace sekisho

// The kinds of services: every (protocol, source port, destination port or ICMP type) by its class
// in the image and by the services of the policy that hold it.
#pragma once

#include <unordered_map>
#include <vector>

#include "verify/proof.h"

namespace sekisho::verifying {

struct ServiceKind {
  std::uint32_t image_class = 0;
  std::uint8_t protocol = 0;  // an example of the kind
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;  // the type for ICMP
};

struct ServiceKinds {
  std::vector<ServiceKind> kinds;
  std::vector<std::vector<std::uint32_t>> of_rule;  // by rule number: the kinds that it permits
  // By image class. A class that no header value has is in no kind: nothing can reach it.
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> of_class;
};

ServiceKinds find_service_kinds(Proof& proof);

}  // namespace sekisho::verifying

// Every address of the image against the policy; and the kinds of ends that rules can tell apart.
#pragma once

#include <vector>

#include "verify/proof.h"
#include "verify/set_pool.h"

namespace sekisho::verifying {

// A set of zone kinds. The gateway counts as management (policy.md section 3).
using ZoneKinds = std::uint32_t;
ZoneKinds bit_of(ZoneKind kind);

// Where an address of the kind is: addresses of two families never meet in a packet.
struct Place {
  Family family;
  ZoneKind zone_kind;
  Address example;
  bool can_send = false;  // the example passes step 6 with its own device's MAC
};

// Addresses that are of one class in the image and that the same rules of the policy hold.
struct EndKind {
  std::uint32_t image_class = 0;
  std::uint32_t rules = 0;    // a set of the pool
  std::vector<Place> places;  // one for each family and zone kind
};

struct Ends {
  const SetPool& sets;  // the facts'
  std::vector<EndKind> sources{}, destinations{};
};

// Addresses without a zone that are not the gateway's are in no kind: steps 5 and 11 deny them
// before any rule is asked.
bool prove_addresses(Proof& proof, Ends& ends);

}  // namespace sekisho::verifying

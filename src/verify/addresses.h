// Every address of the image against the policy; and the kinds of ends that rules can tell apart.
#pragma once

#include <vector>

#include "verify/proof.h"
#include "verify/rule_sets.h"

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

// Addresses that one plane of the image does not tell apart and that the same rules of it hold.
struct EndKind {
  std::uint32_t in_image = 0;  // source: the root of its row; destination: its class
  std::uint32_t rules = 0;     // a set of the pool
  std::vector<Place> places;   // one for each family and zone kind
};

struct Ends {
  const SetPool& sets;
  std::vector<EndKind> sources{}, destinations{};
};

// Addresses of one piece of the policy and one entry of the image.
struct Overlap {
  std::size_t piece;
  std::uint32_t entry;
  Address first;
};

// Both address spaces in overlaps, each with the same zone, device, first block and gateway on both
// sides; nullopt at a difference.
std::optional<std::vector<Overlap>> prove_addresses(Proof& proof);

// Addresses without a zone that are not the gateway's are in no kind: steps 5 and 11 deny them
// before any rule is asked. `sets` are those of the plane's rules, by piece.
Ends find_end_kinds(Proof& proof, const std::vector<Overlap>& overlaps, const RuleSets& sets,
                    std::uint32_t plane);

}  // namespace sekisho::verifying

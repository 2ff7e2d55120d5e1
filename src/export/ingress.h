// The parts of the ingress table. Chains are named after the zone that a frame comes in by.
#pragma once

#include "export/tables.h"

namespace sekisho::nft {

// What a rule that drops is named by.
inline constexpr const char* kMalformed = "malformed";
inline constexpr const char* kArpSpoof = "arp-spoof";

// The named sets and maps.
void write_ingress_sets(Script& script, const View& view);
// What ARP and neighbour discovery of every zone share.
void write_link_chains(Script& script, const View& view);
// Chain arp_<zone>; it decides.
void write_arp(Script& script, const View& view, const Zone& zone);
// Chain nd_<zone>; it decides.
void write_discovery(Script& script, const View& view, const Zone& zone);
// Lines of step 6, for the address that `address` names ("ip saddr", ..) of `version` ("v4").
void write_binding(Script& script, const Zone& zone, const char* address, const char* version);

}  // namespace sekisho::nft

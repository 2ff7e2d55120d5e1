// Zones for the interfaces that a rule base names: one each, with the addresses seen on it.
#pragma once

#include <string>
#include <vector>

#include "import/filter.h"

namespace sekisho {

struct DraftZone {
  std::string id, interface, kind;  // "" for a kind that is not given
  std::vector<Prefix> subnets;
  bool is_inferred = false;  // the subnets are those that rules name
  RangeSet extent;           // the addresses whose zone it is
};

// No wider than a /8 (IPv6: a /32): what is wider says nothing of what stands behind an interface.
bool names_a_network(const AddressRange& range);

// Interfaces without addresses, or whose addresses are another's too, are not among them but told
// of: by interface.
std::vector<DraftZone> draft_zones(const std::vector<FlowMatch>& asked,
                                   const ImportOptions& options, std::vector<NotCarried>& left_out);

}  // namespace sekisho

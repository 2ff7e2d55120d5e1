// Which kinds of zones may never meet, whatever a policy says (policy.md section 3).
#pragma once

#include "verify/addresses.h"

namespace sekisho::verifying {

// The kinds of destination zones that no new flow from `source` may reach.
ZoneKinds never_reached_from(ZoneKind source);

constexpr std::size_t kZoneKinds = 10;

}  // namespace sekisho::verifying

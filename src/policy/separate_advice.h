// What section 3 of policy.md allows, and yet wants people to see: warnings and notes.
// Thread: any.
#pragma once

#include <set>

#include "policy/separate_checks.h"
#include "sekisho/base/time.h"

namespace sekisho {

// SK3007: government systems past their review.
void warn_of_old_evidence(const Model& model, Instant at, Diagnostics& found);
// SK3008, once for each device that `told` does not hold yet.
void note_routed_devices(const Landscape& land, const Conduit& conduit, std::set<DeviceId>& told,
                         Diagnostics& found);
// SK3009, for the services of a mynumber rule.
void warn_of_clear_text(const Rule& rule, Diagnostics& found);
// SK3110
void warn_of_mail(const Model& model, const Rule& rule, Diagnostics& found);
// SK3111
void warn_of_tunnels(const Rule& rule, Diagnostics& found);

}  // namespace sekisho

// Every pair of ends and every service: the rule of the image's plane against the first that the
// policy has among the plane's rules.
#pragma once

#include "verify/addresses.h"
#include "verify/services.h"

namespace sekisho::verifying {

bool prove_decisions(Proof& proof, const Ends& ends, const ServiceKinds& services);

}  // namespace sekisho::verifying

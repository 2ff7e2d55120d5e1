// Every pair of ends and every service: the image's rule against the first that the policy has.
#pragma once

#include "verify/addresses.h"
#include "verify/services.h"

namespace sekisho::verifying {

bool prove_decisions(Proof& proof, const Ends& ends, const ServiceKinds& services);

}  // namespace sekisho::verifying

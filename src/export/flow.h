// The parts of the flow table.
#pragma once

#include "export/tables.h"

namespace sekisho::nft {

// Chain rules; it decides.
void write_rules(Script& script, const View& view);
// Chain gateway_replies: accepts what the gateway's own packets may be answered with.
void write_gateway_replies(Script& script, const View& view);

}  // namespace sekisho::nft

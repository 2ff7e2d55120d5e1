// The two tables of the ruleset, and what neither says.
#pragma once

#include <vector>

#include "export/script.h"
#include "export/view.h"
#include "sekisho/export/nftables.h"

namespace sekisho::nft {

// table netdev: every frame by itself, where it comes in (steps 1 to 9).
void write_ingress_table(Script& script, const View& view);

// table inet: flows and rules (steps 10 to 13).
void write_flow_table(Script& script, const View& view);

std::vector<Unexpressed> list_left_out(const View& view);

}  // namespace sekisho::nft

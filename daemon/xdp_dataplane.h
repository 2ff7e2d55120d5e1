// The Dataplane that enforces: XDP.
#pragma once

#include <memory>

#include "daemon/dataplane.h"
#include "sekisho/config/config.h"

namespace sekisho::daemon {

Expected<std::unique_ptr<Dataplane>> open_xdp_dataplane(std::shared_ptr<const TableImage> first,
                                                        const Config& config);

// Blocks this host where no program of the configuration's is pinned; whether it did.
Expected<bool> block_unless_pinned(const Config& config);

}  // namespace sekisho::daemon

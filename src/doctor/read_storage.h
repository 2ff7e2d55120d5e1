// Disks that fill, and the event log on them.
#pragma once

#include <vector>

#include "sekisho/doctor/facts.h"

namespace sekisho::doctor {

std::vector<DiskFacts> read_disks(const Config& config, Instant now);

// The newest segment and the written file alone, so that it takes a second and not an hour.
LogFacts read_log(const Config& config);

}  // namespace sekisho::doctor

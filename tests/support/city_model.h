// A municipality's policy of any size, for measurements: segments of offices, servers, citizens'
// records, the outside; rules between few devices on few ports, as written policies have them.
#pragma once

#include "sekisho/policy/model.h"

namespace sekisho::test {

// Deterministic. A tenth of the devices are servers; a tenth of the rules hold for a whole zone.
Model city_model(std::uint32_t devices, std::uint32_t rules);

}  // namespace sekisho::test

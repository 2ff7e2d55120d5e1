// A municipality's policy as ordered 5-tuple rules.
#pragma once

#include <cstdint>

#include "classifier/rule_sets.h"

namespace sekisho::bench {

// Each rule of the city (support/city_model.h) for each of its sources, destinations and services,
// IPv4: a device is a host, a zone its network.
Rules city_rules(std::uint32_t devices, std::uint32_t rules);

}  // namespace sekisho::bench

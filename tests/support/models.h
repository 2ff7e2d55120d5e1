// Small Models for tests of the compiler and its images, made without a policy file.
#pragma once

#include <random>

#include "sekisho/base/time.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/policy/model.h"

namespace sekisho::test {

// The moment that small models are compiled for: a Friday.
inline const Instant kNow = *parse_instant("2026-11-20T10:00:00+09:00");

Endpoint zone_endpoint(std::uint32_t zone);
Endpoint device_endpoint(std::uint32_t device);
Endpoint range_endpoint(const char* range);  // address, prefix or range
Endpoint gateway_endpoint();

// Splits rules into as many planes as can be made of them.
inline constexpr CompileOptions kSplitAlways{
    .split = {.crossings_of_one_plane = 0, .worth_percent = 1000}};

// Three zones (10.1.0.0/16, 10.2.0.0/16 with 2001:db8:2::/48, and the rest of the world), four
// devices, one behind a router, and a gateway address in each of the first two.
Model small_model();
Rule rule(const char* id, std::vector<Endpoint> from, std::vector<Endpoint> to,
          std::vector<Service> services);

// The small model with up to `rules` random rules and blocks over few addresses and ports.
Model random_model(std::mt19937& random, unsigned rules);

}  // namespace sekisho::test

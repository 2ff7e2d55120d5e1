// What new flows two policies treat unlike at a moment, as boxes of addresses and services.
//
// Addresses that the relevant rules do not tell apart are one kind; pairs of kinds are compared by
// the services that each side permits, and cells that differ are covered by boxes. Pairs of
// addresses are never listed. Pure; thread: any.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "diff/service_space.h"
#include "diff/side.h"
#include "sekisho/diff/diff.h"

namespace sekisho::diffing {

// Of one family. Exact, but for addresses that could not send or be sent to in any case.
struct FlowBox {
  Family family = Family::ipv4;
  RangeSet from, to;
  ServiceBits services;
  std::vector<const Rule*>
      rules;  // that permit it (logged, unlogged: that tell it), in their order
};

using FlowBoxes = std::array<std::vector<FlowBox>, kFlowChanges>;  // by FlowChange

FlowBoxes compare_flows(const Side& before, const Side& after, const ServiceSpace& space);

}  // namespace sekisho::diffing

// Which rules can make a difference: a change of a few among thousands is compared by these few and
// what overlaps them.
//
// Two rules of the policies are twins where they hold the same ends and services and log alike,
// whatever their ids. A rule matters where it has no twin, or stands elsewhere among the twins, or
// holds an address that the two policies treat unlike; and a twin matters that overlaps such a one.
// All else decides alike on both sides. Cost: O(n * m) tests of overlap for n rules that matter
// among m. Pure; thread: any.
#pragma once

#include <cstdint>
#include <vector>

#include "diff/service_space.h"
#include "diff/side.h"

namespace sekisho::diffing {

// Addresses of one piece of either side.
struct JointPiece {
  AddressRange range;
  std::uint32_t before = 0, after = 0;  // by place in the pieces of each side
};

std::vector<JointPiece> join_pieces(const Side& before, const Side& after);

// By rule number of each side, from 1: whether it matters.
struct Relevant {
  std::vector<std::uint8_t> before, after;
};

Relevant find_relevant(const Side& before, const Side& after, const std::vector<JointPiece>& pieces,
                       const ServiceSpace& space);

}  // namespace sekisho::diffing

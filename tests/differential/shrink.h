// The smallest part of a world in which judges still differ.
#pragma once

#include "judges.h"
#include "world.h"

namespace sekisho::test {

struct Shrunk {
  World world;  // ends with the packet that they differ about
  Difference difference;
};

Shrunk shrink(World world, Difference difference, Judges& judges);

}  // namespace sekisho::test

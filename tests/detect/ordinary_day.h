// A working day of a small municipality, 08:00 to 08:00: what its gateway sees while nothing is
// wrong. Deterministic.
#pragma once

#include "detect/tape.h"

namespace sekisho::test {

Tape record_ordinary_day();

}  // namespace sekisho::test

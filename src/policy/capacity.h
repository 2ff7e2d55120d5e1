// How much of each kind a policy may hold: as many as the tables have places for.
#pragma once

#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// SK9001. What is over at `at`, and never again in force, does not count. What the memory budget
// allows of devices and services is known only when the tables are built.
void check_capacity(const Model& model, Instant at, Diagnostics& found);

}  // namespace sekisho

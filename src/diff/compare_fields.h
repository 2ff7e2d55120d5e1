// The fields of two items of one id that differ, and whether a packet may be judged or told
// otherwise by that alone. Pure; thread: any.
#pragma once

#include <vector>

#include "sekisho/diff/changes.h"

namespace sekisho::diffing {

using Fields = std::vector<FieldChange>;

Fields compare_rules(const Model& before, const Rule& a, const Model& after, const Rule& b);
Fields compare_blocks(const Model& before, const Block& a, const Model& after, const Block& b);
Fields compare_devices(const Model& before, const Device& a, const Model& after, const Device& b);
Fields compare_zones(const Zone& a, const Zone& b);
Fields compare_settings(const Model& before, const Model& after);

}  // namespace sekisho::diffing

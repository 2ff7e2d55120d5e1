// How far an outlet's receiver has the log, across restarts: <state>/outlet-<name>.json.
// Thread: one for each name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sekisho/base/result.h"

namespace sekisho::daemon {

struct OutletPlace {
  std::string log;  // path of the log it is a place in
  std::uint64_t settled_seq = 0;
};

// nullopt: nothing is remembered, or nothing that can be read.
std::optional<OutletPlace> read_outlet_place(const std::string& state, const std::string& name);
// Whole or not at all, also after a loss of power.
Status write_outlet_place(const std::string& state, const std::string& name,
                          const OutletPlace& place);
void forget_outlet_place(const std::string& state, const std::string& name);

}  // namespace sekisho::daemon

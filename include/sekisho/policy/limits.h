// How many zones and rules a policy may have. The compiler holds these against its tables.
#pragma once

#include <cstddef>

namespace sekisho {

inline constexpr std::size_t kMaxZones = 255;
inline constexpr std::size_t kMaxRules = 131071;  // exceptions, relaxations' rules and blocks too

}  // namespace sekisho

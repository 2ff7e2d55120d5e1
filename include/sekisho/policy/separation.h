// Which pairs of zones no policy may join, in any form (policy.md 3). Pure; thread: any.
#pragma once

#include <string_view>

#include "sekisho/policy/model.h"

namespace sekisho {

// The code that refuses every rule from a zone of the one kind to another zone of the other kind;
// "" where some form of rule is possible. The gateway is of kind management.
std::string_view never_joined(ZoneKind from, ZoneKind to);

}  // namespace sekisho

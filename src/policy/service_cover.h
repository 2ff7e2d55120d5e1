// Which services a list of services holds whole. Thread: any.
#pragma once

#include <vector>

#include "sekisho/policy/model.h"

namespace sekisho {

// Everything that `service` permits, `list` does.
bool covers(const std::vector<Service>& list, const Service& service);

}  // namespace sekisho

// The services that every policy has (policy.md 1.3); a file's own of the same name stands instead.
#pragma once

#include <string_view>
#include <vector>

#include "sekisho/policy/model.h"

namespace sekisho {

struct BuiltInService {
  std::string_view name;
  std::vector<Service> services;
};

std::vector<BuiltInService> built_in_services();

}  // namespace sekisho

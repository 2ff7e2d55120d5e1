// What a policy gives a name to, for people: its rules hold the members themselves.
//
// Pure values; thread: any.
#pragma once

#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/model.h"

namespace sekisho {

struct NamedGroup {
  std::string name;
  std::vector<Endpoint> members;  // flat
};

struct NamedService {
  std::string name;
  std::vector<Service> services;  // flat
};

struct PolicyNames {
  std::vector<NamedGroup> groups;
  std::vector<NamedService> services;  // the policy's own, then those built in
};

// load_policy (load.h) that keeps the names as well. `names` is whole where a Model is handed back.
Result<Model> load_policy_with_names(const std::string& path, Instant at, SourceSet& sources,
                                     PolicyNames& names);

}  // namespace sekisho

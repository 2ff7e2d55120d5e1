// A policy out of its text, and the words that regions are written in back into what they mean.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sekisho/diff/diff.h"

namespace sekisho::test {

struct WrittenPolicy {
  Model model;
  PolicyNames names;
};

// By a file, as users load it. Throws what the loader says against it.
WrittenPolicy read_policy(const nlohmann::ordered_json& policy, Instant at);

std::vector<Endpoint> endpoints_of(const std::vector<std::string>& written,
                                   const WrittenPolicy& policy);
std::vector<Service> services_of(const std::vector<WrittenService>& written,
                                 const WrittenPolicy& policy);

}  // namespace sekisho::test

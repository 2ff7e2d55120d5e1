// Reports of a faultless policy with one thing changed.
#pragma once

#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "sekisho/report/report.h"

namespace sekisho::report::testing {

using Change = std::function<void(nlohmann::json& policy)>;

struct Made {
  Report report;
  std::string found;  // every diagnostic as shown, for a failure

  const Principle& principle(std::string_view id) const;
};

// Of tests/report/data/policy.json, as of 2026-11-21.
Made make(const Change& change = {});
// The same as if the machine had been looked at, with a finding of that code there, or none.
Made make_live(const std::string& code);

// A rule, an exception without applicant, and a zone, each with what is given.
nlohmann::json rule(const std::string& id, const std::string& from, const std::string& to,
                    const nlohmann::json& service);
nlohmann::json exception(const std::string& id, const std::string& from, const std::string& to,
                         const nlohmann::json& service);
nlohmann::json zone(const std::string& id, const std::string& kind, const std::string& subnet);
nlohmann::json ports(const std::string& proto, const std::vector<int>& ports);

nlohmann::json& device_of(nlohmann::json& policy, const std::string& id);
// The far end of "renkei" stands behind a router then.
void put_behind_router(nlohmann::json& policy);

}  // namespace sekisho::report::testing

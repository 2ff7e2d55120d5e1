#include "policy/separate_rows.h"

#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "policy/separate_fixture.h"

namespace sekisho::testing {

namespace {

constexpr const char* kApproval =
    R"(, "approved_by": ["副市長"], "approved_on": "2026-04-01", "expires": "2027-03-31", "ticket": "R8-01", "reason": "更改まで")";

}  // namespace

std::string list_of(const std::string& list, const std::string& rule) {
  const std::string body = R"({ "id": "r", )" + rule;
  if (list == "exceptions") return ", \"exceptions\": [" + body + kApproval + " }]";
  if (list == "allow") return ", \"allow\": [" + body + " }]";
  return R"(, "relaxations": [{ "id": "relief", "label": "緩和", "allow": [)" + body + " }] }]";
}

void expect_separation(std::span<const SeparationRow> rows) {
  for (const SeparationRow& row : rows) {
    const Loaded loaded =
        load({{"policy.json", every_kind_with(row.model, list_of(row.list, row.rule))}});
    EXPECT_EQ(loaded.errors(), row.errors)
        << row.why << ", " << row.model << ", " << row.list << ": " << row.rule << "\n"
        << loaded.dump();
  }
}

}  // namespace sekisho::testing

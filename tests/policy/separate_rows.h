// Rows of the separation table: a rule in the policy of every kind of zone, and what is said of it.
#pragma once

#include <span>
#include <string>

namespace sekisho::testing {

struct SeparationRow {
  const char* why;
  const char* model;
  const char* list;    // allow, exceptions or relaxations
  const char* rule;    // without its id and approval
  const char* errors;  // "": the rule may be
};

// The key `list` of a policy, with `rule` in it; approved where it must be.
std::string list_of(const std::string& list, const std::string& rule);

// Every row has the errors it names and no other.
void expect_separation(std::span<const SeparationRow> rows);

}  // namespace sekisho::testing

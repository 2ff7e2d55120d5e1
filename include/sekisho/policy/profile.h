// Whose policy is cited, and how strictly: a body's clause for each principle (policy.md 1.10).
//
// The profiles of rules/profiles are built in. Immutable once loaded; thread: any.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "sekisho/base/diagnostic.h"

namespace sekisho {

// Whether two people must have a hand in a change.
enum class TwoPerson : std::uint8_t { none, recommend, require };
const char* to_string(TwoPerson two_person);

// The clause of a principle as its body numbers it, never normalised: ① stays ①.
using Clauses = std::map<std::string, std::string, std::less<>>;

struct Profile {
  std::string name = "generic";
  Clauses clauses;  // without the principles that the body says nothing of
  std::map<std::string, Severity, std::less<>> severities;  // of warnings, where they differ
  TwoPerson two_person = TwoPerson::none;

  // "" where the body has none.
  std::string_view clause_of(std::string_view principle) const;
};

// Every principle that a profile may have a clause for.
std::span<const std::string_view> principles();

// Gives each finding its clause, and warnings the profile's severity.
void cite_clauses(const Profile& profile, Diagnostics& found);

}  // namespace sekisho

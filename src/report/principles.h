// What each principle asks, what each check holds, and how a Report answers them. Pure; thread:
// any.
#pragma once

#include <string_view>
#include <vector>

#include "sekisho/report/report.h"

namespace sekisho::report {

// The answer where nothing speaks against it. offered: the gateway has what is needed, and whether
// it is used is for a person to confirm.
enum class Base : std::uint8_t { shown, offered, outside };

struct PrincipleRow {
  std::string_view id;
  Base base;
  bool is_by_dropping;  // does not hold in monitor mode
  Text asks, held, remains;
  std::vector<std::string_view> functions;
};

const std::vector<PrincipleRow>& principle_rows();

// What is so where the check of this code finds nothing; empty for codes without a principle.
Text what_holds(std::string_view code);

// What a finding of this code does to a principle's answer, errors aside.
enum class Weight : std::uint8_t { none, confirm, not_met };
Weight weight_of(std::string_view code);

// Every principle, from the facts and findings that `report` already has.
std::vector<Principle> judge_principles(const Report& report, const Profile& profile);

}  // namespace sekisho::report

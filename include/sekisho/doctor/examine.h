// Judges the facts of a machine: a table of named checks, each of which says what it found and how
// that is mended. Pure; thread: any.
#pragma once

#include <string>
#include <vector>

#include "sekisho/doctor/facts.h"

namespace sekisho::doctor {

enum class Outcome : std::uint8_t { ok, note, warning, error };
const char* to_string(Outcome outcome);

struct Finding {
  std::string check;    // stable: docs/doctor.md lists them
  std::string subject;  // an interface, a folder, a code; "" where there is only one
  Outcome outcome = Outcome::ok;
  Text found;
  Text fix;  // a command or a setting; empty where nothing is wrong
};

// Every check at least once, in the order of the table.
std::vector<Finding> examine(const Facts& facts);

std::size_t count(const std::vector<Finding>& findings, Outcome outcome);

}  // namespace sekisho::doctor

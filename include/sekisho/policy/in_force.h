// Which dated things are in force at a moment, and when that next changes.
//
// Dates are whole days in the policy's time zone, both ends included; a schedule's span begins on
// the days it names and may cross midnight (policy.md 1.2, 1.5, 1.6, 1.7). Pure; thread: any.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "sekisho/policy/model.h"

namespace sekisho {

// Relaxations that an operator has switched on, by id.
using SwitchedOn = std::set<std::string>;

bool is_in_force(const Device& device, const TimeZone& zone, Instant at);
bool is_in_force(const Rule& rule, const TimeZone& zone, Instant at, const SwitchedOn& relaxed);
bool is_in_force(const Block& block, const TimeZone& zone, Instant at);

// An exception past its last day, which is left out whatever else holds.
bool is_expired(const Rule& rule, Date today);

// The first moment after `at` at which one of the above changes its answer for any device, rule or
// block of the model; nullopt when none ever will.
std::optional<Instant> next_change(const Model& model, Instant at, const SwitchedOn& relaxed);

}  // namespace sekisho

// A policy's file in its canonical form: one thing a line, keys in one order, comments kept.
//
// What it says is the same: the same values, the same order of every list. Formatting twice changes
// nothing. Lists are never sorted, since the order of rules names which one permits. Pure;
// thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sekisho/base/diagnostic.h"

namespace sekisho {

// File `file` of `sources`, formatted. nullopt where it is no JSON: `found` says why; and where
// what was formatted would not say the same, without a word. Only its form is looked at: a policy
// with mistakes is formatted too.
std::optional<std::string> format_policy(std::uint32_t file, const SourceSet& sources,
                                         Diagnostics& found);

}  // namespace sekisho

// What several sub-commands take: a moment, a policy.
#pragma once

#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/console.h"
#include "sekisho/base/result.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/policy/model.h"
#include "sekisho/policy/named.h"

namespace sekisho::cli {

// The moment that `--at` names, or now where it is empty. The Text says what is wrong.
tl::expected<Instant, Text> read_moment(const std::string& text, const Console& console);

// A file that cannot be opened for reading, a folder included. Looks only: a pipe is not consumed.
bool is_unreadable(const std::string& path);

// A policy that packets are to be judged by. Its errors are printed on err; nullopt then: without a
// policy there is nothing to judge, and the command ends with kUnusable.
std::optional<Model> load_to_judge(const std::string& path, Instant at, SourceSet& sources,
                                   const Console& console);
// The same with the names of its groups and services.
std::optional<Model> load_to_judge(const std::string& path, Instant at, SourceSet& sources,
                                   PolicyNames& names, const Console& console);

// `--memory-budget MIB`.
void add_memory_budget(CLI::App& app, std::int64_t& budget_mib, const Words& words);

// With its code.
Text too_large(const TooLarge& why);

}  // namespace sekisho::cli

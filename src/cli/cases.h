// The unit tests of a policy, as their file has them (cli.md section 5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/new_packet.h"
#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"

namespace sekisho::cli {

struct Case {
  struct Relaxation {
    std::string id;
    Location where;
  };

  std::string name;
  Instant at;
  NewPacket packet;
  bool expects_allow = false;
  std::optional<std::string> reason;               // not asked for where absent
  std::optional<std::optional<std::string>> rule;  // absent: not asked for; nullopt: none
  std::vector<Relaxation> relaxations;
  Location where;
};

// Reads `path`; cases that say no time are at `now`. nullopt where `found` holds an error.
std::optional<std::vector<Case>> read_cases(const std::string& path, Instant now,
                                            SourceSet& sources, Diagnostics& found);

}  // namespace sekisho::cli

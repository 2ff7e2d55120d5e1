// The files of a policy: the main one and, depth first, those that it includes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/json.h"
#include "sekisho/base/diagnostic.h"

namespace sekisho {

struct PolicyFile {
  std::uint32_t file = 0;  // in the SourceSet
  JsonValue root;
};

struct PolicyFiles {
  std::vector<PolicyFile> files;  // the main file first
  bool complete = true;           // every one was read, and is JSON
};

// SK1001, SK1002, SK1008, SK1012; SK2001 for a file that is included twice.
PolicyFiles read_files(const std::string& path, SourceSet& sources, Diagnostics& diagnostics);

// Where a path that file `file` names lies: relative to that file's folder.
std::string path_beside(const SourceSet& sources, std::uint32_t file, const std::string& path);

// Reads one file into `sources`, with SK1012; SK1001 at `named`, where it was named.
std::optional<std::uint32_t> add_file(const std::string& path, const Location& named,
                                      SourceSet& sources, Diagnostics& diagnostics);

}  // namespace sekisho

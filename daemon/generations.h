// The policies that were in force, as files: what a rollback goes back to. The newest N are kept,
// each in a folder of its own below the state folder, named by a number that only rises:
// generations/<number>/notes.json and generations/<number>/policy/<absolute path>.
// Thread: loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/rpc.h"
#include "daemon/rules.h"

namespace sekisho::daemon {

struct Generation {
  std::uint64_t number = 0;
  std::string digest, name;
  std::string policy;            // absolute path of the policy itself
  std::string at;                // when it came into force
  std::uint64_t generation = 0;  // of the datapath, then
  RpcJson by;                    // who brought it; null: a start or a signal
  bool is_rolled_back = false;   // somebody went back from it: steps do not count it
};

class Generations {
 public:
  explicit Generations(std::string state_folder);

  // Newest first. What cannot be read is left out.
  const std::vector<Generation>& all() const { return all_; }
  // Keeps `files` as the newest, unless they are it, and drops what is beyond `keep`. The same
  // policy is kept once. Errors: of the disk; what was kept before is still there.
  Status add(Generation fresh, const PolicyBytes& files, std::size_t keep);
  // Steps do not count any more what came after `back`, but for the same policy kept anew.
  Status mark_rolled_back(const Generation& back);

  // `steps` back from what has `digest`; nullptr: so many are not kept.
  const Generation* find_back(std::uint64_t steps, const std::string& digest) const;
  const Generation* find(const std::string& digest) const;
  // Where its copy of the file `path` stands.
  std::string copy_of(const Generation& generation, const std::string& path) const;
  // The path on this machine that a file of the copy stands for.
  std::string original_path(const Generation& generation, const std::string& path) const;

 private:
  std::string folder_of(std::uint64_t number) const;
  Status write_notes(const Generation& generation) const;
  void read();

  std::string folder_;
  std::vector<Generation> all_;
};

// Files by their absolute paths, below `folder`, which is replaced as a whole.
Status write_copy(const std::string& folder, const PolicyBytes& files);

}  // namespace sekisho::daemon

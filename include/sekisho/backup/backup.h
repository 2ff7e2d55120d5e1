// All that a gateway is, but for its machine, in one archive (tar, zstd): configuration, policy and
// its files, the policies of earlier generations, state; and back.
//
// manifest.json stands first in the archive: what made it and when, the digest of the policy, and
// of every other file its path, size and SHA-256. Private keys are left out unless asked for: who
// has them writes the log. Thread: any, one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/config/config.h"

namespace sekisho {

struct BackupFile {
  std::string path;  // absolute, where it stands and is put back
  std::string bytes;
};

struct Backup {
  std::string version, at, host;
  std::string config;  // path of the configuration
  std::string policy;  // path of the policy
  std::string state;   // the state folder
  std::string digest;  // of the policy; "": it has errors
  bool has_keys = false;
  std::vector<BackupFile> files;
};

// Reads all of it. Errors: a file of the policy or the state cannot be read.
Expected<Backup> collect_backup(const std::string& config_path, const Config& config, Instant now,
                                bool with_keys);

// Errors: those of writing `path`; it is there whole, mode 0600, or not at all.
Status write_archive(const std::string& path, const Backup& backup);
// Nothing is believed: every file is in the manifest with its size and SHA-256, once, and belongs
// to one of the folders that it names; at most 1 GiB and 20,000 files. Errors: what is wrong.
Expected<Backup> read_archive(const std::string& path);

// The digest that the policy of `backup` has, loaded and compiled from a folder of its own at
// `beside`, which is removed again. Errors: its mistakes.
Expected<std::string> digest_of(const Backup& backup, const std::string& beside, Instant now);

struct Restored {
  std::size_t written = 0, same = 0;
  std::vector<std::string> kept;  // what was replaced, as <path>.before-restore
};
// Puts every file where its path says, as its folder's owner; what is replaced is kept beside, as
// <path><aside>. Errors: the first; then all is as it was before.
Expected<Restored> restore_files(const std::vector<BackupFile>& files, const std::string& aside);

}  // namespace sekisho

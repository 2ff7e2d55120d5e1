// Keys as files, and files that are replaced whole. Thread: any.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "sekisho/base/result.h"

struct evp_pkey_st;

namespace sekisho {

// Makes an Ed25519 key at `path`, mode 0600, unless something is there; a crash leaves no half one.
Status make_private_key(const std::string& path);
Expected<std::shared_ptr<evp_pkey_st>> read_private_key(const std::string& path);
Expected<std::shared_ptr<evp_pkey_st>> read_public_pem(std::string_view pem,
                                                       const std::string& name);
std::string public_pem_of(evp_pkey_st* key);  // "" where it has none

// The file has either its old content or `bytes`, also after a loss of power: written beside,
// synced, renamed.
Status replace_file(const std::string& path, std::string_view bytes, mode_t mode);
// What was created, renamed or removed in `folder` stays so.
Status sync_folder(const std::string& folder);
std::string folder_of(const std::string& path);  // "." where `path` has none
std::string name_of(const std::string& path);
// A log, created with mode 0640 where it is not there. `flags` are added to those of open(2).
Expected<int> open_for_append(const std::string& path, int flags);
// 0, or the errno that kept some of `bytes` from being written.
int write_all(int fd, std::string_view bytes);

}  // namespace sekisho

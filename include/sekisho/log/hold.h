// Holds: a period of the log that is kept for a case, whatever keep_days says.
//
// A hold is the folder `holds/<id>` beside the log, with a manifest (a signed record) and the files
// of its period: sealed segments as hard links, the lines of the written file as a copy, and what
// else belongs to the case, such as its packets. While the
// manifest is there no segment of its period is deleted, also one that is sealed later. Thread:
// any.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/log/segment.h"

namespace sekisho {

inline constexpr const char* kHoldFolder = "holds";
inline constexpr const char* kManifestName = "manifest.json";

struct HeldFile {
  std::string name, sha256;                              // of the file's own bytes
  std::uint64_t bytes = 0, first_seq = 0, last_seq = 0;  // seq 0: no file of the log
};

// A file that is kept with the lines; `is_written`: it still grows, so it is copied.
struct FileBeside {
  std::string path;
  bool is_written = false;
};

struct Hold {
  static constexpr std::string_view kKind = "log-hold";
  std::string id, from, until, reason, made_by, made_at;  // times in RFC 3339
  std::string log;                                        // its path
  std::vector<HeldFile> files;
};
RecordFields to_fields(const Hold& hold);
Hold hold_of(const RecordFields& fields);

// 1 to 64 letters, digits, '-', '_' and '.', not a dot first.
bool is_hold_id(std::string_view id);

// Makes the hold, or brings one that is there up to date with what its period has by now. `hold`
// has everything but its files. A file of `beside` that has gone meanwhile is left out. Errors: no
// segment can be read, the folder cannot be written.
Expected<Hold> make_hold(const std::string& log_path, Hold hold, const SigningKey& key,
                         const std::vector<FileBeside>& beside = {});
// Those whose manifest can be read, by id; whether a signature is good is for verification to say.
std::vector<Hold> list_holds(const std::string& log_path);
// Removes the hold's folder: from then on its segments are deleted as others are. ENOENT: none.
Status release_hold(const std::string& log_path, const std::string& id);
// Whether a hold's period has a moment from `first` to `last` (RFC 3339, as seals have it).
bool is_held(const std::vector<Hold>& holds, std::string_view first, std::string_view last);

}  // namespace sekisho

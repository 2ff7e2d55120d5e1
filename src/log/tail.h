// Where the lines of a log file end: what is whole, and what a crash left behind it. Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/log/chain.h"

namespace sekisho {

struct LogTail {
  std::uint64_t whole_bytes = 0;       // up to the end of the last good line
  std::optional<ChainLink> last;       // that line
  std::uint64_t first_seq = 0;         // of the file's first good line, 0: none
  std::optional<Instant> first_at;     // its timestamp
  std::optional<std::string> hash_at;  // of the line `asked_seq`, where it is near the end
};

// Reads the first line and the last MiB; all of the file only where no good line is there.
Expected<LogTail> read_tail(int fd, std::uint64_t bytes, std::uint64_t asked_seq);
// The newest line of a sealed or plain segment; nullopt where it has none.
std::optional<ChainLink> read_last_link(const std::string& path);
// Moves what stands behind `whole_bytes` of the file to a new file beside `path`, and returns that
// one's path.
Expected<std::string> set_aside(int fd, const std::string& path, std::uint64_t whole_bytes,
                                std::uint64_t bytes, Instant now);

}  // namespace sekisho

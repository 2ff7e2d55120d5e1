// The event log as it is written: chained lines appended, one write(2) for each batch.
//
// Guarantee: a batch is in the file whole or not at all, and only a batch that is moves the chain
// on, so a full disk leaves neither a torn line nor a seq that is used twice. Opening finds the
// chain's end again after any crash: what is torn behind the last whole line is set aside in a file
// of its own, and a log that ends before the head that was remembered goes on behind that head, so
// that the gap shows. Whatever is found that no write explains is a LogFinding. Thread: loop.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/log/chain.h"
#include "sekisho/log/segment.h"

namespace sekisho {

struct LogFinding {
  enum class Kind : std::uint8_t {
    torn,       // bytes behind the last whole line, now in `set_aside`
    missing,    // lines first_seq to last_seq were written, and are not there
    changed,    // the line last_seq is not the one that was written
    unchained,  // a file that holds no line of a chain, now in `set_aside`
  };
  Kind kind = Kind::torn;
  std::uint64_t first_seq = 0, last_seq = 0;
  std::uint64_t bytes = 0;
  std::string set_aside;
};
const char* to_string(LogFinding::Kind kind);

class EventLog {
 public:
  // `remembered` is the head of an earlier run; without one the files alone say where the chain is.
  explicit EventLog(std::optional<LogHead> remembered);
  ~EventLog();
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  // The file to write to, created with mode 0640 where it is not there; its folder is. On an error
  // what was open stays in use.
  Status open(const std::string& path, Instant now);
  bool is_open() const { return fd_ >= 0; }
  // Not: a device or pipe, which has no end to remember and nothing beside it.
  bool is_file() const { return is_open() && is_regular_; }
  // `texts` are objects whose first member is their timestamp. Errors: those of write(2); nothing
  // of the batch is in the file then.
  Status append(std::span<const std::string> texts, Instant now);
  // By its path again, after logrotate moved the file away.
  Status reopen(Instant now);
  // The file becomes a segment, and a new one begins. The segment's path; nullopt: no line to
  // rotate. On an error the file stays as it was.
  Expected<std::optional<std::string>> rotate(Instant now);

  const std::string& path() const { return path_; }
  int fd() const { return fd_; }
  std::uint64_t bytes() const { return bytes_; }
  // When the first line of the file was written; nullopt: it has none.
  const std::optional<Instant>& began() const { return began_; }
  const ChainLink& link() const { return link_; }
  // All but the times.
  LogHead head() const;
  // Lines before this one were deleted in due course.
  void set_kept_from(std::uint64_t seq) { kept_from_ = seq; }
  std::vector<LogFinding> take_findings();

 private:
  struct File;
  Status adopt(const std::string& path, Instant now);
  Status read_end(int fd, std::uint64_t bytes, File& file, Instant now);
  void find_link(const File& file, bool is_first);
  void settle(const std::optional<ChainLink>& newest, const File& file);
  void look_for_gaps(const File& file);
  Status recover(Instant now);

  std::string path_;
  int fd_ = -1;
  bool is_regular_ = false;
  bool knows_link_ = false;
  ChainLink link_;
  std::uint64_t bytes_ = 0;
  std::uint64_t file_first_ = 0;  // 0: the file has no line
  std::uint64_t kept_from_ = 1;
  std::optional<Instant> began_;
  std::optional<LogHead> remembered_;
  LineHasher hasher_;
  std::vector<LogFinding> findings_;
};

}  // namespace sekisho

// Reads a log while it is written: line by line in the order of seq, over rotation, sealing and
// deletion, in bounded memory.
//
// Guarantee: a line is told only up to the newest one that its writer vouches for, since what
// stands behind that may be a batch that is taken back. Lines that are in no file any more are
// passed over and counted. Thread: one at a time, any.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/log/reader.h"

namespace sekisho {

// The file that is written, or was until it was rotated; read at a place that can be gone back to.
class WrittenFile {
 public:
  static Expected<WrittenFile> open(const std::string& path);
  ~WrittenFile();
  WrittenFile(WrittenFile&& other) noexcept;
  WrittenFile& operator=(WrittenFile&&) = delete;

  // The next whole line, without newline, until the next call. nullopt: none yet.
  Expected<std::optional<std::string_view>> next();
  // Reads anew from where the line that next() told last begins.
  void step_back();
  // Whether lines can still come: it stands at its path, and was not cut.
  bool is_current() const;
  const std::string& path() const { return path_; }

 private:
  WrittenFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  std::string path_;
  int fd_;
  std::uint64_t offset_ = 0;  // of what is in the buffer
  std::size_t begin_ = 0;     // of the next line in the buffer
  std::size_t last_begin_ = 0;
  std::string buffer_;
};

class LogFollower {
 public:
  struct Line {
    std::uint64_t seq = 0;
    std::string_view text;  // without newline, until the next call
  };

  // `next_seq` is of the first line to tell.
  LogFollower(std::string log_path, std::uint64_t next_seq)
      : path_(std::move(log_path)), next_seq_(next_seq) {}

  // nullopt: nothing up to `newest_seq` that was not told. Errors: those of open(2) and read(2);
  // asked again, it tries again.
  Expected<std::optional<Line>> next(std::uint64_t newest_seq);
  // The line that next() tells next, also one that was told before.
  void go_to(std::uint64_t seq);
  // The log goes on in another file; what is left of this one is told first.
  void move_to(std::string log_path);
  // Lines passed over since the last call, because no file has them.
  std::uint64_t take_missing();

  std::uint64_t next_seq() const { return next_seq_; }

 private:
  Status locate();
  Expected<bool> open_segment(const std::string& log_path);
  Expected<std::optional<Line>> next_of_segment();
  Expected<std::optional<Line>> next_of_written();
  std::optional<Line> take(std::string_view text);
  void close();

  std::string path_;
  std::string former_path_;  // "" once all of it was told
  std::uint64_t next_seq_;
  std::uint64_t stable_seq_ = 0;  // the newest line when the buffer was filled
  std::uint64_t missing_ = 0;
  std::optional<LineReader> segment_;
  std::uint64_t segment_last_ = 0;
  std::optional<WrittenFile> written_;
};

}  // namespace sekisho

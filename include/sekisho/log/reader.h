// The lines of a log file, plain or compressed (zstd, gzip), in order and in bounded memory.
// Thread: one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/base/file.h"
#include "sekisho/base/result.h"

namespace sekisho {

// Plain bytes of a file, a piece at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Bytes put into `target`, 0 at the end. Errors: those of read(2); EBADMSG where a compressed
  // file is damaged or ends too soon.
  virtual Expected<std::size_t> read(char* target, std::size_t room) = 0;
};
// By what the file begins with, not by its name.
Expected<std::unique_ptr<ByteSource>> open_source(const std::string& path);

struct RawLine {
  std::string_view text;     // without newline; until the next call
  std::uint64_t number = 0;  // from 1
  bool is_whole = true;      // ends with a newline
  bool is_cut = false;       // longer than the log ever writes; its rest was passed over
};

class LineReader {
 public:
  static Expected<LineReader> open(const std::string& path);
  explicit LineReader(std::unique_ptr<ByteSource> source);

  // A daemon may be in the middle of a write: a line that does not end is looked at a few times.
  void wait_for_writer() { looks_left_ = 5; }
  std::optional<RawLine> next();
  // Why next() ended before the file did.
  const std::optional<Error>& error() const { return error_; }
  // Of all bytes read so far; counted only from when this was first called, before any next().
  void count_digest() { digest_ = std::make_unique<Sha256>(); }
  std::string digest() { return digest_->hex(); }  // once, at the end
  std::uint64_t bytes() const { return bytes_; }
  // Where the line that comes next begins.
  std::uint64_t position() const { return bytes_ - (end_ - begin_); }

 private:
  bool fill();
  void pass_over_rest();

  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<Sha256> digest_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what is in the buffer and not yet told
  std::uint64_t bytes_ = 0, lines_ = 0;
  bool is_at_end_ = false;
  int looks_left_ = 0;
  std::optional<Error> error_;
};

}  // namespace sekisho

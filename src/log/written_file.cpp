#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "sekisho/log/follower.h"

namespace sekisho {
namespace {

// The log's own lines are a fourth of it; what is longer is none of them.
constexpr std::size_t kPieceBytes = 1 << 16;

}  // namespace

Expected<WrittenFile> WrittenFile::open(const std::string& path) {
  const int fd =
      ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);  // a pipe is not waited for
  if (fd < 0) return fail("read " + path, errno);
  return WrittenFile(path, fd);
}

WrittenFile::~WrittenFile() {
  if (fd_ >= 0) ::close(fd_);
}

WrittenFile::WrittenFile(WrittenFile&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      offset_(other.offset_),
      begin_(other.begin_),
      last_begin_(other.last_begin_),
      buffer_(std::move(other.buffer_)) {}

Expected<std::optional<std::string_view>> WrittenFile::next() {
  for (;;) {
    const std::size_t end = buffer_.find('\n', begin_);
    if (end != std::string::npos) {
      last_begin_ = begin_;
      begin_ = end + 1;
      return std::string_view(buffer_).substr(last_begin_, end - last_begin_);
    }
    // Half a line is read anew: when it is whole it may be another one.
    const bool is_no_line = begin_ == 0 && buffer_.size() == kPieceBytes;
    offset_ += is_no_line ? kPieceBytes : begin_;
    begin_ = last_begin_ = 0;
    buffer_.resize(kPieceBytes);
    const ssize_t got = ::pread(fd_, buffer_.data(), kPieceBytes, static_cast<off_t>(offset_));
    const int code = errno;
    buffer_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    if (got < 0 && code == EINTR) continue;
    if (got < 0) return fail("read " + path_, code);
    if (buffer_.find('\n') != std::string::npos || buffer_.size() == kPieceBytes) continue;
    buffer_.clear();
    return std::nullopt;
  }
}

void WrittenFile::step_back() {
  offset_ += last_begin_;
  begin_ = last_begin_ = 0;
  buffer_.clear();
}

bool WrittenFile::is_current() const {
  struct stat there = {}, own = {};
  if (::fstat(fd_, &own) != 0 || ::stat(path_.c_str(), &there) != 0) return false;
  const bool is_same = own.st_dev == there.st_dev && own.st_ino == there.st_ino;
  return is_same && static_cast<std::uint64_t>(own.st_size) >= offset_ + begin_;
}

}  // namespace sekisho

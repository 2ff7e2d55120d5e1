#include "sekisho/event/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

namespace sekisho {
namespace {

constexpr mode_t kMode = 0640;

Expected<int> open_for_append(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
  if (fd < 0) return fail("open event log " + path, errno);
  return fd;
}

// 0, or the errno that kept some of `bytes` from being written.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

Expected<EventLogFile> EventLogFile::open(const std::string& path) {
  const Expected<int> fd = open_for_append(path);
  if (!fd) return tl::unexpected(fd.error());
  return EventLogFile(path, *fd);
}

EventLogFile::~EventLogFile() {
  if (fd_ >= 0) ::close(fd_);
}

EventLogFile::EventLogFile(EventLogFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

EventLogFile& EventLogFile::operator=(EventLogFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  return *this;
}

Status EventLogFile::write(const std::vector<EventLine>& lines) {
  std::string batch;
  for (const EventLine& line : lines) batch.append(line.text).push_back('\n');
  if (batch.empty()) return {};
  struct stat before {};
  const bool is_regular = ::fstat(fd_, &before) == 0 && S_ISREG(before.st_mode);
  const int code = write_all(fd_, batch);
  if (code == 0) return {};
  // A disk that filled up half-way leaves a torn line; the next batch must not be glued to it.
  if (is_regular && ::ftruncate(fd_, before.st_size) != 0) {
    return fail("cut off a torn line of " + path_, errno);
  }
  return fail("write events to " + path_, code);
}

Status EventLogFile::reopen() {
  const Expected<int> fd = open_for_append(path_);
  if (!fd) return tl::unexpected(fd.error());
  ::close(std::exchange(fd_, *fd));
  return {};
}

}  // namespace sekisho

#include "sekisho/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace sekisho {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;

// Closes on every way out.
struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

}  // namespace

Expected<FileContent> read_file(const std::string& path) {
  const std::string doing = "read " + path;
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) return fail(doing, errno);
  struct stat info {};
  if (fstat(file.fd, &info) != 0) return fail(doing, errno);

  FileContent content;
  content.writable_by_others = (info.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t got = read(file.fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(doing, errno);
    if (got == 0) return content;
    content.bytes.append(buffer.data(), static_cast<std::size_t>(got));
    if (content.bytes.size() > kMaxFileBytes) return fail(doing, EFBIG);
  }
}

}  // namespace sekisho

#include "sekisho/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

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

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno != EINTR) return errno;
    if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return fsync(fd) == 0 ? 0 : errno;
}

// So that a new name in it is found after a loss of power.
int sync_folder(const std::string& path) {
  const Descriptor folder{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.fd < 0) return errno;
  return fsync(folder.fd) == 0 || errno == EINVAL ? 0 : errno;
}

}  // namespace

Status replace_file(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".new", doing = "write " + path;
  {
    const Descriptor file{open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (file.fd < 0) return fail(doing, errno);
    if (const int error = write_all(file.fd, bytes)) return fail(doing, error);
  }
  if (rename(beside.c_str(), path.c_str()) != 0) return fail(doing, errno);
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  if (const int error = sync_folder(folder.empty() ? "." : folder)) return fail(doing, error);
  return {};
}

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

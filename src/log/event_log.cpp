#include "sekisho/log/event_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "log/files.h"
#include "log/tail.h"

namespace sekisho {
namespace {

bool is_at_path(int fd, const std::string& path) {
  struct stat open_one {
  }, named_one{};
  return ::fstat(fd, &open_one) == 0 && ::stat(path.c_str(), &named_one) == 0 &&
         open_one.st_dev == named_one.st_dev && open_one.st_ino == named_one.st_ino;
}

}  // namespace

const char* to_string(LogFinding::Kind kind) {
  switch (kind) {
    case LogFinding::Kind::torn:
      return "log_torn";
    case LogFinding::Kind::missing:
      return "log_missing";
    case LogFinding::Kind::changed:
      return "log_changed";
    case LogFinding::Kind::unchained:
      return "log_unchained";
  }
  return "log_torn";
}

EventLog::EventLog(std::optional<LogHead> remembered) : remembered_(std::move(remembered)) {
  if (!remembered_) return;
  knows_link_ = true;
  link_ = remembered_->link;
  kept_from_ = remembered_->kept_from_seq;
}

EventLog::~EventLog() {
  if (fd_ >= 0) ::close(fd_);
}

Status EventLog::append(std::span<const std::string> texts, Instant now) {
  if (texts.empty()) return {};
  if (!is_open()) return fail("write events: the log is not open");
  struct stat info {};
  if (is_regular_ && ::fstat(fd_, &info) == 0) {
    // Cut, grown or removed by someone else, or by a write of ours that could not be undone.
    const bool is_as_left = info.st_nlink > 0 && static_cast<std::uint64_t>(info.st_size) == bytes_;
    if (!is_as_left) {
      if (Status recovered = recover(now); !recovered) return recovered;
    }
  }
  ChainLink next = link_;
  std::string batch;
  for (const std::string& text : texts) append_chained(text, next, hasher_, batch);
  if (const int code = write_all(fd_, batch)) {
    // A disk that filled up half-way: recover() looks again where this cannot be undone either.
    if (is_regular_ && ::ftruncate(fd_, static_cast<off_t>(bytes_)) != 0)
      return fail("cut a torn line off " + path_, errno);
    return fail("write events to " + path_, code);
  }
  if (file_first_ == 0) {
    file_first_ = link_.seq + 1;
    began_ = now;
  }
  link_ = std::move(next);
  knows_link_ = true;
  bytes_ += batch.size();
  return {};
}

Status EventLog::reopen(Instant now) {
  if (!is_open()) return open(path_, now);
  if (is_at_path(fd_, path_)) return {};
  return adopt(path_, now);
}

Expected<std::optional<std::string>> EventLog::rotate(Instant now) {
  if (!is_open() || !is_regular_ || file_first_ == 0) return std::nullopt;
  // Moved away by someone else: not ours to name.
  if (!is_at_path(fd_, path_)) {
    if (Status opened = reopen(now); !opened) return tl::unexpected(opened.error());
    return std::nullopt;
  }
  const std::string folder = folder_of(path_);
  const std::string segment =
      folder + "/" + segment_name(name_of(path_), now, file_first_, link_.seq);
  if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, segment.c_str(), RENAME_NOREPLACE) != 0)
    return fail("rotate " + path_ + " to " + segment, errno);
  const auto fd = open_for_append(path_, O_EXCL);
  if (!fd) {
    std::rename(segment.c_str(), path_.c_str());
    return tl::unexpected(fd.error());
  }
  ::close(std::exchange(fd_, *fd));
  bytes_ = 0;
  file_first_ = 0;
  began_.reset();
  return segment;
}

LogHead EventLog::head() const {
  LogHead head;
  head.file = path_;
  head.link = link_;
  head.file_first_seq = file_first_ ? file_first_ : link_.seq + 1;
  head.kept_from_seq = kept_from_;
  return head;
}

std::vector<LogFinding> EventLog::take_findings() {
  return std::exchange(findings_, {});
}

}  // namespace sekisho

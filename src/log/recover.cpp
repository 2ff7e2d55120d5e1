// Finding the end of the chain again: at start, and where the file is not as it was left.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "log/files.h"
#include "log/tail.h"
#include "sekisho/log/event_log.h"

namespace sekisho {

// A file that is about to become the log's.
struct EventLog::File {
  std::string path;
  LogTail tail;
  std::vector<SegmentName> segments;

  // The newest line on disk that is newer than `seq`, or as new; a segment is read only if needed.
  std::optional<ChainLink> newest(std::uint64_t seq) const {
    if (tail.last || segments.empty() || segments.back().last_seq < seq) return tail.last;
    return read_last_link(folder_of(path) + "/" + segments.back().file());
  }
};

Status EventLog::open(const std::string& path, Instant now) {
  if (is_open() && path == path_) return {};
  const bool is_first = path_.empty() || !is_open();
  if (!is_open()) path_ = path;
  if (is_first) return adopt(path, now);
  // The chain goes on in another file; what it wrote to the old one stays there.
  remembered_.reset();
  return adopt(path, now);
}

Status EventLog::recover(Instant now) {
  LogHead left = head();
  left.file = path_;
  remembered_ = std::move(left);
  return adopt(path_, now);
}

// Where the file's lines end; what stands behind them is set aside.
Status EventLog::read_end(int fd, std::uint64_t bytes, File& file, Instant now) {
  if (bytes == 0) return {};
  auto tail = read_tail(fd, bytes, knows_link_ ? link_.seq : 0);
  if (!tail) return tl::unexpected(tail.error());
  file.tail = std::move(*tail);
  if (file.tail.whole_bytes == bytes) return {};
  const auto aside = set_aside(fd, file.path, file.tail.whole_bytes, bytes, now);
  if (!aside) return tl::unexpected(aside.error());
  const auto kind = file.tail.last ? LogFinding::Kind::torn : LogFinding::Kind::unchained;
  findings_.push_back({kind, 0, 0, bytes - file.tail.whole_bytes, *aside});
  return {};
}

Status EventLog::adopt(const std::string& path, Instant now) {
  const auto fd = open_for_append(path, 0);
  if (!fd) return tl::unexpected(fd.error());
  File file;
  file.path = path;
  struct stat info {};
  const bool is_regular = ::fstat(*fd, &info) == 0 && S_ISREG(info.st_mode);
  if (is_regular) {
    if (Status read = read_end(*fd, static_cast<std::uint64_t>(info.st_size), file, now); !read) {
      ::close(*fd);
      return read;
    }
  }
  if (fd_ >= 0) ::close(fd_);
  fd_ = *fd;
  path_ = path;
  is_regular_ = is_regular;
  bytes_ = file.tail.whole_bytes;
  file_first_ = file.tail.first_seq;
  began_ = file.tail.first_at;
  if (file_first_ != 0 && !began_) began_ = now;
  if (is_regular) {
    if (auto segments = list_segments(path)) file.segments = std::move(*segments);
    find_link(file, !knows_link_);
  }
  remembered_.reset();
  return {};
}

void EventLog::find_link(const File& file, bool is_first) {
  if (is_first) {
    // Nothing is remembered: the files are all there is.
    if (const auto newest = file.newest(0)) link_ = *newest;
    knows_link_ = true;
    kept_from_ = link_.seq + 1;
    if (file_first_) kept_from_ = file_first_;
    if (!file.segments.empty()) kept_from_ = file.segments.front().first_seq;
    return;
  }
  if (remembered_ && remembered_->file == file.path) {
    settle(file.newest(link_.seq), file);
    look_for_gaps(file);
    return;
  }
  kept_from_ = link_.seq + 1;  // earlier lines are elsewhere
  if (!file.tail.last || *file.tail.last == link_) return;
  // What the file has of its own is an older part, or another chain.
  const std::string name = segment_name(name_of(file.path), began_.value_or(Instant{}), file_first_,
                                        file.tail.last->seq);
  const std::string segment = folder_of(file.path) + "/" + name;
  if (::renameat2(AT_FDCWD, file.path.c_str(), AT_FDCWD, segment.c_str(), RENAME_NOREPLACE) != 0)
    return;
  const auto fd = open_for_append(file.path, 0);
  if (!fd) return;  // lines go on behind the older ones
  ::close(std::exchange(fd_, *fd));
  bytes_ = 0;
  file_first_ = 0;
  began_.reset();
}

void EventLog::settle(const std::optional<ChainLink>& newest, const File& file) {
  const std::uint64_t remembered = link_.seq;
  if (file.tail.hash_at && *file.tail.hash_at != link_.hash) {
    findings_.push_back({LogFinding::Kind::changed, remembered, remembered, 0, ""});
  }
  if (newest && newest->seq > remembered) {
    link_ = *newest;  // lines that were written after the head was
    return;
  }
  if (newest && newest->seq == remembered) return;
  const std::uint64_t last_there = newest ? newest->seq : remembered_->file_first_seq - 1;
  if (last_there < remembered)
    findings_.push_back({LogFinding::Kind::missing, last_there + 1, remembered, 0, ""});
}

// Whole files that are gone, by the names of those that are there.
void EventLog::look_for_gaps(const File& file) {
  std::uint64_t wanted = kept_from_;
  const std::uint64_t end = file_first_ ? file_first_ : remembered_->file_first_seq;
  const auto meet = [&](std::uint64_t first, std::uint64_t last) {
    if (first > wanted) findings_.push_back({LogFinding::Kind::missing, wanted, first - 1, 0, ""});
    wanted = std::max(wanted, last + 1);
  };
  for (const SegmentName& segment : file.segments) meet(segment.first_seq, segment.last_seq);
  if (end > wanted) meet(end, end);
}

}  // namespace sekisho

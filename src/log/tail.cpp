#include "log/tail.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include <fmt/format.h>

#include "log/files.h"
#include "sekisho/log/reader.h"
#include "sekisho/log/segment.h"

namespace sekisho {
namespace {

constexpr std::uint64_t kTailBytes = 1 << 20;
constexpr int kNamesTried = 1000;

// A part of an open file.
class RangeSource final : public ByteSource {
 public:
  RangeSource(int fd, std::uint64_t begin, std::uint64_t end) : fd_(fd), at_(begin), end_(end) {}
  Expected<std::size_t> read(char* target, std::size_t room) override {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(room, end_ - at_));
    for (;;) {
      const ssize_t got = ::pread(fd_, target, wanted, static_cast<off_t>(at_));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail("read the event log", errno);
      at_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
  }

 private:
  int fd_;
  std::uint64_t at_, end_;
};

struct Scan {
  LineHasher hasher;
  LogTail tail;
  std::uint64_t asked_seq = 0;

  void take(const RawLine& line, std::uint64_t end) {
    if (!line.is_whole || line.is_cut) return;
    const auto read = read_chained(line.text);
    if (!read || !has_own_hash(*read, hasher)) return;
    tail.last = ChainLink{read->seq, std::string(read->hash)};
    tail.whole_bytes = end;
    if (read->seq == asked_seq) tail.hash_at = read->hash;
    if (tail.first_seq != 0) return;
    tail.first_seq = read->seq;
    tail.first_at = parse_timestamp(read->timestamp);
  }
};

Status scan(int fd, std::uint64_t begin, std::uint64_t end, bool only_first, Scan& into) {
  LineReader reader(std::make_unique<RangeSource>(fd, begin, end));
  while (const auto line = reader.next()) {
    // What begins in the middle of the file begins in the middle of a line; that has no good hash.
    into.take(*line, begin + reader.position());
    if (only_first && into.tail.first_seq != 0) break;
  }
  if (reader.error()) return tl::unexpected(*reader.error());
  return {};
}

Status copy(int from, std::uint64_t begin, std::uint64_t end, int to) {
  RangeSource source(from, begin, end);
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const auto got = source.read(buffer.data(), buffer.size());
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    if (const int code = write_all(to, {buffer.data(), *got})) return fail("set lines aside", code);
  }
  if (::fsync(to) != 0) return fail("set lines aside", errno);
  return {};
}

// A file that was not there before.
Expected<int> create_aside(const std::string& path, Instant now, std::string& name) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  for (int i = 0; i < kNamesTried; ++i) {
    name = fmt::format("{}.aside-{}-{}", path, seconds, i);
    const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd >= 0) return fd;
    if (errno != EEXIST) break;
  }
  return fail("create " + name, errno);
}

}  // namespace

Expected<LogTail> read_tail(int fd, std::uint64_t bytes, std::uint64_t asked_seq) {
  Scan last;
  last.asked_seq = asked_seq;
  const std::uint64_t begin = bytes > kTailBytes ? bytes - kTailBytes : 0;
  if (Status read = scan(fd, begin, bytes, false, last); !read) return tl::unexpected(read.error());
  if (begin == 0) return last.tail;
  const bool needs_all = !last.tail.last;
  Scan first;
  first.asked_seq = asked_seq;
  if (Status read = scan(fd, 0, bytes, !needs_all, first); !read)
    return tl::unexpected(read.error());
  if (needs_all) return first.tail;
  last.tail.first_seq = first.tail.first_seq;
  last.tail.first_at = first.tail.first_at;
  return last.tail;
}

std::optional<ChainLink> read_last_link(const std::string& path) {
  auto reader = LineReader::open(path);
  if (!reader) return std::nullopt;
  Scan last;
  while (const auto line = reader->next()) last.take(*line, 0);
  return last.tail.last;
}

Expected<std::string> set_aside(int fd, const std::string& path, std::uint64_t whole_bytes,
                                std::uint64_t bytes, Instant now) {
  std::string name;
  const auto aside = create_aside(path, now, name);
  if (!aside) return tl::unexpected(aside.error());
  Status copied = copy(fd, whole_bytes, bytes, *aside);
  ::close(*aside);
  if (copied) copied = sync_folder(folder_of(path));
  // Only what is safe elsewhere is cut off here.
  if (copied && ::ftruncate(fd, static_cast<off_t>(whole_bytes)) != 0)
    copied = fail("cut torn lines off " + path, errno);
  if (copied) return name;
  ::unlink(name.c_str());
  return tl::unexpected(copied.error());
}

}  // namespace sekisho

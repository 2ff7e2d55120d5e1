// The files of a hold: linked, or copied where they are still written.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "log/files.h"
#include "log/tail.h"
#include "sekisho/base/file.h"
#include "sekisho/log/hold.h"
#include "sekisho/log/reader.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

struct Period {
  std::optional<Instant> first, last;
  std::uint64_t first_seq = 0, last_seq = 0;
};

// What a file's lines say of themselves.
Expected<Period> period_of(const std::string& path) {
  auto reader = LineReader::open(path);
  if (!reader) return tl::unexpected(reader.error());
  Period period;
  while (const auto line = reader->next()) {
    const auto read = line->is_whole && !line->is_cut ? read_chained(line->text) : std::nullopt;
    if (!read) continue;
    if (period.first_seq == 0) period.first_seq = read->seq;
    period.last_seq = read->seq;
    const auto time = parse_timestamp(read->timestamp);
    if (!time) continue;
    period.first = std::min(period.first.value_or(*time), *time);
    period.last = std::max(period.last.value_or(*time), *time);
  }
  return period;
}

Expected<Period> period_of(const std::string& folder, const SegmentName& segment) {
  const auto seal = read_file(folder + "/" + segment.seal());
  if (seal) {
    const SignedRecord record = read_record(seal->bytes, SegmentSeal::kKind, {});
    const SegmentSeal read = record.is_readable() ? seal_of(record.fields) : SegmentSeal{};
    const auto first = parse_instant(read.first_timestamp),
               last = parse_instant(read.last_timestamp);
    if (first && last) return Period{first, last, segment.first_seq, segment.last_seq};
  }
  return period_of(folder + "/" + segment.file());
}

Status link_or_copy(const std::string& from, const std::string& to, bool may_link) {
  std::error_code code;
  fs::remove(to, code);
  if (may_link && ::link(from.c_str(), to.c_str()) == 0) return {};
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, code);
  if (code) return fail("copy " + from + " to " + to, code.value());
  return {};
}

Expected<HeldFile> describe(const std::string& folder, const std::string& name,
                            const Period& period) {
  HeldFile file{name, "", 0, period.first_seq, period.last_seq};
  const std::string path = folder + "/" + name;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail("read " + path, errno);
  Sha256 hash;
  std::vector<char> buffer(1 << 17);
  ssize_t got = 0;
  while ((got = ::read(fd, buffer.data(), buffer.size())) > 0 || (got < 0 && errno == EINTR)) {
    if (got < 0) continue;
    hash.update({buffer.data(), static_cast<std::size_t>(got)});
    file.bytes += static_cast<std::uint64_t>(got);
  }
  const int code = got < 0 ? errno : 0;
  ::close(fd);
  if (code) return fail("read " + path, code);
  file.sha256 = hash.hex();
  return file;
}

// A daemon may be in the middle of a write.
Status cut_half_line(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  struct stat info {};
  if (fd < 0 || ::fstat(fd, &info) != 0) return fail("read " + path, errno);
  const auto bytes = static_cast<std::uint64_t>(info.st_size);
  std::uint64_t whole = bytes;
  char last = 0;
  while (whole > 0 && ::pread(fd, &last, 1, static_cast<off_t>(whole - 1)) == 1 && last != '\n')
    --whole;
  const bool is_cut = whole == bytes || ::ftruncate(fd, static_cast<off_t>(whole)) == 0;
  const bool is_safe = is_cut && ::fsync(fd) == 0;
  const int code = is_safe ? 0 : errno;
  ::close(fd);
  if (code) return fail("copy " + path, code);
  return {};
}

bool overlaps(const Period& period, Instant from, Instant until) {
  return period.first && period.last && *period.first <= until && from <= *period.last;
}

class HoldMaker {
 public:
  HoldMaker(const std::string& log_path, Hold hold, const SigningKey& key,
            const std::vector<FileBeside>& beside)
      : log_path_(log_path),
        folder_(folder_of(log_path)),
        target_(folder_ + "/" + kHoldFolder + "/" + hold.id),
        hold_(std::move(hold)),
        key_(key),
        beside_(beside) {}

  Expected<Hold> make(Instant from, Instant until) {
    std::error_code code;
    fs::create_directories(target_, code);
    if (code) return fail("create " + target_, code.value());
    hold_.files.clear();
    for (Status (HoldMaker::*step)(Instant, Instant) :
         {&HoldMaker::hold_segments, &HoldMaker::hold_written}) {
      if (Status done = (this->*step)(from, until); !done) return tl::unexpected(done.error());
    }
    if (Status done = hold_beside(); !done) return tl::unexpected(done.error());
    const std::string key_path = target_ + "/" + name_of(log_path_) + std::string(kPublicKeySuffix);
    if (Status saved = replace_file(key_path, key_.public_pem(), 0644); !saved)
      return tl::unexpected(saved.error());
    if (Status saved = save(to_fields(hold_), kManifestName); !saved)
      return tl::unexpected(saved.error());
    return hold_;
  }

 private:
  Status hold_segments(Instant from, Instant until);
  Status hold_segment(const SegmentName& segment, const Period& period);
  Status hold_written(Instant from, Instant until);
  Status hold_beside();
  Status save(const RecordFields& fields, const std::string& name);

  const std::string& log_path_;
  const std::string folder_, target_;
  Hold hold_;
  const SigningKey& key_;
  const std::vector<FileBeside>& beside_;
};

Status HoldMaker::save(const RecordFields& fields, const std::string& name) {
  auto record = key_.sign(fields);
  if (!record) return tl::unexpected(record.error());
  return replace_file(target_ + "/" + name, *record + "\n", 0640);
}

Status HoldMaker::hold_segments(Instant from, Instant until) {
  const auto segments = list_segments(log_path_);
  if (!segments) return tl::unexpected(segments.error());
  for (const SegmentName& segment : *segments) {
    const auto period = period_of(folder_, segment);
    if (!period) return tl::unexpected(period.error());
    if (!overlaps(*period, from, until)) continue;
    if (Status held = hold_segment(segment, *period); !held) return held;
  }
  return {};
}

Status HoldMaker::hold_segment(const SegmentName& segment, const Period& period) {
  for (const std::string& name : {segment.file(), segment.seal()}) {
    const std::string path = folder_ + "/" + name;
    if (name != segment.file() && ::access(path.c_str(), F_OK) != 0) continue;  // not sealed yet
    if (Status held = link_or_copy(path, target_ + "/" + name, true); !held) return held;
  }
  auto file = describe(target_, segment.file(), period);
  if (!file) return tl::unexpected(file.error());
  hold_.files.push_back(std::move(*file));
  return {};
}

// The written file's whole lines, in a copy that nobody appends to, with a head of its own.
Status HoldMaker::hold_written(Instant from, Instant until) {
  const std::string name = name_of(log_path_), copy = target_ + "/" + name;
  std::error_code code;
  fs::remove(copy, code);
  fs::remove(copy + std::string(kHeadSuffix), code);
  if (::access(log_path_.c_str(), F_OK) != 0) return {};
  if (Status copied = link_or_copy(log_path_, copy, false); !copied) return copied;
  if (Status cut = cut_half_line(copy); !cut) return cut;
  const auto period = period_of(copy);
  if (!period) return tl::unexpected(period.error());
  if (!overlaps(*period, from, until)) {
    fs::remove(copy, code);
    return {};
  }
  auto file = describe(target_, name, *period);
  if (!file) return tl::unexpected(file.error());
  hold_.files.push_back(std::move(*file));
  LogHead head;
  head.file = log_path_;
  head.link = read_last_link(copy).value_or(ChainLink{});
  head.file_first_seq = period->first_seq;
  head.kept_from_seq = hold_.files.front().first_seq;
  head.at = hold_.made_at;
  return save(to_fields(head), name + std::string(kHeadSuffix));
}

Status HoldMaker::hold_beside() {
  for (const FileBeside& each : beside_) {
    const std::string name = name_of(each.path);
    if (::access(each.path.c_str(), F_OK) != 0) continue;
    if (Status held = link_or_copy(each.path, target_ + "/" + name, !each.is_written); !held)
      return held;
    auto file = describe(target_, name, {});
    if (!file) return tl::unexpected(file.error());
    hold_.files.push_back(std::move(*file));
  }
  return {};
}

}  // namespace

Expected<Hold> make_hold(const std::string& log_path, Hold hold, const SigningKey& key,
                         const std::vector<FileBeside>& beside) {
  const auto from = parse_instant(hold.from), until = parse_instant(hold.until);
  if (!is_hold_id(hold.id) || !from || !until || *until < *from)
    return fail("make hold \"" + hold.id + "\"", EINVAL);
  return HoldMaker(log_path, std::move(hold), key, beside).make(*from, *until);
}

}  // namespace sekisho

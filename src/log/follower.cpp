#include "sekisho/log/follower.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "log/files.h"
#include "sekisho/log/chain.h"
#include "sekisho/log/segment.h"

namespace sekisho {
namespace {

// Files found and gone again before they were opened: sealed or deleted meanwhile.
constexpr int kLooks = 8;

}  // namespace

void LogFollower::close() {
  segment_.reset();
  written_.reset();
}

void LogFollower::go_to(std::uint64_t seq) {
  next_seq_ = seq;
  close();
}

void LogFollower::move_to(std::string log_path) {
  if (log_path == path_) return;
  former_path_ = std::exchange(path_, std::move(log_path));
}

std::uint64_t LogFollower::take_missing() {
  return std::exchange(missing_, 0);
}

// A line that comes next; nullopt for one that was told, and for what is no line of a chain.
std::optional<LogFollower::Line> LogFollower::take(std::string_view text) {
  const auto line = read_chained(text);
  if (!line || line->seq < next_seq_) return std::nullopt;
  missing_ += line->seq - next_seq_;
  next_seq_ = line->seq + 1;
  return Line{line->seq, text};
}

Expected<bool> LogFollower::open_segment(const std::string& log_path) {
  const auto segments = list_segments(log_path);
  if (!segments) return tl::unexpected(segments.error());
  const auto place = std::find_if(segments->begin(), segments->end(), [&](const SegmentName& each) {
    return each.last_seq >= next_seq_;
  });
  if (place == segments->end()) return false;
  auto reader = LineReader::open(folder_of(log_path) + "/" + place->file());
  if (!reader) return tl::unexpected(reader.error());
  segment_ = std::move(*reader);
  segment_last_ = place->last_seq;
  return true;
}

// The file that is written is opened before segments are looked for: whatever is rotated in between
// is found as a segment.
Status LogFollower::locate() {
  for (int look = 1;; ++look) {
    auto written = WrittenFile::open(path_);
    Expected<bool> found = false;
    if (!former_path_.empty()) found = open_segment(former_path_);
    if (found && !*found && !former_path_.empty()) {
      if (auto former = WrittenFile::open(former_path_)) {
        written_.emplace(std::move(*former));
        return {};
      }
      former_path_.clear();
    }
    if (found && !*found) found = open_segment(path_);
    if (found && *found) return {};
    if (found && written) {
      written_.emplace(std::move(*written));
      return {};
    }
    const Error error = found ? written.error() : found.error();
    if (error.code != ENOENT || look == kLooks) return tl::unexpected(error);
  }
}

Expected<std::optional<LogFollower::Line>> LogFollower::next_of_segment() {
  while (const auto raw = segment_->next()) {
    if (!raw->is_whole || raw->is_cut) continue;
    if (const auto line = take(raw->text)) return line;
  }
  // A damaged file would hold up all that follows; its rest is missing.
  const auto error = segment_->error();
  segment_.reset();
  if (error && error->code != EBADMSG) return tl::unexpected(*error);
  if (next_seq_ <= segment_last_) {
    missing_ += segment_last_ + 1 - next_seq_;
    next_seq_ = segment_last_ + 1;
  }
  return std::nullopt;
}

Expected<std::optional<LogFollower::Line>> LogFollower::next_of_written() {
  for (;;) {
    const auto text = written_->next();
    if (!text) return tl::unexpected(text.error());
    if (!*text) return std::nullopt;
    const auto read = read_chained(**text);
    if (read && read->seq > stable_seq_) {
      written_->step_back();
      return std::nullopt;
    }
    if (const auto line = take(**text)) return line;
  }
}

Expected<std::optional<LogFollower::Line>> LogFollower::next(std::uint64_t newest_seq) {
  if (next_seq_ > newest_seq) return std::nullopt;
  for (int look = 0; look < kLooks; ++look) {
    if (next_seq_ > newest_seq) return std::nullopt;
    if (!segment_ && !written_) {
      if (Status located = locate(); !located) return tl::unexpected(located.error());
      stable_seq_ = newest_seq;
    }
    if (segment_) {
      auto line = next_of_segment();
      if (!line || *line) return line;
      continue;
    }
    const bool was_current = written_->path() == path_ && written_->is_current();
    auto line = next_of_written();
    if (!line || *line) return line;
    // What was read too early to be sure of is read anew.
    if (std::exchange(stable_seq_, newest_seq) != newest_seq) continue;
    if (was_current) return std::nullopt;
    if (written_->path() == former_path_) former_path_.clear();
    written_.reset();
  }
  return std::nullopt;
}

}  // namespace sekisho

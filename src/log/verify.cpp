#include "sekisho/log/verify.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <utility>

#include "log/chain_walk.h"
#include "log/files.h"
#include "log/log_inputs.h"
#include "sekisho/base/file.h"
#include "sekisho/log/reader.h"
#include "sekisho/log/signing.h"

namespace sekisho {
namespace {

constexpr const char* kUsualKey = "/var/lib/sekisho/log-key.pub";

class Verifier {
 public:
  explicit Verifier(const LogVerifyOptions& options) : options_(options) {}

  Expected<LogVerification> verify(const std::vector<std::string>& paths) {
    // The heads first: what is written while the lines are read is newer than they say.
    if (Status read = read_heads(paths); !read) return tl::unexpected(read.error());
    auto inputs = find_inputs(paths);
    if (!inputs) return tl::unexpected(inputs.error());
    inputs_ = std::move(*inputs);
    if (Status read = read_keys(); !read) return tl::unexpected(read.error());
    check_head();
    result_.files = inputs_.size();
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (Status read = verify_file(i); !read) return tl::unexpected(read.error());
    }
    return finish();
  }

 private:
  Status read_heads(const std::vector<std::string>& paths);
  Status read_keys();
  void check_head();
  Status verify_file(std::size_t index);
  void take(std::size_t index, const RawLine& raw, LineReader& reader);
  void begin(std::size_t index, const ChainedLine* line);
  std::optional<SegmentSeal> read_seal(std::size_t index);
  void end_file(std::size_t index, LineReader& reader, const std::optional<SegmentSeal>& seal);
  LogVerification finish();

  const LogVerifyOptions& options_;
  LogVerification result_;
  std::vector<LogInput> inputs_;
  bool has_folder_ = false;
  std::map<std::string, std::string> heads_;  // texts, by the path of the head
  std::optional<LogHead> head_;
  std::string head_log_;  // path of the log that the head is beside
  PublicKeys keys_;
  ChainWalk walk_;
  LineHasher hasher_;
  bool has_begun_ = false;
  std::optional<SegmentSeal> seal_;                           // of the file that is read
  std::vector<std::pair<std::size_t, SegmentSeal>> misfits_;  // seals of other bytes
};

Status Verifier::read_heads(const std::vector<std::string>& paths) {
  std::vector<std::string> candidates;
  if (!options_.head_file.empty()) candidates = {options_.head_file};
  for (const std::string& path : paths) {
    std::error_code code;
    const bool is_folder = std::filesystem::is_directory(path, code);
    has_folder_ |= is_folder;
    if (!options_.head_file.empty()) continue;
    if (!is_folder) candidates.push_back(path + std::string(kHeadSuffix));
    if (!is_folder) continue;
    for (auto entry = std::filesystem::directory_iterator(path, code);
         !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
      if (entry->path().string().ends_with(kHeadSuffix)) candidates.push_back(entry->path());
    }
  }
  for (const std::string& path : candidates) {
    auto content = read_file(path);
    if (content) heads_[path] = std::move(content->bytes);
    if (!content && !options_.head_file.empty()) return tl::unexpected(content.error());
  }
  return {};
}

Status Verifier::read_keys() {
  for (const std::string& path : options_.key_files) {
    if (Status added = keys_.add_file(path); !added) return added;
  }
  if (!options_.key_files.empty()) return {};
  (void)keys_.add_file(kUsualKey);  // on the appliance itself
  const bool has_usual = !keys_.is_empty();
  std::string looked_at;
  for (const LogInput& input : inputs_) {
    const std::string folder = folder_of(input.path);
    if (std::exchange(looked_at, folder) == folder) continue;
    std::error_code code;
    for (auto entry = std::filesystem::directory_iterator(folder, code);
         !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
      const std::string path = entry->path().string();
      if (path.ends_with(kPublicKeySuffix))
        (void)keys_.add_file(path);  // others' keys may lie there
    }
  }
  result_.is_key_beside = !has_usual && !keys_.is_empty();
  return {};
}

// The newest head of those that are good.
void Verifier::check_head() {
  for (const auto& [path, text] : heads_) {
    const SignedRecord record = read_record(text, LogHead::kKind, keys_);
    const bool has_keys = !keys_.is_empty();
    if (!record.is_readable() || (has_keys && record.check != PublicKeys::Check::good)) {
      const bool is_other = record.is_readable() && record.check == PublicKeys::Check::unknown_key;
      result_.breaks.push_back(
          {is_other ? BreakKind::unknown_key : BreakKind::bad_signature, path, 0, 1, 0, 0});
      continue;
    }
    LogHead head = head_of(record.fields);
    if (head_ && head_->link.seq >= head.link.seq) continue;
    head_ = std::move(head);
    head_log_ = path.substr(0, path.size() - std::min(path.size(), kHeadSuffix.size()));
  }
  result_.has_head = head_.has_value();
}

std::optional<SegmentSeal> Verifier::read_seal(std::size_t index) {
  const LogInput& input = inputs_[index];
  const auto content = read_file(input.seal_path());
  if (!content) {
    const bool is_packed = input.segment && input.segment->is_compressed;
    if (is_packed) walk_.add({BreakKind::no_signature, {index, 0}, 1, 0, 0});
    if (input.segment && !is_packed) ++result_.unsealed_segments;
    return std::nullopt;
  }
  const SignedRecord record = read_record(content->bytes, SegmentSeal::kKind, keys_);
  const bool is_unknown = record.is_readable() && record.check == PublicKeys::Check::unknown_key;
  if (is_unknown && keys_.is_empty()) {
    ++result_.unchecked_seals;
    return seal_of(record.fields);
  }
  if (!record.is_good()) {
    walk_.add(
        {is_unknown ? BreakKind::unknown_key : BreakKind::bad_signature, {index, 0}, 1, 0, 0});
    return std::nullopt;
  }
  ++result_.seals;
  return seal_of(record.fields);
}

// Where the walk may begin: at line 1, or where something signed says that this file does.
void Verifier::begin(std::size_t index, const ChainedLine* line) {
  has_begun_ = true;
  const std::uint64_t seq = std::max<std::uint64_t>(
      inputs_[index].first_seq == UINT64_MAX ? 1 : inputs_[index].first_seq, 1);
  result_.first_seq = seq;
  const bool is_sealed = seal_ && seal_->first_seq == seq;
  const bool is_head_file = head_ && head_log_ == inputs_[index].path;
  const bool is_first_of_head = is_head_file && head_->file_first_seq == seq;
  std::uint64_t from = 1;
  if (is_sealed || is_first_of_head || options_.is_partial) from = seq;
  // A whole folder has all that was not deleted in due course.
  if (has_folder_ && head_ && !options_.is_partial) from = std::min(head_->kept_from_seq, seq);
  if (is_head_file) from = std::min(from, head_->file_first_seq);
  std::string prev;
  if (from == 1) prev = ChainLink{}.hash;
  if (is_sealed && from == seq) prev = seal_->first_prev;
  if (from == seq && prev.empty() && line && line->seq == seq) prev = line->prev;
  walk_.begin_at(from, prev);
}

void Verifier::take(std::size_t index, const RawLine& raw, LineReader& reader) {
  const LinePlace place{index, raw.number};
  const auto line = raw.is_cut ? std::nullopt : read_chained(raw.text);
  const bool is_good = line && has_own_hash(*line, hasher_);
  if (!raw.is_whole && reader.error()) return;  // a damaged file ends anywhere
  ++result_.lines;
  if (!has_begun_) begin(index, is_good ? &*line : nullptr);
  if (is_good) walk_.take_good(place, *line);
  if (!is_good) walk_.take_bad(place, raw.is_whole ? BreakKind::changed : BreakKind::half_line);
  if (is_good && !raw.is_whole) walk_.add({BreakKind::half_line, place, 1, line->seq, line->seq});
  const bool is_head = is_good && head_ && line->seq == head_->link.seq;
  if (is_head && line->hash != head_->link.hash)
    walk_.add({BreakKind::changed, place, 1, line->seq, line->seq});
}

Status Verifier::verify_file(std::size_t index) {
  auto reader = LineReader::open(inputs_[index].path);
  if (!reader) return tl::unexpected(reader.error());
  seal_ = read_seal(index);
  if (seal_) reader->count_digest();
  if (!inputs_[index].segment) reader->wait_for_writer();
  walk_.begin_file(index);
  while (const auto line = reader->next()) take(index, *line, *reader);
  result_.bytes += reader->bytes();
  // errno codes other than this one are the disk's.
  if (reader->error() && reader->error()->code != EBADMSG) return tl::unexpected(*reader->error());
  end_file(index, *reader, seal_);
  return {};
}

void Verifier::end_file(std::size_t index, LineReader& reader,
                        const std::optional<SegmentSeal>& seal) {
  if (reader.error()) {
    if (!has_begun_) begin(index, nullptr);
    const std::uint64_t last = seal                     ? seal->last_seq
                               : inputs_[index].segment ? inputs_[index].segment->last_seq
                                                        : 0;
    walk_.end_file({last, seal ? seal->last_hash : ""}, BreakKind::damaged);
    return;
  }
  if (!seal) return;
  if (!has_begun_) begin(index, nullptr);
  if (reader.digest() == seal->sha256) {
    walk_.end_file({seal->last_seq, seal->last_hash}, BreakKind::truncated);
    return;
  }
  misfits_.emplace_back(index, *seal);
  // A seal of this file's lines says where they ended, another file's does not.
  const bool is_of_this = inputs_[index].first_seq == seal->first_seq;
  if (is_of_this) walk_.end_file({seal->last_seq, seal->last_hash}, BreakKind::truncated);
}

LogVerification Verifier::finish() {
  std::uint64_t last_seq = seal_ ? seal_->last_seq : 0;
  if (head_) last_seq = std::max(last_seq, head_->link.seq);
  if (!has_begun_ && head_) walk_.begin_at(std::max<std::uint64_t>(head_->file_first_seq, 1), "");
  walk_.finish(last_seq);
  result_.last_seq = walk_.last_seq();
  std::vector<WalkBreak> breaks = walk_.take_breaks();
  result_.more_breaks = walk_.more_breaks();
  // What else is wrong in a file explains why its seal does not fit.
  for (const auto& [index, seal] : misfits_) {
    const bool is_explained =
        std::any_of(breaks.begin(), breaks.end(),
                    [file = index](const WalkBreak& each) { return each.place.file == file; });
    if (!is_explained)
      breaks.push_back({BreakKind::bad_signature, {index, 0}, 1, seal.first_seq, seal.last_seq});
  }
  std::stable_sort(breaks.begin(), breaks.end(), [](const WalkBreak& a, const WalkBreak& b) {
    return std::pair(a.place.file, a.place.line) < std::pair(b.place.file, b.place.line);
  });
  for (const WalkBreak& each : breaks) {
    result_.breaks.push_back({each.kind, inputs_[each.place.file].path, each.place.line, each.lines,
                              each.first_seq, each.last_seq});
  }
  if (!has_begun_) result_.first_seq = result_.last_seq = 0;
  return std::move(result_);
}

}  // namespace

const char* to_string(BreakKind kind) {
  static constexpr const char* kNames[] = {
      "changed",   "inserted", "missing",       "reordered",    "duplicated", "truncated",
      "half_line", "damaged",  "bad_signature", "no_signature", "unknown_key"};
  return kNames[static_cast<std::size_t>(kind)];
}

Expected<LogVerification> verify_log(const std::vector<std::string>& paths,
                                     const LogVerifyOptions& options) {
  return Verifier(options).verify(paths);
}

}  // namespace sekisho

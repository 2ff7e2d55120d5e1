#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "log/files.h"
#include "sekisho/base/file.h"
#include "sekisho/log/hold.h"
#include "sekisho/log/keep.h"

namespace sekisho {
namespace {

constexpr std::uint64_t kDaySeconds = 24 * 60 * 60;

std::optional<SegmentSeal> read_seal(const std::string& path, const PublicKeys& keys) {
  const auto content = read_file(path);
  if (!content) return std::nullopt;
  const SignedRecord record = read_record(content->bytes, SegmentSeal::kKind, keys);
  if (!record.is_good()) return std::nullopt;
  return seal_of(record.fields);
}

bool is_older(const SegmentSeal& seal, std::uint64_t keep_days, const LogTime& time) {
  const auto newest = parse_instant(seal.last_timestamp), sealed = parse_instant(seal.sealed_at);
  if (!newest || !sealed) return false;
  const Instant begins = std::max(*newest, *sealed);
  const auto days = std::chrono::days(static_cast<int>(keep_days));
  const bool by_wall = time.now - begins >= days;
  const bool by_age =
      time.age_s >= seal.age_s && time.age_s - seal.age_s >= keep_days * kDaySeconds;
  return by_wall && by_age;
}

void remove_half_made(const std::string& folder) {
  std::error_code code;
  for (auto entry = std::filesystem::directory_iterator(folder, code);
       !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
    std::string name = entry->path().filename().string();
    if (!name.ends_with(".new")) continue;
    name.resize(name.size() - 4);
    if (name.ends_with(kSealSuffix)) name.resize(name.size() - kSealSuffix.size());
    if (read_segment_name(name)) ::unlink(entry->path().c_str());
  }
}

}  // namespace

std::vector<SegmentName> find_unsealed(const std::string& log_path) {
  const std::string folder = folder_of(log_path);
  remove_half_made(folder);
  std::vector<SegmentName> unsealed;
  auto segments = list_segments(log_path);
  if (!segments) return unsealed;
  for (SegmentName& segment : *segments) {
    if (!segment.is_compressed) {
      unsealed.push_back(std::move(segment));
    } else {
      // A crash came before this: the seal and the compressed form are both safe.
      const std::string seal = folder + "/" + segment.seal();
      if (::access(seal.c_str(), F_OK) == 0) ::unlink((folder + "/" + segment.base).c_str());
    }
  }
  return unsealed;
}

std::vector<SegmentSeal> find_expired(const std::string& log_path, std::uint64_t keep_days,
                                      const LogTime& time, const SigningKey& key) {
  std::vector<SegmentSeal> expired;
  const auto segments = list_segments(log_path);
  if (!segments) return expired;
  const PublicKeys keys = public_half(key);
  const std::vector<Hold> holds = list_holds(log_path);
  for (const SegmentName& segment : *segments) {
    if (!segment.is_compressed) break;
    auto seal = read_seal(folder_of(log_path) + "/" + segment.seal(), keys);
    const bool is_due = seal && seal->file == segment.base && is_older(*seal, keep_days, time) &&
                        !is_held(holds, seal->first_timestamp, seal->last_timestamp);
    if (!is_due) break;
    expired.push_back(std::move(*seal));
  }
  return expired;
}

Status remove_segment(const std::string& folder, const std::string& file) {
  const std::string path = folder + "/" + file + std::string(kCompressedSuffix);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail("remove " + path, errno);
  ::unlink((folder + "/" + file + std::string(kSealSuffix)).c_str());
  return sync_folder(folder);
}

std::uint64_t newest_seal_age(const std::string& log_path, const SigningKey& key) {
  const auto segments = list_segments(log_path);
  if (!segments || segments->empty()) return 0;
  const PublicKeys keys = public_half(key);
  for (auto segment = segments->rbegin(); segment != segments->rend(); ++segment) {
    const auto seal = read_seal(folder_of(log_path) + "/" + segment->seal(), keys);
    if (seal) return seal->age_s;
  }
  return 0;
}

}  // namespace sekisho

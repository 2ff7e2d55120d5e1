#include "doctor/read_storage.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "sekisho/evidence/ring.h"
#include "sekisho/log/segment.h"
#include "sekisho/log/verify.h"

namespace sekisho::doctor {
namespace {

namespace fs = std::filesystem;

std::uint64_t size_of(const fs::path& path) {
  std::error_code code;
  const std::uintmax_t size = fs::file_size(path, code);
  return code ? 0 : size;
}

// Before service the folder may not be there yet: then what it would be made in.
DiskFacts read_disk(std::string key, const std::string& folder) {
  DiskFacts disk;
  disk.key = std::move(key);
  disk.folder = folder;
  fs::path place = folder;
  std::error_code ignored;
  while (!fs::exists(place, ignored) && place.has_relative_path()) place = place.parent_path();
  struct statvfs info {};
  if (::statvfs(place.c_str(), &info) != 0) {
    disk.problem = std::strerror(errno);
    return disk;
  }
  disk.total_bytes = info.f_blocks * info.f_frsize;
  disk.free_bytes = info.f_bavail * info.f_frsize;
  disk.total_inodes = info.f_files;
  disk.free_inodes = info.f_favail;
  return disk;
}

// The ring is full one day, however slowly it fills.
std::uint64_t evidence_to_come(const EvidenceOptions& options) {
  std::uint64_t used = 0;
  std::error_code code;
  for (const auto& each : fs::directory_iterator(options.folder, code))
    if (evidence_number_of(each.path().filename().string()) != 0) used += size_of(each.path());
  const std::uint64_t most = options.rotate_bytes * options.keep_files;
  return most > used ? most - used : 0;
}

// At the pace of the segments that are there, until the first of them are deleted.
std::uint64_t log_to_come(const Config& config, Instant now) {
  const auto segments = list_segments(config.events);
  if (!segments || segments->empty()) return config.rotate_mib << 20;
  std::uint64_t bytes = size_of(config.events);
  auto oldest = fs::file_time_type::max();
  const fs::path folder = fs::path(config.events).parent_path();
  for (const SegmentName& each : *segments) {
    std::error_code code;
    const auto at = fs::last_write_time(folder / each.file(), code);
    if (!code) oldest = std::min(oldest, at);
    bytes += size_of(folder / each.file());
  }
  using Days = std::chrono::duration<double, std::ratio<86400>>;
  const auto age = now - std::chrono::time_point_cast<std::chrono::microseconds>(
                             std::chrono::file_clock::to_sys(oldest));
  const double days = std::max(1.0, Days(age).count());
  const double left = std::max(0.0, static_cast<double>(config.keep_days) - days);
  return static_cast<std::uint64_t>(static_cast<double>(bytes) / days * left);
}

Text describe(const LogBreak& found) {
  return {fmt::format("{}:{}: {} (seq {})", found.file, found.line, to_string(found.kind),
                      found.first_seq),
          fmt::format("{}:{}: {} (seq {})", found.file, found.line, to_string(found.kind),
                      found.first_seq)};
}

}  // namespace

std::vector<DiskFacts> read_disks(const Config& config, Instant now) {
  std::vector<DiskFacts> disks = {read_disk("state", config.state),
                                  read_disk("log", fs::path(config.events).parent_path().string()),
                                  read_disk("evidence", config.evidence.folder)};
  disks[1].wanted_bytes = log_to_come(config, now);
  disks[2].wanted_bytes = evidence_to_come(config.evidence);
  return disks;
}

LogFacts read_log(const Config& config) {
  LogFacts log;
  std::error_code ignored;
  std::vector<std::string> files;
  const fs::path folder = fs::path(config.events).parent_path();
  const auto segments = list_segments(config.events);
  if (segments && !segments->empty()) files.push_back((folder / segments->back().file()).string());
  if (fs::exists(config.events, ignored)) files.push_back(config.events);
  log.exists = !files.empty();
  if (!log.exists) return log;
  LogVerifyOptions options{.key_files = {}, .head_file = {}, .is_partial = true};
  const std::string key = config.state + "/" + kPublicKeyName;
  if (fs::exists(key, ignored)) options.key_files.push_back(key);
  const auto result = verify_log(files, options);
  if (!result) {
    log.problem = result.error().message();
    return log;
  }
  log.lines = result->lines;
  for (const LogBreak& each : result->breaks) log.breaks.push_back(describe(each));
  return log;
}

}  // namespace sekisho::doctor

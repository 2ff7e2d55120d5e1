#include "sekisho/evidence/ring.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "evidence/pcapng.h"

namespace sekisho {
namespace {

constexpr std::string_view kPrefix = "sekisho-", kSuffix = ".pcapng";
constexpr mode_t kFileMode = 0640;
constexpr auto kFolderMode = std::filesystem::perms(0750);

// Largest first.
std::vector<std::uint64_t> numbers_in(const std::string& folder) {
  std::vector<std::uint64_t> numbers;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
    if (const auto number = evidence_number_of(entry.path().filename())) numbers.push_back(number);
  }
  std::sort(numbers.rbegin(), numbers.rend());
  return numbers;
}

std::string path_of(const std::string& folder, std::uint64_t number) {
  return fmt::format("{}/{}{:08}{}", folder, kPrefix, number, kSuffix);
}

Status make_folder(const std::string& folder) {
  std::error_code code;
  const bool is_new = std::filesystem::create_directories(folder, code);
  if (code) return fail("create evidence folder " + folder, code.value());
  if (is_new) std::filesystem::permissions(folder, kFolderMode, code);
  return {};
}

}  // namespace

std::uint64_t evidence_number_of(const std::string& name) {
  std::string_view text = name;
  if (!text.starts_with(kPrefix) || !text.ends_with(kSuffix)) return 0;
  text.remove_prefix(kPrefix.size());
  text.remove_suffix(kSuffix.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

EvidenceRing::EvidenceRing(EvidenceOptions options, std::string application)
    : options_(std::move(options)), application_(std::move(application)) {}

EvidenceRing::~EvidenceRing() {
  close_file();
}

void EvidenceRing::set_options(EvidenceOptions options) {
  // The snap length stands in a file's interfaces.
  if (options.folder != options_.folder || options.snap_bytes != options_.snap_bytes) close_file();
  options_ = std::move(options);
}

void EvidenceRing::close_file() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  bytes_ = 0;
  interfaces_.clear();
}

void EvidenceRing::remove_oldest(std::uint64_t newest) {
  std::uint64_t kept = 0;
  for (const std::uint64_t number : numbers_in(options_.folder)) {
    if (number > newest || ++kept <= options_.keep_files) continue;
    ::unlink(path_of(options_.folder, number).c_str());
  }
}

Status EvidenceRing::begin_file() {
  close_file();
  if (Status made = make_folder(options_.folder); !made) return made;
  const auto numbers = numbers_in(options_.folder);
  const std::uint64_t number = numbers.empty() ? 1 : numbers.front() + 1;
  path_ = path_of(options_.folder, number);
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, kFileMode);
  if (fd_ < 0) return fail("create " + path_, errno);
  remove_oldest(number);
  return {};
}

Status EvidenceRing::ensure_file(std::uint64_t more_bytes) {
  const bool is_full = bytes_ != 0 && bytes_ + more_bytes > options_.rotate_bytes;
  // One that was removed by hand is not written to unseen.
  const bool is_gone = fd_ >= 0 && ::access(path_.c_str(), F_OK) != 0;
  return fd_ < 0 || is_full || is_gone ? begin_file() : Status();
}

std::uint32_t EvidenceRing::interface_of(const std::string& name, std::string& batch) {
  const auto [place, is_new] =
      interfaces_.emplace(name, static_cast<std::uint32_t>(interfaces_.size()));
  if (is_new) pcapng::add_interface(batch, name.empty() ? "unknown" : name, options_.snap_bytes);
  return place->second;
}

Status EvidenceRing::write(std::span<const EvidencePacket> packets) {
  if (packets.empty() || options_.folder.empty()) return {};
  std::uint64_t most = 1024;  // of the blocks around the packets
  for (const EvidencePacket& each : packets) {
    most += 256 + options_.snap_bytes + each.frame->interface_name.size();
    for (const std::string& comment : each.comments) most += comment.size() + 8;
  }
  if (Status ready = ensure_file(most); !ready) return ready;
  std::string batch;
  batch.reserve(most);
  if (bytes_ == 0) pcapng::add_section(batch, application_);
  const std::size_t known = interfaces_.size();
  for (const EvidencePacket& each : packets) {
    const KeptFrame& frame = *each.frame;
    const std::span bytes(frame.bytes.data(),
                          std::min<std::size_t>(frame.bytes.size(), options_.snap_bytes));
    const std::uint32_t in = interface_of(frame.interface_name, batch);
    const auto time_us = static_cast<std::uint64_t>(frame.time.time_since_epoch().count());
    pcapng::add_packet(batch, {in, time_us, frame.length, bytes, each.comments});
  }
  const ssize_t written = ::write(fd_, batch.data(), batch.size());
  if (written == static_cast<ssize_t>(batch.size())) {
    bytes_ += batch.size();
    return {};
  }
  const int why = written < 0 ? errno : ENOSPC;
  // What a full disk took of the batch is taken back; interfaces of it are told again.
  if (::ftruncate(fd_, static_cast<off_t>(bytes_)) != 0 || known != interfaces_.size())
    close_file();
  return fail("write " + path_, why);
}

}  // namespace sekisho

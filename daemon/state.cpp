#include "daemon/state.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include <nlohmann/json.hpp>

#include "daemon/generations.h"
#include "sekisho/base/file.h"

namespace sekisho::daemon {
namespace {

namespace fs = std::filesystem;

constexpr const char* kImageName = "last-good.image";
constexpr const char* kNotesName = "last-good.json";
constexpr const char* kPolicyFolder = "last-good.policy";  // its files, by their absolute paths

std::string text_of(const nlohmann::json& notes, const char* key) {
  if (!notes.is_object() || !notes.contains(key) || !notes[key].is_string()) return {};
  return notes[key].get<std::string>();
}

Clauses clauses_of(const nlohmann::json& notes) {
  Clauses clauses;
  if (!notes.is_object() || !notes.contains("clauses") || !notes["clauses"].is_object()) {
    return clauses;
  }
  for (const auto& [principle, clause] : notes["clauses"].items()) {
    if (clause.is_string()) clauses.emplace(principle, clause.get<std::string>());
  }
  return clauses;
}

}  // namespace

Expected<StateFolder> StateFolder::open(const std::string& path) {
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (code) return fail("create state folder " + path, code.value());
  const std::string lock = path + "/lock";
  const int fd = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return fail("open " + lock, errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    ::close(fd);
    return fail("lock " + lock + " (another sekishod runs with this state folder)", why);
  }
  return StateFolder(path, fd);
}

StateFolder::~StateFolder() {
  if (lock_fd_ >= 0) ::close(lock_fd_);
}

StateFolder::StateFolder(StateFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_fd_(std::exchange(other.lock_fd_, -1)) {}

Expected<LastGood> StateFolder::read_last_good() const {
  auto image = TableImage::read(path_of(kImageName));
  if (!image) return tl::unexpected(image.error());
  LastGood last{std::move(*image), "", "", {}, {}};
  last.until = last.image.valid_until();
  // The notes are for people; without them the image is as good.
  const auto content = read_file(path_of(kNotesName));
  if (!content) return last;
  const auto notes = nlohmann::json::parse(content->bytes, nullptr, false);
  last.policy_name = text_of(notes, "name");
  last.time_zone = text_of(notes, "timezone");
  last.clauses = clauses_of(notes);
  if (const auto until = parse_instant(text_of(notes, "until"))) last.until = until;
  return last;
}

std::optional<std::string> StateFolder::last_good_policy() const {
  const auto content = read_file(path_of(kNotesName));
  if (!content) return std::nullopt;
  const auto notes = nlohmann::json::parse(content->bytes, nullptr, false);
  const std::string file = text_of(notes, "policy");
  std::error_code ignored;
  const std::string path = path_of(kPolicyFolder) + file;
  return file.empty() || !fs::exists(path, ignored) ? std::nullopt : std::optional(path);
}

Status StateFolder::write_last_good(const Rules& rules, std::optional<Instant> until) {
  if (Status written = rules.image->write(path_of(kImageName)); !written) return written;
  nlohmann::ordered_json notes = {{"name", rules.model->name},
                                  {"timezone", rules.model->time_zone.name()},
                                  {"clauses", rules.model->profile.clauses}};
  if (until) notes["until"] = to_rfc3339(*until);
  if (rules.files && !rules.files->empty()) {
    if (saved_ != rules.files)
      if (Status written = write_copy(path_of(kPolicyFolder), *rules.files); !written)
        return written;
    saved_ = rules.files;
    notes["policy"] = rules.files->front().first;
  }
  return write(kNotesName, notes.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

Expected<std::optional<std::string>> StateFolder::read(const char* name) const {
  auto content = read_file(path_of(name));
  if (content) return std::move(content->bytes);
  if (content.error().code == ENOENT) return std::nullopt;
  return tl::unexpected(content.error());
}

Status StateFolder::write(const char* name, std::string_view text) const {
  return replace_file(path_of(name), std::string(text) + '\n');
}

Status StateFolder::remove(const char* name) const {
  if (::unlink(path_of(name).c_str()) == 0 || errno == ENOENT) return {};
  return fail("remove " + path_of(name), errno);
}

Status StateFolder::set_aside(const char* name) const {
  const std::string path = path_of(name);
  if (std::rename(path.c_str(), (path + ".damaged").c_str()) == 0) return {};
  return fail("set aside " + path, errno);
}

}  // namespace sekisho::daemon

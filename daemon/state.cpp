#include "daemon/state.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>

#include <nlohmann/json.hpp>

#include "sekisho/base/file.h"

namespace sekisho::daemon {
namespace {

constexpr const char* kImageName = "/last-good.image";
constexpr const char* kNotesName = "/last-good.json";

Status write_text(const std::string& path, const std::string& text) {
  const std::string beside = path + ".new";
  std::ofstream file(beside, std::ios::trunc);
  file << text << '\n';
  file.close();
  if (!file) return fail("write " + beside, errno);
  if (std::rename(beside.c_str(), path.c_str()) != 0) return fail("write " + path, errno);
  return {};
}

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
  auto image = TableImage::read(path_ + kImageName);
  if (!image) return tl::unexpected(image.error());
  LastGood last{std::move(*image), "", "", {}};
  // The notes are for people; without them the image is as good.
  const auto content = read_file(path_ + kNotesName);
  if (!content) return last;
  const auto notes = nlohmann::json::parse(content->bytes, nullptr, false);
  last.policy_name = text_of(notes, "name");
  last.time_zone = text_of(notes, "timezone");
  last.clauses = clauses_of(notes);
  return last;
}

Status StateFolder::write_last_good(const TableImage& image, const Model& model) const {
  if (Status written = image.write(path_ + kImageName); !written) return written;
  const nlohmann::ordered_json notes = {{"name", model.name},
                                        {"timezone", model.time_zone.name()},
                                        {"clauses", model.profile.clauses}};
  return write_text(path_ + kNotesName,
                    notes.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace sekisho::daemon

#include "daemon/generations.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sekisho/base/file.h"

namespace sekisho::daemon {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNotes = "notes.json";
constexpr const char* kCopy = "policy";

std::optional<Generation> read_notes(const std::string& path, std::uint64_t number) {
  const auto content = read_file(path);
  if (!content) return std::nullopt;
  const auto notes = RpcJson::parse(content->bytes, nullptr, false);
  if (!notes.is_object()) return std::nullopt;
  try {
    return Generation{number,
                      notes.at("digest"),
                      notes.at("name"),
                      notes.at("policy"),
                      notes.at("at"),
                      notes.value("generation", std::uint64_t{0}),
                      notes.value("by", RpcJson()),
                      notes.value("rolled_back", false)};
  } catch (const RpcJson::exception&) {  // not ours, or damaged
    return std::nullopt;
  }
}

std::uint64_t read_folder_number(const fs::path& folder) {
  const std::string name = folder.filename().string();
  const bool is_number = !name.empty() && name.size() < 19 &&
                         name.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? std::stoull(name) : 0;
}

}  // namespace

Status write_copy(const std::string& folder, const PolicyBytes& files) {
  const std::string beside = folder + ".new";
  std::error_code code;
  fs::remove_all(beside, code);
  for (const auto& [path, bytes] : files) {
    const fs::path place = beside + path;
    fs::create_directories(place.parent_path(), code);
    if (code) return fail("create folder " + place.parent_path().string(), code.value());
    if (Status written = replace_file(place.string(), bytes); !written) return written;
  }
  fs::remove_all(folder, code);
  if (!code) fs::rename(beside, folder, code);
  return code ? Status(fail("write " + folder, code.value())) : Status();
}

Generations::Generations(std::string state_folder) : folder_(state_folder + "/generations") {
  read();
}

void Generations::read() {
  std::error_code code;
  for (const auto& each : fs::directory_iterator(folder_, code)) {
    const std::uint64_t number = read_folder_number(each.path());
    if (number == 0) continue;
    if (auto kept = read_notes(each.path() / kNotes, number)) all_.push_back(std::move(*kept));
  }
  std::sort(all_.begin(), all_.end(),
            [](const Generation& a, const Generation& b) { return a.number > b.number; });
}

std::string Generations::folder_of(std::uint64_t number) const {
  return fmt::format("{}/{}", folder_, number);
}

const Generation* Generations::find(const std::string& digest) const {
  const auto place = std::find_if(all_.begin(), all_.end(),
                                  [&](const Generation& each) { return each.digest == digest; });
  return place == all_.end() ? nullptr : &*place;
}

std::string Generations::copy_of(const Generation& generation, const std::string& path) const {
  return folder_of(generation.number) + "/" + kCopy + path;
}

std::string Generations::original_path(const Generation& generation,
                                       const std::string& path) const {
  const std::string copy = copy_of(generation, "");
  return path.starts_with(copy + "/") ? path.substr(copy.size()) : path;
}

Status Generations::write_notes(const Generation& kept) const {
  const RpcJson notes = {{"digest", kept.digest},
                         {"name", kept.name},
                         {"policy", kept.policy},
                         {"at", kept.at},
                         {"by", kept.by},
                         {"generation", kept.generation},
                         {"rolled_back", kept.is_rolled_back}};
  return replace_file(folder_of(kept.number) + "/" + kNotes,
                      notes.dump(-1, ' ', false, RpcJson::error_handler_t::replace) + "\n");
}

Status Generations::add(Generation fresh, const PolicyBytes& files, std::size_t keep) {
  if (!all_.empty() && all_.front().digest == fresh.digest && !all_.front().is_rolled_back)
    return {};
  fresh.number = all_.empty() ? 1 : all_.front().number + 1;
  std::error_code code;
  fs::create_directories(folder_of(fresh.number), code);
  if (code) return fail("create folder " + folder_of(fresh.number), code.value());
  // The notes last: without them a crash leaves a folder that is none.
  if (Status written = write_copy(folder_of(fresh.number) + "/" + kCopy, files); !written)
    return written;
  if (Status written = write_notes(fresh); !written) return written;
  const std::string digest = fresh.digest;
  all_.insert(all_.begin(), std::move(fresh));
  for (std::size_t i = all_.size(); i-- > 1;) {
    if (i < keep && all_[i].digest != digest) continue;
    fs::remove_all(folder_of(all_[i].number), code);
    all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return {};
}

Status Generations::mark_rolled_back(const Generation& back) {
  for (Generation& each : all_) {
    if (each.number <= back.number || each.digest == back.digest) continue;
    each.is_rolled_back = true;
    if (Status written = write_notes(each); !written) return written;
  }
  return {};
}

const Generation* Generations::find_back(std::uint64_t steps, const std::string& digest) const {
  // What is in force may not be among them: a last good policy, or one on probation.
  const Generation* current = find(digest);
  auto each = current ? all_.begin() + (current - all_.data()) + 1 : all_.begin();
  for (; each != all_.end(); ++each)
    if (!each->is_rolled_back && --steps == 0) return &*each;
  return nullptr;
}

}  // namespace sekisho::daemon

#include "backup/places.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

namespace sekisho {
namespace {

namespace fs = std::filesystem;

// Absolute, without "..", "." or doubled slashes, and nothing that hides in it.
bool is_plain(std::string_view path) {
  if (!path.starts_with('/') || path.ends_with('/') || path.find('\0') != path.npos) return false;
  return fs::path(path).lexically_normal() == fs::path(path) && path.find("//") == path.npos &&
         path.find("/../") == path.npos && !path.ends_with("/..");
}

// Files right in these are other programs'.
constexpr std::string_view kOthers[] = {"/",     "/etc",  "/usr", "/var",  "/var/lib", "/root",
                                        "/home", "/boot", "/bin", "/sbin", "/lib"};

}  // namespace

Expected<Places> Places::of(const Backup& backup) {
  Places places;
  for (const std::string& path : {backup.config, backup.policy, backup.state + "/lock"}) {
    const std::string folder = path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
    const bool is_others =
        std::find(std::begin(kOthers), std::end(kOthers), folder) != std::end(kOthers);
    if (!is_plain(path) || is_others)
      return fail(fmt::format("\"{}\" is no place for a file of a gateway", path));
    places.folders_.push_back(folder + "/");
  }
  return places;
}

bool Places::holds(std::string_view path) const {
  return is_plain(path) && std::any_of(folders_.begin(), folders_.end(), [&](const auto& folder) {
           return path.starts_with(folder);
         });
}

}  // namespace sekisho

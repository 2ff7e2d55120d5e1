// What belongs to a gateway.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "backup/places.h"
#include "sekisho/base/file.h"
#include "sekisho/log/signing.h"
#include "sekisho/policy/load.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string absolute(const std::string& path) {
  std::error_code ignored;
  return fs::absolute(path, ignored).lexically_normal().string();
}

Status add_file(Backup& backup, std::set<std::string>& known, const std::string& path) {
  if (!known.insert(path).second) return {};
  auto content = read_file(path);
  if (!content) return tl::unexpected(content.error());
  backup.files.push_back({path, std::move(content->bytes)});
  return {};
}

// Not what is of this run alone, nor what was set aside for people.
bool belongs(const std::string& name, bool with_keys) {
  if (name == kKeyName) return with_keys;
  const bool is_aside = name.ends_with(".new") || name.ends_with(".damaged") ||
                        name.find(".before-") != std::string::npos;
  return name != "lock" && !is_aside;
}

Status add_state(Backup& backup, std::set<std::string>& known) {
  std::error_code code;
  fs::recursive_directory_iterator entries(backup.state, code);
  if (code == std::errc::no_such_file_or_directory) return {};
  for (const auto end = fs::end(entries); !code && entries != end; entries.increment(code)) {
    const std::string name = entries->path().filename().string();
    if (!entries->is_regular_file() || entries->is_symlink()) continue;
    if (!belongs(name, backup.has_keys)) continue;
    if (Status added = add_file(backup, known, entries->path().string()); !added) return added;
  }
  return code ? Status(fail("list " + backup.state, code.value())) : Status();
}

}  // namespace

Expected<Backup> collect_backup(const std::string& config_path, const Config& config, Instant now,
                                bool with_keys) {
  Backup backup{.version = SEKISHO_VERSION,
                .at = to_rfc3339(now),
                .host = host_name(),
                .config = absolute(config_path),
                .policy = absolute(config.policy),
                .state = absolute(config.state),
                .digest = {},
                .has_keys = with_keys,
                .files = {}};
  const auto places = Places::of(backup);
  if (!places) return tl::unexpected(places.error());
  std::set<std::string> known;
  if (Status added = add_file(backup, known, backup.config); !added)
    return tl::unexpected(added.error());
  SourceSet sources;
  const Result<Model> model = load_policy(backup.policy, now, sources);
  if (model) backup.digest = model->digest;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    const std::string path = absolute(sources.file(i).name);
    if (!places->holds(path))
      return fail(
          fmt::format("\"{}\" of the policy is outside of the policy's folder: move it "
                      "there, so that it can be restored",
                      path));
    if (Status added = add_file(backup, known, path); !added) return tl::unexpected(added.error());
  }
  if (Status added = add_state(backup, known); !added) return tl::unexpected(added.error());
  return backup;
}

}  // namespace sekisho

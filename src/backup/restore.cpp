// Back to where the files stood: all of them, or none.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "sekisho/backup/backup.h"
#include "sekisho/base/file.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/policy/load.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

// What one step did, so that it can be undone.
struct Step {
  std::string path;
  bool was_there = false;
};

void undo(const std::vector<Step>& steps, const std::string& aside) {
  for (auto each = steps.rbegin(); each != steps.rend(); ++each) {
    if (each->was_there)
      std::rename((each->path + aside).c_str(), each->path.c_str());
    else
      std::remove(each->path.c_str());
  }
}

// A folder on the way that is a link would lead elsewhere.
Status check_way(const std::string& path) {
  std::error_code ignored;
  for (fs::path way = path; way.has_relative_path(); way = way.parent_path())
    if (fs::is_symlink(way, ignored))
      return fail("write " + path + ": " + way.string() + " is a link");
  return {};
}

// Who owns a folder owns what is put into it: the daemon is not root.
Status give_to_owner(const std::string& path, mode_t mode) {
  struct stat folder {};
  const std::string parent = fs::path(path).parent_path().string();
  if (::stat(parent.c_str(), &folder) == 0 &&
      ::chown(path.c_str(), folder.st_uid, folder.st_gid) == 0 && ::chmod(path.c_str(), mode) == 0)
    return {};
  return fail("give " + path + " to the owner of its folder", errno);
}

Status make_folder(const std::string& path) {
  std::error_code code;
  if (fs::is_directory(path, code)) return {};
  if (Status made = make_folder(fs::path(path).parent_path().string()); !made) return made;
  if (::mkdir(path.c_str(), 0750) != 0) return fail("make the folder " + path, errno);
  return give_to_owner(path, 0750);
}

Status put_file(const BackupFile& file, const std::string& aside, std::vector<Step>& steps,
                Restored& restored) {
  struct stat old {};
  const bool is_there = ::lstat(file.path.c_str(), &old) == 0;
  if (is_there && !S_ISREG(old.st_mode)) return fail("replace " + file.path + ": it is no file");
  if (Status free = check_way(file.path); !free) return free;
  if (is_there) {
    const auto content = read_file(file.path);
    if (content && content->bytes == file.bytes) {
      ++restored.same;
      return {};
    }
  }
  if (Status made = make_folder(fs::path(file.path).parent_path().string()); !made) return made;
  if (is_there && std::rename(file.path.c_str(), (file.path + aside).c_str()) != 0)
    return fail("set aside " + file.path, errno);
  steps.push_back({file.path, is_there});
  if (is_there) restored.kept.push_back(file.path + aside);
  ++restored.written;
  if (Status written = replace_file(file.path, file.bytes); !written) return written;
  return give_to_owner(file.path, is_there ? old.st_mode & 07777 : 0640);
}

std::string first_error(const Diagnostics& found) {
  for (const Diagnostic& each : found.all())
    if (each.severity == Severity::error) return fmt::format("{} [{}]", each.message.en, each.code);
  return "it cannot be read";
}

Expected<std::string> load_digest(const std::string& path, Instant now) {
  SourceSet sources;
  const Result<Model> model = load_policy(path, now, sources);
  if (!model) return fail("load the policy: " + first_error(model.diagnostics));
  if (const auto compiled = compile(*model, now, {}, kJudgingHere); !compiled)
    return fail("compile the policy: " + compiled.error().message());
  return model->digest;
}

}  // namespace

Expected<std::string> digest_of(const Backup& backup, const std::string& beside, Instant now) {
  std::string folder = beside + "/sekisho-restore-XXXXXX";
  if (!::mkdtemp(folder.data())) return fail("make a folder in " + beside, errno);
  Status written;
  for (const BackupFile& each : backup.files) {
    if (each.path.starts_with(backup.state + "/")) continue;
    std::error_code code;
    fs::create_directories(fs::path(folder + each.path).parent_path(), code);
    if (written) written = replace_file(folder + each.path, each.bytes);
  }
  Expected<std::string> digest = written ? load_digest(folder + backup.policy, now)
                                         : Expected<std::string>(tl::unexpected(written.error()));
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return digest;
}

Expected<Restored> restore_files(const std::vector<BackupFile>& files, const std::string& aside) {
  Restored restored;
  std::vector<Step> steps;
  for (const BackupFile& each : files) {
    if (Status put = put_file(each, aside, steps, restored); !put) {
      undo(steps, aside);
      return tl::unexpected(put.error());
    }
  }
  return restored;
}

}  // namespace sekisho

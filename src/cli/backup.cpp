// sekisho backup and restore: a gateway in one archive, and back on a bare machine.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <ostream>

#include "cli/command.h"
#include "cli/daemon_config.h"
#include "sekisho/backup/backup.h"
#include "sekisho/base/utf8.h"

namespace sekisho::cli {
namespace {

struct BackupOptions {
  std::string config = kDefaultConfigPath, output;
  bool with_keys = false;
};
struct RestoreOptions {
  std::string archive;
  bool dry_run = false;
};

// The lock that a daemon has while it runs; held until the files are back.
class StateLock {
 public:
  // Errors: EWOULDBLOCK, a daemon runs. No folder is no daemon.
  static Expected<StateLock> take(const std::string& state) {
    const std::string path = state + "/lock";
    StateLock lock(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (lock.fd_ < 0 && (errno == ENOENT || errno == ENOTDIR)) return lock;
    if (lock.fd_ < 0 || ::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0)
      return fail("lock " + path + " (a sekishod runs with this state folder: stop it first)",
                  errno);
    return lock;
  }
  ~StateLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  StateLock(StateLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  StateLock& operator=(StateLock&&) = delete;

 private:
  explicit StateLock(int fd) : fd_(fd) {}
  int fd_;
};

int back_up(const BackupOptions& options, const Console& console) {
  const std::optional<Config> config = read_daemon_config(options.config, console);
  if (!config) return kUnusable;
  const auto backup =
      collect_backup(options.config, *config, console.clock.now(), options.with_keys);
  if (!backup) return console.fail(say("cannot back up: {}", backup.error().message()));
  if (Status written = write_archive(options.output, *backup); !written)
    return console.fail(say("cannot back up: {}", written.error().message()));
  console.out << console.in(say("{}: {} files, policy {}", shown(options.output),
                                backup->files.size(),
                                backup->digest.empty() ? "-" : backup->digest))
              << "\n";
  if (!backup->digest.empty()) return kDone;
  console.out << console.in(say("the policy has errors: what is restored cannot be compared"))
              << "\n";
  return kFound;
}

void print_files(const Backup& backup, const Console& console) {
  for (const BackupFile& each : backup.files)
    console.out << shown(each.path) << "  " << each.bytes.size() << "\n";
}

// The digest is compared before anything is written.
int restore(const RestoreOptions& options, const Console& console) {
  const auto cannot = [&](const Error& why) {
    return console.fail(say("nothing was restored: {}", why.message()));
  };
  const auto backup = read_archive(options.archive);
  if (!backup) return cannot(backup.error());
  if (!backup->digest.empty()) {
    std::error_code ignored;
    const auto digest = digest_of(*backup, std::filesystem::temp_directory_path(ignored).string(),
                                  console.clock.now());
    if (!digest) return cannot(digest.error());
    if (*digest != backup->digest)
      return cannot(Error{"the policy in it is " + *digest + ", not " + backup->digest});
  }
  console.out << console.in(say("backup of {} at {}, policy {}", shown(backup->host),
                                shown(backup->at), backup->digest.empty() ? "-" : backup->digest))
              << "\n";
  if (options.dry_run) {
    print_files(*backup, console);
    return kDone;
  }
  const auto lock = StateLock::take(backup->state);
  if (!lock)
    return console.fail(say("nothing was restored: {}", lock.error().message()), kUnreachable);
  const auto restored = restore_files(backup->files, ".before-restore");
  if (!restored) return cannot(restored.error());
  console.out << console.in(say("{} files written, {} were the same; what was replaced stands "
                                "beside as *.before-restore",
                                restored->written, restored->same))
              << "\n";
  return kDone;
}

}  // namespace

Action declare_backup(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<BackupOptions>();
  app.add_option("--config", options->config, words(say("the daemon's configuration")))
      ->option_text("FILE (" + options->config + ")");
  app.add_option("-o,--output", options->output, words(say("the archive to write")))
      ->option_text("FILE")
      ->required();
  app.add_flag("--with-keys", options->with_keys,
               words(say("also the private key of the log: who has it can write one")));
  return [options](const Console& console) { return back_up(*options, console); };
}

Action declare_restore(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<RestoreOptions>();
  app.add_option("archive", options->archive, words(say("an archive of sekisho backup")))
      ->option_text("FILE")
      ->required();
  app.add_flag("--dry-run", options->dry_run,
               words(say("check it and show what it holds; write nothing")));
  return [options](const Console& console) { return restore(*options, console); };
}

}  // namespace sekisho::cli

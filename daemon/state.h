// The state folder: one daemon's at a time, what was enforced last, and the texts that the daemon
// keeps from one run to the next. Thread: loop.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/rules.h"
#include "sekisho/image/image.h"
#include "sekisho/policy/model.h"

namespace sekisho::daemon {

// The last good image, with what an image does not know of its policy.
struct LastGood {
  TableImage image;
  std::string policy_name;
  std::string time_zone;
  Clauses clauses;               // of its profile
  std::optional<Instant> until;  // from then on something in it has ended; none: never
};

class StateFolder {
 public:
  // Creates the folder and takes its lock. Errors: EWOULDBLOCK, another daemon has it.
  static Expected<StateFolder> open(const std::string& path);
  ~StateFolder();
  StateFolder(StateFolder&& other) noexcept;
  StateFolder& operator=(StateFolder&&) = delete;

  Expected<LastGood> read_last_good() const;
  // A copy of the policy's own files, which loads as the policy did; nullopt: there is none.
  std::optional<std::string> last_good_policy() const;
  // `until`: see LastGood. The rules have a model.
  Status write_last_good(const Rules& rules, std::optional<Instant> until);

  // A text by its name in the folder; nullopt where there is no such file. Errors: it cannot be
  // read.
  Expected<std::optional<std::string>> read(const char* name) const;
  // Safe against a loss of power.
  Status write(const char* name, std::string_view text) const;
  Status remove(const char* name) const;
  // Out of the way, for people to look at: <name>.damaged.
  Status set_aside(const char* name) const;
  std::string path_of(const char* name) const { return path_ + "/" + name; }

 private:
  StateFolder(std::string path, int lock_fd) : path_(std::move(path)), lock_fd_(lock_fd) {}

  std::string path_;
  std::shared_ptr<const PolicyBytes> saved_;  // what the copy is of, where this run made it
  int lock_fd_;  // the kernel drops the lock with it, however the process ends
};

}  // namespace sekisho::daemon

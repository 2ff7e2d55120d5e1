// The state folder: one daemon's at a time, and the last image that was enforced. Thread: loop.
#pragma once

#include <optional>
#include <string>

#include "sekisho/image/image.h"
#include "sekisho/policy/model.h"

namespace sekisho::daemon {

// The last good image, with what an image does not know of its policy.
struct LastGood {
  TableImage image;
  std::string policy_name;
  std::string time_zone;
  Clauses clauses;  // of its profile
};

class StateFolder {
 public:
  // Creates the folder and takes its lock. Errors: EWOULDBLOCK, another daemon has it.
  static Expected<StateFolder> open(const std::string& path);
  ~StateFolder();
  StateFolder(StateFolder&& other) noexcept;
  StateFolder& operator=(StateFolder&&) = delete;

  Expected<LastGood> read_last_good() const;
  // `image` is what `model` was compiled to.
  Status write_last_good(const TableImage& image, const Model& model) const;

 private:
  StateFolder(std::string path, int lock_fd) : path_(std::move(path)), lock_fd_(lock_fd) {}

  std::string path_;
  int lock_fd_;  // the kernel drops the lock with it, however the process ends
};

}  // namespace sekisho::daemon

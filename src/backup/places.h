// Where files of a backup may stand: below the folder of the configuration, that of the policy, or
// the state folder. Thread: any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sekisho/backup/backup.h"

namespace sekisho {

class Places {
 public:
  // Errors: a path that is not absolute and plain, or a folder of the system's own.
  static Expected<Places> of(const Backup& backup);
  bool holds(std::string_view path) const;

 private:
  std::vector<std::string> folders_;
};

}  // namespace sekisho

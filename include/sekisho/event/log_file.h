// The event log as a file: lines appended, one write(2) for each batch.
//
// A batch is in the file whole or not at all: what a failed write leaves is cut off again. The
// lines of such a batch are handed back, so that their counts are told later. Thread: loop.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/event/line.h"

namespace sekisho {

class EventLogFile {
 public:
  // Creates the file, mode 0640; its folder is there.
  static Expected<EventLogFile> open(const std::string& path);
  ~EventLogFile();
  EventLogFile(EventLogFile&& other) noexcept;
  EventLogFile& operator=(EventLogFile&& other) noexcept;

  // Errors: those of write(2); nothing of the batch is in the file then.
  Status write(const std::vector<EventLine>& lines);
  // By its path again, after logrotate moved the file away. On an error the old file stays in use.
  Status reopen();
  const std::string& path() const { return path_; }

 private:
  EventLogFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  std::string path_;
  int fd_ = -1;
};

}  // namespace sekisho

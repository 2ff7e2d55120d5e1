// Which id has which counter slot, kept on bpffs beside the counters themselves.
#pragma once

#include "dataplane/program_set.h"
#include "dataplane/staged_image.h"

namespace sekisho {

class SlotStore {
 public:
  // Opens the pinned map `name`, or makes it for `limit` slots, and reads it into `book`.
  static Expected<SlotStore> open(const XdpOptions& options, const char* name, std::uint32_t limit,
                                  SlotBook& book);
  // Makes the stored slots those of the book. One system call for each that differs from what was
  // last stored: nobody else writes them.
  Status save(const SlotBook& book);

 private:
  explicit SlotStore(OwnedFd fd) : fd_(std::move(fd)) {}
  OwnedFd fd_;
  std::map<std::string, std::uint32_t, std::less<>> stored_;
};

}  // namespace sekisho

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
  // Makes the stored slots those of the book.
  Status save(const SlotBook& book) const;

 private:
  explicit SlotStore(OwnedFd fd) : fd_(std::move(fd)) {}
  OwnedFd fd_;
};

}  // namespace sekisho

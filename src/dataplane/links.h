// The interfaces of the policy as the kernel has them now: their MACs, and whether frames can leave
// by them. In the network namespace of the caller.
#pragma once

#include <cstdint>
#include <string>

#include "dataplane/program_set.h"
#include "sekisho/base/result.h"

namespace sekisho {

// MAC and SK_LINK_UP of an interface, as in sk_port::link; 0 where it is not there.
std::uint64_t read_link(const std::string& interface_name);

// Says when an interface may have changed, not how: ask read_link() then.
class LinkWatch {
 public:
  static Expected<LinkWatch> open();
  int fd() const { return fd_.get(); }  // readable after a change
  void drain();

 private:
  explicit LinkWatch(OwnedFd fd) : fd_(std::move(fd)) {}
  OwnedFd fd_;
};

}  // namespace sekisho

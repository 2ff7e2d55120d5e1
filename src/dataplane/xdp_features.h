// What an interface's driver can do with XDP, by the kernel's own account.
#pragma once

#include <cstdint>
#include <optional>

#include "dataplane/program_set.h"

namespace sekisho {

class XdpFeatures {
 public:
  XdpFeatures();
  // Whether frames that XDP redirects to the interface are sent by it (ndo_xdp_xmit). Nothing where
  // the kernel does not say: before 6.3, or no such interface.
  std::optional<bool> takes_redirects(std::uint32_t ifindex) const;

 private:
  OwnedFd socket_;
  std::uint16_t family_ = 0;  // generic netlink's number of "netdev"; 0: not known
};

}  // namespace sekisho

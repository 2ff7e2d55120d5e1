#include "dataplane/links.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <array>
#include <cerrno>
#include <cstring>

#include "sekisho/abi/table.h"

namespace sekisho {

std::uint64_t read_link(const std::string& interface_name) {
  const OwnedFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  interface_name.copy(request.ifr_name, IFNAMSIZ - 1);
  if (::ioctl(socket.get(), SIOCGIFHWADDR, &request) != 0 ||
      request.ifr_hwaddr.sa_family != ARPHRD_ETHER)
    return 0;
  std::uint64_t mac = 0;
  for (int i = 0; i < 6; ++i)
    mac = mac << 8 | static_cast<std::uint8_t>(request.ifr_hwaddr.sa_data[i]);
  if (::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) return 0;
  const auto flags = static_cast<unsigned>(request.ifr_flags);
  const bool is_up = (flags & IFF_UP) != 0 && (flags & IFF_RUNNING) != 0;
  return mac << SK_LINK_MAC_SHIFT | (is_up ? SK_LINK_UP : 0);
}

Expected<LinkWatch> LinkWatch::open() {
  OwnedFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK;
  if (fd.get() < 0 ||
      ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    return fail("watch the interfaces", errno);
  return LinkWatch(std::move(fd));
}

// ENOBUFS, messages lost, is no matter: everything is read anew after any of them.
void LinkWatch::drain() {
  std::array<char, 16384> messages;
  while (::recv(fd_.get(), messages.data(), messages.size(), 0) > 0 || errno == ENOBUFS) {
  }
}

}  // namespace sekisho

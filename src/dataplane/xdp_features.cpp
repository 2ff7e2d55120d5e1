#include "dataplane/xdp_features.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <array>
#include <cstring>

namespace sekisho {

namespace {

// Of <linux/netdev.h>, which Linux 6.3 brought.
constexpr std::uint8_t kDevGet = 1;
constexpr std::uint16_t kDevIfindex = 1, kDevXdpFeatures = 3;
constexpr std::uint64_t kNdoXmit = 4;

constexpr std::size_t kReplySize = 8192;
constexpr std::size_t kHeaders = NLMSG_HDRLEN + GENL_HDRLEN;

struct Request {
  nlmsghdr message{};
  genlmsghdr command{};
  nlattr attribute{};
  std::array<char, 16> value{};
};

// The attribute `wanted` of the answer to a request with one attribute.
template <typename T>
std::optional<T> ask(int socket, std::uint16_t family, std::uint8_t command,
                     std::uint16_t attribute, const void* value, std::size_t size,
                     std::uint16_t wanted) {
  Request request;
  request.message.nlmsg_len = static_cast<std::uint32_t>(kHeaders + NLA_HDRLEN + size);
  request.message.nlmsg_type = family;
  request.message.nlmsg_flags = NLM_F_REQUEST;
  request.command.cmd = command;
  request.command.version = 1;
  request.attribute.nla_type = attribute;
  request.attribute.nla_len = static_cast<std::uint16_t>(NLA_HDRLEN + size);
  std::memcpy(request.value.data(), value, size);
  if (::send(socket, &request, NLMSG_ALIGN(request.message.nlmsg_len), 0) < 0) return std::nullopt;

  alignas(nlmsghdr) std::array<char, kReplySize> reply;
  const ssize_t came = ::recv(socket, reply.data(), reply.size(), 0);
  nlmsghdr header{};
  if (came < static_cast<ssize_t>(kHeaders)) return std::nullopt;
  std::memcpy(&header, reply.data(), sizeof(header));
  if (header.nlmsg_type != family || header.nlmsg_len > static_cast<std::size_t>(came))
    return std::nullopt;
  for (std::size_t at = kHeaders; at + NLA_HDRLEN <= header.nlmsg_len;) {
    nlattr each{};
    std::memcpy(&each, reply.data() + at, sizeof(each));
    if (each.nla_len < NLA_HDRLEN || at + each.nla_len > header.nlmsg_len) return std::nullopt;
    T found{};
    if (each.nla_type == wanted && each.nla_len >= NLA_HDRLEN + sizeof(found)) {
      std::memcpy(&found, reply.data() + at + NLA_HDRLEN, sizeof(found));
      return found;
    }
    at += NLA_ALIGN(each.nla_len);
  }
  return std::nullopt;
}

}  // namespace

XdpFeatures::XdpFeatures()
    : socket_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC)) {
  constexpr char kFamily[] = "netdev";
  family_ = ask<std::uint16_t>(socket_.get(), GENL_ID_CTRL, CTRL_CMD_GETFAMILY,
                               CTRL_ATTR_FAMILY_NAME, kFamily, sizeof(kFamily), CTRL_ATTR_FAMILY_ID)
                .value_or(0);
}

std::optional<bool> XdpFeatures::takes_redirects(std::uint32_t ifindex) const {
  if (family_ == 0) return std::nullopt;
  const auto features = ask<std::uint64_t>(socket_.get(), family_, kDevGet, kDevIfindex, &ifindex,
                                           sizeof(ifindex), kDevXdpFeatures);
  if (!features) return std::nullopt;
  return (*features & kNdoXmit) != 0;
}

}  // namespace sekisho

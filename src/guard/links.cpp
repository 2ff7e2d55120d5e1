#include <algorithm>
#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <linux/netlink.h>
#include <netlink/route/link.h>

#include "sekisho/guard/guard.h"

namespace sekisho {
namespace {

struct Free {
  void operator()(nl_sock* socket) const { nl_socket_free(socket); }
  void operator()(nl_cache* cache) const { nl_cache_free(cache); }
};

tl::unexpected<Error> cannot_list(int error) {
  return fail(fmt::format("list the interfaces: {}", nl_geterror(error)));
}

// A veth names its peer where these name what they stand on.
bool is_stacked(rtnl_link* link) {
  const char* kind = rtnl_link_get_type(link);
  const std::string_view name = kind ? kind : "";
  return name == "vlan" || name == "macvlan" || name == "ipvlan" || name == "macsec";
}

bool is_covered(const GuardedLink& link, const std::vector<GuardedLink>& links,
                const IfIndexes& covered) {
  if (covered.contains(link.ifindex) || covered.contains(link.lower)) return true;
  bool has_ports = false;
  for (const GuardedLink& port : links) {
    if (port.master != link.ifindex) continue;
    if (!covered.contains(port.ifindex)) return false;
    has_ports = true;
  }
  return has_ports;
}

}  // namespace

IfIndexes covered_links(const std::vector<GuardedLink>& links, const IfIndexes& attached) {
  IfIndexes covered = attached;
  for (std::size_t before = 0; before != covered.size();) {
    before = covered.size();
    for (const GuardedLink& link : links)
      if (is_covered(link, links, covered)) covered.insert(link.ifindex);
  }
  return covered;
}

Expected<std::vector<GuardedLink>> read_guarded_links() {
  const std::unique_ptr<nl_sock, Free> socket(nl_socket_alloc());
  if (!socket) return cannot_list(-NLE_NOMEM);
  if (const int error = nl_connect(socket.get(), NETLINK_ROUTE); error < 0)
    return cannot_list(error);
  nl_cache* read = nullptr;
  if (const int error = rtnl_link_alloc_cache(socket.get(), AF_UNSPEC, &read); error < 0)
    return cannot_list(error);
  const std::unique_ptr<nl_cache, Free> cache(read);
  std::vector<GuardedLink> links;
  for (nl_object* each = nl_cache_get_first(read); each; each = nl_cache_get_next(each)) {
    auto* link = reinterpret_cast<rtnl_link*>(each);
    links.push_back(
        {.ifindex = static_cast<std::uint32_t>(rtnl_link_get_ifindex(link)),
         .lower = is_stacked(link) ? static_cast<std::uint32_t>(rtnl_link_get_link(link)) : 0,
         .master = static_cast<std::uint32_t>(rtnl_link_get_master(link))});
  }
  return links;
}

}  // namespace sekisho

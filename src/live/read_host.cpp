// The kernel's own account: links and routes by rtnetlink (libnl), switches by /proc, and the
// clock.
#include <net/if.h>
#include <sys/timex.h>

#include <fstream>
#include <map>
#include <memory>

#include <netlink/route/link.h>
#include <netlink/route/link/vlan.h>
#include <netlink/route/route.h>

#include "sekisho/live/host.h"

namespace sekisho {
namespace {

struct Free {
  void operator()(nl_sock* socket) const { nl_socket_free(socket); }
  void operator()(nl_cache* cache) const { nl_cache_free(cache); }
};
using Socket = std::unique_ptr<nl_sock, Free>;
using Cache = std::unique_ptr<nl_cache, Free>;
using Names = std::map<int, std::string>;  // by interface index

Text cannot(const Text& what, int error) {
  return say("cannot read {} from the kernel: {}", what, nl_geterror(error));
}

template <typename Object, typename Visit>
void for_each(const Cache& cache, Visit visit) {
  for (nl_object* each = nl_cache_get_first(cache.get()); each; each = nl_cache_get_next(each))
    visit(reinterpret_cast<Object*>(each));
}

std::string name_of(const Names& names, int index) {
  const auto place = names.find(index);
  return place == names.end() ? std::string() : place->second;
}

Names names_of(const Cache& links) {
  Names names;
  for_each<rtnl_link>(links, [&](rtnl_link* link) {
    names[rtnl_link_get_ifindex(link)] = rtnl_link_get_name(link);
  });
  return names;
}

std::vector<HostInterface> interfaces_of(const Cache& links, const Names& names) {
  std::vector<HostInterface> interfaces;
  for_each<rtnl_link>(links, [&](rtnl_link* link) {
    HostInterface each{.name = rtnl_link_get_name(link), .parent = {}, .bridge = {}};
    if (rtnl_link_is_vlan(link)) {
      each.parent = name_of(names, rtnl_link_get_link(link));
      each.vlan = static_cast<std::uint16_t>(rtnl_link_vlan_get_id(link));
    }
    each.bridge = name_of(names, rtnl_link_get_master(link));
    interfaces.push_back(std::move(each));
  });
  return interfaces;
}

std::optional<Prefix> destination_of(rtnl_route* route) {
  const nl_addr* destination = rtnl_route_get_dst(route);
  const std::uint8_t family = rtnl_route_get_family(route);
  if (family != AF_INET && family != AF_INET6) return std::nullopt;
  Prefix prefix;
  prefix.address.family = family == AF_INET ? Family::ipv4 : Family::ipv6;
  if (!destination) return prefix;
  prefix.length = nl_addr_get_prefixlen(destination);
  const auto* bytes = static_cast<const std::uint8_t*>(nl_addr_get_binary_addr(destination));
  std::copy_n(bytes, nl_addr_get_len(destination), prefix.address.bytes.begin());
  return masked(prefix);
}

std::vector<HostRoute> routes_of(const Cache& cache, const Names& names) {
  std::vector<HostRoute> routes;
  for_each<rtnl_route>(cache, [&](rtnl_route* route) {
    const std::uint8_t type = rtnl_route_get_type(route);
    const bool is_dead = type == RTN_UNREACHABLE || type == RTN_BLACKHOLE || type == RTN_PROHIBIT;
    if (rtnl_route_get_table(route) != RT_TABLE_MAIN || (type != RTN_UNICAST && !is_dead)) return;
    const auto destination = destination_of(route);
    if (!destination) return;
    HostRoute each{*destination, {}};
    for (int i = 0; !is_dead && i < rtnl_route_get_nnexthops(route); ++i) {
      const int index = rtnl_route_nh_get_ifindex(rtnl_route_nexthop_n(route, i));
      each.interfaces.push_back(name_of(names, index));
    }
    routes.push_back(std::move(each));
  });
  return routes;
}

bool is_switched_on(const char* path) {
  std::ifstream file(path);
  int value = 0;
  return file >> value && value != 0;
}

bool is_clock_synchronised() {
  timex state{};
  return adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

}  // namespace

tl::expected<HostView, Text> read_host() {
  const Socket socket(nl_socket_alloc());
  if (!socket) return tl::unexpected(cannot(say("anything"), -NLE_NOMEM));
  if (const int error = nl_connect(socket.get(), NETLINK_ROUTE); error < 0)
    return tl::unexpected(cannot(say("anything"), error));
  nl_cache* read = nullptr;
  if (const int error = rtnl_link_alloc_cache(socket.get(), AF_UNSPEC, &read); error < 0)
    return tl::unexpected(cannot(say("the interfaces"), error));
  const Cache links(read);
  if (const int error = rtnl_route_alloc_cache(socket.get(), AF_UNSPEC, 0, &read); error < 0)
    return tl::unexpected(cannot(say("the routes"), error));
  const Cache routes(read);
  const Names names = names_of(links);
  return HostView{.interfaces = interfaces_of(links, names),
                  .routes = routes_of(routes, names),
                  .forwards_ipv4 = is_switched_on("/proc/sys/net/ipv4/ip_forward"),
                  .forwards_ipv6 = is_switched_on("/proc/sys/net/ipv6/conf/all/forwarding"),
                  .is_clock_synchronised = is_clock_synchronised()};
}

}  // namespace sekisho

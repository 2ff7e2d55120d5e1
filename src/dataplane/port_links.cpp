// The interfaces of the rules in force, as they come, go and change; and the guard that goes with
// them.
#include <net/if.h>

#include <algorithm>

#include "dataplane/attachment.h"
#include "dataplane/xdp_state.h"

namespace sekisho {
namespace {

std::uint32_t port_count(const TableImage& image) {
  return image.header().sections[SK_SECTION_PORTS].count;
}

}  // namespace

const char* to_string(LinkState state) {
  switch (state) {
    case LinkState::absent:
      return "absent";
    case LinkState::down:
      return "down";
    case LinkState::up:
      return "up";
  }
  return "";
}

std::vector<std::pair<std::string, std::uint32_t>> XdpDatapath::State::present_interfaces() const {
  std::vector<std::pair<std::string, std::uint32_t>> present;
  const TableImage& image = *images.back().image;
  for (std::uint32_t port = 1; port < port_count(image); ++port) {
    std::string name(image.port_name(port));
    const std::uint32_t ifindex = ::if_nametoindex(name.c_str());
    if (ifindex != 0) present.emplace_back(std::move(name), ifindex);
  }
  return present;
}

bool XdpDatapath::State::is_named_by_rules(const std::string& interface_name) const {
  const TableImage& image = *images.back().image;
  for (std::uint32_t port = 1; port < port_count(image); ++port)
    if (image.port_name(port) == interface_name) return true;
  return false;
}

// One that went away, and one that came back under the same name, is another to the kernel.
bool XdpDatapath::State::are_all_attached() const {
  const auto present = present_interfaces();
  return std::all_of(present.begin(), present.end(), [&](const auto& each) {
    return std::any_of(ports.begin(), ports.end(), [&](const AttachedPort& port) {
      return port.interface_name == each.first && port.ifindex == each.second;
    });
  });
}

void XdpDatapath::State::forget_absent_ports() {
  const auto is_gone = [](const AttachedPort& port) {
    return ::if_nametoindex(port.interface_name.c_str()) != port.ifindex;
  };
  if (std::erase_if(ports, is_gone) == 0) return;
  set_guard();
  // A pin that stays holds a program on an interface of nobody's: it does no harm.
  (void)release_ports_except(options, ports);
}

// Only what the datapath is on now: whatever else there is under one of its names waits for it.
void XdpDatapath::State::set_guard() {
  if (!options.guard) return;
  const auto links = read_guarded_links();
  if (!links) {
    guarded = tl::unexpected(links.error());
    return;
  }
  IfIndexes attached;
  for (const AttachedPort& port : ports) attached.insert(port.ifindex);
  IfIndexes wanted = covered_links(*links, attached);
  if (covered == wanted && guarded) return;
  guarded = guard_host(wanted);
  covered = std::move(wanted);
}

void XdpDatapath::State::note_links() {
  const TableImage& image = *images.back().image;
  std::vector<PortLink> now;
  for (std::uint32_t port = 1; port < port_count(image); ++port) {
    PortLink link{.interface_name = std::string(image.port_name(port))};
    if (::if_nametoindex(link.interface_name.c_str()) != 0)
      link.state = read_link(link.interface_name) & SK_LINK_UP ? LinkState::up : LinkState::down;
    const auto before = std::find_if(
        port_links.begin(), port_links.end(),
        [&](const PortLink& each) { return each.interface_name == link.interface_name; });
    if (before != port_links.end())
      link.changes = before->changes + (before->state == link.state ? 0 : 1);
    now.push_back(std::move(link));
  }
  port_links = std::move(now);
}

}  // namespace sekisho

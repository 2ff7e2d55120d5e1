#include "doctor/read_ports.h"

#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "sekisho/dataplane/xdp.h"

namespace sekisho::doctor {
namespace {

constexpr std::size_t kMostFeatures = 512;

// ethtool(8)'s questions, over ioctl: every kernel and driver has them.
class Ethtool {
 public:
  explicit Ethtool(const std::string& name) : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    name.copy(request_.ifr_name, IFNAMSIZ - 1);
  }
  ~Ethtool() {
    if (fd_ >= 0) ::close(fd_);
  }
  Ethtool(const Ethtool&) = delete;
  Ethtool& operator=(const Ethtool&) = delete;

  bool ask(void* question) {
    request_.ifr_data = static_cast<char*>(question);
    return ::ioctl(fd_, SIOCETHTOOL, &request_) == 0;
  }
  short flags() {
    return ::ioctl(fd_, SIOCGIFFLAGS, &request_) == 0 ? request_.ifr_flags : short{0};
  }
  std::uint32_t mtu() {
    return ::ioctl(fd_, SIOCGIFMTU, &request_) == 0 ? static_cast<std::uint32_t>(request_.ifr_mtu)
                                                    : 0;
  }

 private:
  int fd_;
  ifreq request_{};
};

// The place of a feature is the running kernel's own: it is looked for by its name.
class Features {
 public:
  explicit Features(Ethtool& ethtool) {
    std::vector<std::uint32_t> sizes(sizeof(ethtool_sset_info) / 4 + 1);
    auto* info = reinterpret_cast<ethtool_sset_info*>(sizes.data());
    info->cmd = ETHTOOL_GSSET_INFO;
    info->sset_mask = 1ull << ETH_SS_FEATURES;
    if (!ethtool.ask(info) || info->sset_mask == 0) return;
    const std::uint32_t count = std::min<std::uint32_t>(info->data[0], kMostFeatures);
    std::vector<std::uint32_t> strings((sizeof(ethtool_gstrings) + count * ETH_GSTRING_LEN) / 4);
    auto* names = reinterpret_cast<ethtool_gstrings*>(strings.data());
    names->cmd = ETHTOOL_GSTRINGS;
    names->string_set = ETH_SS_FEATURES;
    names->len = count;
    if (!ethtool.ask(names)) return;
    std::vector<std::uint32_t> words((sizeof(ethtool_gfeatures) / 4) +
                                     (count + 31) / 32 * sizeof(ethtool_get_features_block) / 4);
    auto* bits = reinterpret_cast<ethtool_gfeatures*>(words.data());
    bits->cmd = ETHTOOL_GFEATURES;
    bits->size = (count + 31) / 32;
    if (!ethtool.ask(bits)) return;
    for (std::uint32_t i = 0; i < count; ++i) {
      const char* name = reinterpret_cast<const char*>(names->data) + i * ETH_GSTRING_LEN;
      known_.insert(name);
      if (bits->features[i / 32].active >> (i % 32) & 1) active_.insert(name);
    }
  }

  std::optional<bool> find(const char* name) const {
    return known_.contains(name) ? std::optional(active_.contains(name)) : std::nullopt;
  }

 private:
  std::set<std::string> known_, active_;
};

std::uint32_t our_program(const std::string& pin_folder, const std::string& name,
                          std::uint32_t ifindex) {
  const int fd = ::bpf_obj_get(pinned_link_path(pin_folder, name).c_str());
  if (fd < 0) return 0;
  bpf_link_info info{};
  std::uint32_t size = sizeof(info);
  const bool is_here =
      ::bpf_obj_get_info_by_fd(fd, &info, &size) == 0 && info.xdp.ifindex == ifindex;
  ::close(fd);
  return is_here ? info.prog_id : 0;
}

std::string program_name(std::uint32_t id) {
  const int fd = ::bpf_prog_get_fd_by_id(id);
  if (fd < 0) return {};
  bpf_prog_info info{};
  std::uint32_t size = sizeof(info);
  const bool is_known = ::bpf_obj_get_info_by_fd(fd, &info, &size) == 0;
  ::close(fd);
  return is_known ? info.name : "";
}

std::optional<XdpProgram> read_program(const std::string& pin_folder, const std::string& name,
                                       std::uint32_t ifindex) {
  LIBBPF_OPTS(bpf_xdp_query_opts, query);
  if (::bpf_xdp_query(static_cast<int>(ifindex), 0, &query) != 0) return std::nullopt;
  const std::uint32_t ours = our_program(pin_folder, name, ifindex);
  // In more than one mode at once: the one that is not ours is the one to be told of.
  for (const std::uint32_t id : {query.drv_prog_id, query.skb_prog_id, query.hw_prog_id}) {
    if (id != 0 && id != ours)
      return XdpProgram{id, program_name(id), id == query.skb_prog_id, false};
  }
  if (ours == 0) return std::nullopt;
  return XdpProgram{ours, program_name(ours), query.skb_prog_id == ours, true};
}

PortFacts read_port(const std::string& name, const std::string& pin_folder) {
  PortFacts port;
  port.name = name;
  const std::uint32_t ifindex = ::if_nametoindex(name.c_str());
  port.exists = ifindex != 0;
  if (!port.exists) return port;
  Ethtool ethtool(name);
  const short flags = ethtool.flags();
  port.is_up = (flags & IFF_UP) != 0;
  port.has_carrier = (flags & IFF_RUNNING) != 0;
  port.mtu = ethtool.mtu();
  ethtool_drvinfo driver{};
  driver.cmd = ETHTOOL_GDRVINFO;
  if (ethtool.ask(&driver)) port.driver = driver.driver;
  const Features features(ethtool);
  port.offloads = {features.find("rx-vlan-hw-parse"), features.find("rx-lro"),
                   features.find("rx-gro-hw")};
  ethtool_channels channels{};
  channels.cmd = ETHTOOL_GCHANNELS;
  if (ethtool.ask(&channels))
    port.queues = {channels.combined_count + channels.rx_count,
                   channels.max_combined ? channels.max_combined : channels.max_rx};
  port.program = read_program(pin_folder, name, ifindex);
  return port;
}

bool is_switched_on(const std::string& path) {
  std::ifstream file(path);
  int value = 0;
  return file >> value && value != 0;
}

bool is_up(const std::string& name) {
  return (Ethtool(name).flags() & IFF_UP) != 0;
}

}  // namespace

std::vector<PortFacts> read_ports(const Model& model, const std::string& pin_folder) {
  std::vector<PortFacts> ports;
  for (const Zone& zone : model.zones) {
    for (const Interface& each : zone.interfaces) {
      auto place = std::find_if(ports.begin(), ports.end(),
                                [&](const PortFacts& port) { return port.name == each.port; });
      if (place == ports.end()) place = ports.insert(place, read_port(each.port, pin_folder));
      place->has_tags |= each.vlan != 0;
    }
  }
  return ports;
}

std::vector<StrangerFacts> read_strangers(const Model& model, const HostView& host) {
  std::set<std::string> ports;
  for (const Zone& zone : model.zones)
    for (const Interface& each : zone.interfaces) ports.insert(each.port);
  const auto is_enforced = [&](const HostInterface& each) {
    return ports.contains(each.name) || ports.contains(each.parent);
  };
  std::vector<StrangerFacts> strangers;
  for (const HostInterface& each : host.interfaces) {
    const auto is_port_of = [&](const HostInterface& other) { return other.bridge == each.name; };
    const bool is_bridge =
        std::any_of(host.interfaces.begin(), host.interfaces.end(), is_port_of) &&
        std::all_of(
            host.interfaces.begin(), host.interfaces.end(),
            [&](const HostInterface& other) { return !is_port_of(other) || is_enforced(other); });
    // What is under a bridge or a bond is looked at as that.
    if (each.name == "lo" || !each.bridge.empty() || is_enforced(each) || is_bridge) continue;
    if (!is_up(each.name)) continue;
    const std::string settings = "/proc/sys/net/ipv";
    strangers.push_back({each.name,
                         is_switched_on(settings + "4/conf/" + each.name + "/forwarding"),
                         is_switched_on(settings + "6/conf/all/forwarding") &&
                             !is_switched_on(settings + "6/conf/" + each.name + "/disable_ipv6")});
  }
  return strangers;
}

}  // namespace sekisho::doctor

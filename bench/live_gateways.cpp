#include "live_gateways.h"

#include <fcntl.h>
#include <unistd.h>
#include <cstdio>
#include <fstream>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "sekisho/compiler/compile.h"

namespace sekisho::bench {

namespace {

constexpr std::uint32_t kLinuxServers = 150;  // behind the gateways that have no city

// A file for `command < file`; gone with this.
class InputFile {
 public:
  InputFile() : path_("/tmp/sekisho-bench-XXXXXX") {
    const int fd = ::mkstemp(path_.data());
    if (fd < 0) throw std::runtime_error("make a temporary file");
    ::close(fd);
    out_.open(path_);
  }
  ~InputFile() { ::unlink(path_.c_str()); }
  std::ofstream& out() { return out_; }
  const std::string& close() {
    out_.close();
    return path_;
  }

 private:
  std::string path_;
  std::ofstream out_;
};

std::set<std::uint32_t> servers_of(const std::vector<Conversation>& permitted) {
  std::set<std::uint32_t> servers;
  for (const Conversation& each : permitted) servers.insert(each.server);
  return servers;
}

void make_bridge(const LiveGateway& gateway) {
  gateway.wire->gateway.run(
      "ip link add br0 type bridge stp_state 0 mcast_snooping 0; ip link set br0 up;"
      " for port in in0 out0; do ip link set $port master br0; done");
  InputFile file;
  for (const std::uint32_t server : servers_of(gateway.permitted))
    file.out() << fmt::format("fdb replace {} dev out0 master static\n",
                              to_string(server_mac(server)));
  gateway.wire->gateway.run("bridge -batch " + file.close());
}

void make_router(LiveGateway& gateway) {
  gateway.first_hop = parse_mac("02:00:00:00:00:01").value();
  gateway.wire->gateway.run(fmt::format(
      "ip link set in0 address {}; ip address add {}/10 dev in0; ip address add {}/16 dev out0;"
      " echo 1 > /proc/sys/net/ipv4/ip_forward",
      to_string(gateway.first_hop), kOfficeGateway, kServerGateway));
  InputFile file;
  for (const std::uint32_t server : servers_of(gateway.permitted))
    file.out() << fmt::format("neigh replace {} lladdr {} dev out0 nud permanent\n",
                              server_address(server), to_string(server_mac(server)));
  gateway.wire->gateway.run("ip -batch " + file.close());
}

std::string element(const Conversation& each, const char* between) {
  return fmt::format(fmt::runtime(between), to_string(office_mac(each.office)),
                     office_address(each.office), server_address(each.server), each.port);
}

void filter_with_nftables(const LiveGateway& gateway, NftShape shape) {
  InputFile file;
  std::ofstream& out = file.out();
  const bool is_set = shape == NftShape::set;
  out << fmt::format("table {} bench {{\n", gateway.is_router ? "ip" : "bridge");
  if (is_set) {
    out << " set permitted { type ether_addr . ipv4_addr . ipv4_addr . inet_service\n"
           "  elements = {";
    for (const Conversation& each : gateway.permitted) out << element(each, "{} . {} . {} . {},\n");
    out << "} }\n";
  }
  out << " chain forward { type filter hook forward priority 0; policy drop;\n";
  if (gateway.is_router) out << "  ct state established,related accept\n";
  if (is_set) out << "  ether saddr . ip saddr . ip daddr . udp dport @permitted accept\n";
  if (!is_set)
    for (const Conversation& each : gateway.permitted)
      out << element(each, "  ether saddr {} ip saddr {} ip daddr {} udp dport {} accept\n");
  out << " }\n}\n";
  gateway.wire->gateway.run("nft -f " + file.close());
}

// One office each, so that no two are equal.
std::vector<Conversation> some_conversations(std::uint32_t count) {
  std::vector<Conversation> conversations;
  for (std::uint32_t n = 0; n < count; ++n)
    conversations.push_back({n, n * 7 % kLinuxServers, static_cast<std::uint16_t>(1024 + n % 30)});
  return conversations;
}

}  // namespace

LiveGateway make_bare(LiveLab& lab, const char* program) {
  LiveGateway gateway{.name = fmt::format("bare XDP {}", program), .wire = lab.add_wire()};
  gateway.permitted = some_conversations(1000);
  lab.attach_bare(*gateway.wire, program);
  return gateway;
}

LiveGateway make_linux(LiveLab& lab, bool is_router, NftShape shape, std::uint32_t entries) {
  LiveGateway gateway{.name = fmt::format("{} {}", shape == NftShape::none ? "Linux" : "nftables",
                                          is_router ? "router" : "bridge"),
                      .rules = entries,
                      .wire = lab.add_wire(),
                      .is_router = is_router};
  if (shape == NftShape::set) gateway.name += ", one set";
  if (shape == NftShape::rules) gateway.name += ", rules in a row";
  gateway.permitted = some_conversations(entries ? entries : 1000);
  if (is_router)
    make_router(gateway);
  else
    make_bridge(gateway);
  if (shape != NftShape::none) filter_with_nftables(gateway, shape);
  return gateway;
}

LiveGateway make_sekisho(LiveLab& lab, const CityOptions& options) {
  LiveGateway gateway{.name = fmt::format("Sekisho {}", to_string(options.forwarding)),
                      .rules = options.rules,
                      .wire = lab.add_wire(),
                      .is_router = options.forwarding == Forwarding::route};
  City city = make_city(options);
  gateway.permitted = std::move(city.permitted);
  if (gateway.is_router)
    make_router(gateway);
  else
    make_bridge(gateway);
  auto compiled = compile(city.model, Instant{});
  if (!compiled) throw std::runtime_error(compiled.error().message());
  const auto image = std::make_shared<const TableImage>(std::move(compiled->image));
  gateway.wire->gateway.enter();
  auto opened = XdpDatapath::open(
      image, {.pin_folder = fmt::format("/sys/fs/bpf/wire{}", gateway.wire->sender_ifindex)});
  if (!opened) throw std::runtime_error(opened.error().message());
  gateway.datapath = std::move(*opened);
  if (const Status staged = gateway.datapath->stage(image); !staged)
    throw std::runtime_error(staged.error().message());
  if (const auto committed = gateway.datapath->commit(); !committed)
    throw std::runtime_error(committed.error().message());
  const auto attached = gateway.datapath->attach();
  if (!attached) throw std::runtime_error(attached.error().message());
  for (const AttachedPort& port : *attached)
    if (port.mode != AttachMode::native)
      throw std::runtime_error("XDP is generic on " + port.interface_name);
  return gateway;
}

}  // namespace sekisho::bench

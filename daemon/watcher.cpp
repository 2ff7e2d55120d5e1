#include "daemon/watcher.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "sekisho/abi/reason.h"

namespace sekisho::daemon {
namespace {

constexpr std::uint64_t kLookNs = 5'000'000'000;
constexpr std::uint32_t kMostSightings = 32768;  // new or grown flows of one look

// Of an interface in this network namespace; nullopt where it is gone.
std::optional<Mac> mac_of(const std::string& interface_name) {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return std::nullopt;
  ifreq request{};
  interface_name.copy(request.ifr_name, IFNAMSIZ - 1);
  const int error = ::ioctl(fd, SIOCGIFHWADDR, &request);
  ::close(fd);
  if (error) return std::nullopt;
  Mac mac;
  std::copy_n(reinterpret_cast<const std::uint8_t*>(request.ifr_hwaddr.sa_data), mac.bytes.size(),
              mac.bytes.begin());
  return mac;
}

}  // namespace

void Watcher::set_rules(const Dataplane& dataplane, std::shared_ptr<const Model> model) {
  image_ = dataplane.image_of(dataplane.generation());
  if (image_) detector_.set_rules(image_, dataplane.generation(), std::move(model));
  learn_own_macs(dataplane);
}

void Watcher::learn_own_macs(const Dataplane& dataplane) {
  std::vector<Mac> macs;
  for (const AttachedPort& port : dataplane.ports())
    if (const auto mac = mac_of(port.interface_name)) macs.push_back(*mac);
  detector_.set_own_macs(std::move(macs));
}

void Watcher::add_packet(const PacketRecord& record,
                         const std::shared_ptr<const TableImage>& image) {
  if (sk_verdict_of(record.packet.reason) == SK_ALLOW) return;  // its flow tells of it
  detector_.add(DenialSighting{record.packet, image, record.frame});
  activity_.add_denial(record.packet, image.get(), uptime_());
  if (shadow_) shadow_->add(record, image.get());
}

Status Watcher::look(const Dataplane& dataplane, const std::vector<ZoneCounter>& zones,
                     Instant now) {
  const std::uint64_t now_ns = dataplane.clock_ns();
  detector_.set_time(now, now_ns);
  activity_.read(zones, uptime_());
  std::vector<ZoneCount> counts;
  for (const ZoneCounter& each : zones)
    counts.push_back({each.zone, each.reason, each.count.packets});
  Status looked;
  if (!is_looking_ && (looked_ns_ == 0 || now_ns >= looked_ns_ + kLookNs)) {
    looked_ns_ = now_ns;
    learn_own_macs(dataplane);  // an interface may have been given another
    is_looking_ = true;
    look_from_ = sightings_ = 0;
    looked = look_on(dataplane);
  }
  detector_.read(counts, now_ns);
  return looked;
}

Status Watcher::look_on(const Dataplane& dataplane) {
  const auto port_of = [&](std::uint32_t link) -> std::uint32_t {
    for (const AttachedPort& port : dataplane.ports())
      if (port.ifindex == link) return image_->find_port(port.interface_name);
    return 0;
  };
  if (!is_looking_ || !image_) return {};
  const auto sink = [&](const FlowSighting& flow) {
    activity_.add_flow(flow);
    if (sightings_++ < kMostSightings) detector_.add(flow);
  };
  const auto next =
      dataplane.visit_some_flows(look_from_, [&](std::uint32_t place, const sk_flow& flow) {
        activity_.count_flow(flow, looked_ns_);
        flows_.look(place, flow, port_of, sink);
        if (shadow_) shadow_->look(place, flow, dataplane);
      });
  look_from_ = next ? *next : 0;
  if (look_from_) return {};
  is_looking_ = false;
  flows_.end_look();
  activity_.end_look(uptime_());
  if (shadow_) shadow_->end_look();
  return next ? Status() : Status(tl::unexpected(next.error()));
}

}  // namespace sekisho::daemon

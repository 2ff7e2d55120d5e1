// What the service asks of a datapath; the contract is that of sekisho/dataplane/xdp.h.
// One implementation enforces (xdp_dataplane.h), tests bring their own. Thread: loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "sekisho/base/address.h"
#include "sekisho/dataplane/xdp.h"

namespace sekisho::daemon {

class Dataplane {
 public:
  virtual ~Dataplane() = default;

  virtual Status stage(std::shared_ptr<const TableImage> image) = 0;
  virtual Expected<std::uint64_t> commit() = 0;
  virtual Expected<std::vector<AttachedPort>> attach() = 0;
  virtual Status detach() = 0;
  virtual Status block() = 0;

  virtual std::shared_ptr<const TableImage> image_of(std::uint64_t generation) const = 0;
  virtual std::uint64_t generation() const = 0;
  virtual const std::vector<AttachedPort>& ports() const = 0;

  virtual int link_fd() const = 0;
  virtual bool follow_links() = 0;
  virtual const std::vector<PortLink>& port_links() const = 0;
  virtual Status guard_status() const = 0;
  virtual int event_fd() const = 0;
  virtual Expected<std::size_t> poll_events(
      const std::function<void(const PacketRecord&)>& sink) = 0;
  virtual Status visit_flows(
      const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const = 0;
  virtual Expected<std::uint32_t> visit_some_flows(
      std::uint32_t from,
      const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const = 0;
  virtual Expected<DatapathStats> stats() const = 0;
  virtual Expected<DatapathGauges> gauges() const = 0;
  virtual Expected<std::vector<ZoneCounter>> zone_counts() const = 0;
  virtual ReadRules rule_reader() const = 0;
  virtual Status collect_denials() = 0;
  virtual std::uint64_t clock_ns() const = 0;

  // At once; before the first commit, from then on.
  virtual Status isolate_zone(std::string_view id, bool isolated) = 0;
  virtual Status isolate_device(std::string_view id, bool isolated) = 0;
  virtual Status isolate_address(const Address& address, bool isolated) = 0;
};

using OpenDataplane =
    std::function<Expected<std::unique_ptr<Dataplane>>(std::shared_ptr<const TableImage> first)>;

}  // namespace sekisho::daemon

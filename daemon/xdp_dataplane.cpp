#include "daemon/xdp_dataplane.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "sekisho/guard/guard.h"

namespace sekisho::daemon {
namespace {

class XdpDataplane final : public Dataplane {
 public:
  XdpDataplane(std::unique_ptr<XdpDatapath> xdp, bool is_guarding)
      : xdp_(std::move(xdp)), is_guarding_(is_guarding), is_kept_(xdp_->is_takeover()) {}

  // A first start that failed leaves nothing behind: neither maps nor some of its links. What
  // blocks this host stays.
  ~XdpDataplane() override {
    if (!is_kept_) (void)xdp_->detach();
  }

  Status stage(std::shared_ptr<const TableImage> image) override {
    return xdp_->stage(std::move(image));
  }
  Expected<std::uint64_t> commit() override { return xdp_->commit(); }
  Expected<std::vector<AttachedPort>> attach() override {
    auto attached = xdp_->attach();
    if (attached) is_kept_ = true;
    return attached;
  }
  Status detach() override {
    if (Status detached = xdp_->detach(); !detached || !is_guarding_) return detached;
    return open_host();
  }
  Status block() override { return xdp_->block(); }

  std::shared_ptr<const TableImage> image_of(std::uint64_t generation) const override {
    return xdp_->image_of(generation);
  }
  std::uint64_t generation() const override { return xdp_->generation(); }
  const std::vector<AttachedPort>& ports() const override { return xdp_->ports(); }

  int link_fd() const override { return xdp_->link_fd(); }
  bool follow_links() override { return xdp_->follow_links(); }
  const std::vector<PortLink>& port_links() const override { return xdp_->port_links(); }
  Status guard_status() const override { return xdp_->guard_status(); }
  int event_fd() const override { return xdp_->event_fd(); }
  Expected<std::size_t> poll_events(const std::function<void(const PacketRecord&)>& sink) override {
    return xdp_->poll_events(sink);
  }
  Status visit_flows(
      const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const override {
    return xdp_->visit_flows(sink);
  }
  Expected<std::uint32_t> visit_some_flows(
      std::uint32_t from,
      const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const override {
    return xdp_->visit_some_flows(from, sink);
  }
  Expected<DatapathStats> stats() const override { return xdp_->stats(); }
  Expected<DatapathGauges> gauges() const override { return xdp_->gauges(); }
  Expected<std::vector<ZoneCounter>> zone_counts() const override { return xdp_->zone_counts(); }
  ReadRules rule_reader() const override { return xdp_->rule_reader(); }
  Status collect_denials() override { return xdp_->collect_denials(); }
  std::uint64_t clock_ns() const override { return xdp_->clock_ns(); }
  Status isolate_zone(std::string_view id, bool isolated) override {
    return xdp_->isolate_zone(id, isolated);
  }
  Status isolate_device(std::string_view id, bool isolated) override {
    return xdp_->isolate_device(id, isolated);
  }
  Status isolate_address(const Address& address, bool isolated) override {
    return xdp_->isolate_address(address, isolated);
  }

 private:
  std::unique_ptr<XdpDatapath> xdp_;
  bool is_guarding_;
  bool is_kept_;  // outlives this process: every interface was attached, now or by an earlier one
};

// A burst of records as the program lets through (bpf/rate_limit.h); a power of two.
std::size_t ring_bytes_for(std::uint32_t snap_bytes) {
  constexpr std::size_t kRecords = 8192, kHeaderBytes = 8, kMost = std::size_t{16} << 20;
  const std::size_t record = kHeaderBytes + sizeof(sk_event) + std::min(snap_bytes, kMostSnapBytes);
  return std::min(std::bit_ceil(kRecords * record), kMost);
}

}  // namespace

Expected<bool> block_unless_pinned(const Config& config) {
  if (!config.guard || XdpDatapath::is_pinned(config.pin)) return false;
  if (Status blocked = block_host(); !blocked) return tl::unexpected(blocked.error());
  return true;
}

Expected<std::unique_ptr<Dataplane>> open_xdp_dataplane(std::shared_ptr<const TableImage> first,
                                                        const Config& config) {
  XdpOptions options;
  options.pin_folder = config.pin;
  options.snap_bytes = config.evidence.snap_bytes;
  options.ring_bytes = ring_bytes_for(options.snap_bytes);
  options.guard = config.guard;
  options.force_generic = config.datapath == DatapathKind::xdp_generic;
  auto xdp = XdpDatapath::open(std::move(first), options);
  if (!xdp) return tl::unexpected(xdp.error());
  return std::make_unique<XdpDataplane>(std::move(*xdp), config.guard);
}

}  // namespace sekisho::daemon

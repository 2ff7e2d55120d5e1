#include "live_scenario.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "event_reader.h"
#include "sekisho/abi/reason.h"

namespace sekisho::bench {

namespace {

constexpr std::uint32_t kFlows = 1000;
constexpr std::uint32_t kManyPorts = 60'000;
constexpr std::uint64_t kNewFlowsAtOnce = 100'000;  // fewer than a zone may have
constexpr std::uint64_t kTrial = 2000;

Stream stream_of(const LiveGateway& gateway, Traffic traffic) {
  Stream stream;
  for (Conversation each : spread(gateway.permitted)) {
    if (traffic == Traffic::denied || traffic == Traffic::denied_again) each.port = kDeniedPort;
    stream.frames.push_back(frame_of(each, gateway.is_router ? &gateway.first_hop : nullptr, 0));
  }
  if (traffic == Traffic::denied_again) stream.frames.resize(1);
  if (traffic == Traffic::established)
    stream.ports = kFlows / static_cast<std::uint32_t>(stream.frames.size());
  if (traffic == Traffic::new_flows || traffic == Traffic::denied) stream.ports = kManyPorts;
  return stream;
}

std::uint64_t denied_by(const XdpDatapath& datapath) {
  const auto stats = datapath.stats();
  if (!stats) throw std::runtime_error(stats.error().message());
  std::uint64_t denied = 0;
  for (const ZoneCounter& row : stats->zones)
    if (row.reason == SK_DEFAULT_DENY) denied += row.count.packets;
  return denied;
}

}  // namespace

const char* to_string(Traffic traffic) {
  switch (traffic) {
    case Traffic::established:
      return "established";
    case Traffic::new_flows:
      return "new flows";
    case Traffic::denied_again:
      return "denied, one key";
    case Traffic::denied:
      return "denied, many keys";
  }
  return "";
}

Scenario::Scenario(LiveGateway& gateway, Traffic traffic)
    : gateway_(&gateway),
      traffic_(traffic),
      is_forwarded_(gateway.name != "bare XDP drop" &&
                    (traffic == Traffic::established || traffic == Traffic::new_flows)),
      stream_(stream_of(gateway, traffic)) {}

std::string Scenario::name() const {
  return fmt::format("{} {} {}", gateway_->name, gateway_->rules, to_string(traffic_));
}

void Scenario::prepare(LiveLab& lab) {
  if (traffic_ == Traffic::new_flows && gateway_->datapath)
    if (const Status status = gateway_->datapath->forget_flows(); !status)
      throw std::runtime_error(status.error().message());
  lab.load(stream_);
  if (traffic_ != Traffic::new_flows) lab.send(*gateway_->wire, 2 * kFlows);
}

Measured Scenario::turn(LiveLab& lab, std::uint64_t frames) {
  XdpDatapath* datapath = gateway_->datapath.get();
  const bool is_denial = datapath && !is_forwarded_;
  const std::uint64_t before = is_denial ? denied_by(*datapath) : 0;
  Slice slice;
  {
    const EventReader reader(is_denial ? datapath : nullptr);
    slice = lab.send(*gateway_->wire, frames);
  }
  std::uint64_t done = is_forwarded_ ? slice.received[0] : slice.dropped;
  if (is_denial) done = denied_by(*datapath) - before;
  if (!is_forwarded_ && slice.received[0])
    throw std::runtime_error(name() + ": frames arrived that should have been dropped");
  if (done == 0) throw std::runtime_error(name() + ": no frame got where it should");
  return {.mpps = static_cast<double>(done) / slice.seconds / 1e6,
          .arrived = static_cast<double>(done) / static_cast<double>(frames)};
}

void Scenario::calibrate(LiveLab& lab, double slice_s) {
  prepare(lab);
  const double rate = turn(lab, kTrial).mpps * 1e6;
  frames_ = std::max<std::uint64_t>(kTrial, static_cast<std::uint64_t>(rate * slice_s));
  if (traffic_ == Traffic::new_flows) frames_ = std::min(frames_, kNewFlowsAtOnce);
}

Measured Scenario::measure(LiveLab& lab) {
  prepare(lab);
  return turn(lab, frames_);
}

}  // namespace sekisho::bench

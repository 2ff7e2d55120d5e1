#include "reference/memory.h"

#include <algorithm>

namespace sekisho::test {

namespace {

std::uint32_t timeout_s(const Flow& flow, const Timeouts& timeouts) {
  switch (flow.protocol) {
    case kTcp:
      if (flow.state == FlowState::closing) return timeouts.tcp_closing;
      return flow.state == FlowState::fresh ? timeouts.tcp_opening : timeouts.tcp_established;
    case kUdp:
      return flow.state == FlowState::fresh ? timeouts.udp_unreplied : timeouts.udp_replied;
    case kIcmp:
    case kIcmpv6:
      return timeouts.icmp;
    default:
      return timeouts.other;
  }
}

// "n seconds after its last packet it has."
bool has_run_out(std::uint64_t since_ns, std::uint64_t now_ns, std::uint32_t seconds) {
  return now_ns - since_ns >= seconds * std::uint64_t{1'000'000'000};
}

bool is_same_datagram(const FirstFragment& first, const IpPacket& ip) {
  return first.source == ip.source && first.destination == ip.destination &&
         first.identification == ip.identification &&
         (ip.source.family == Family::ipv6 || first.protocol == ip.transport.protocol);
}

}  // namespace

void Memory::expire(std::uint64_t now_ns, const Timeouts& timeouts) {
  flows_.remove_if([&](const Flow& flow) {
    return has_run_out(flow.last_packet_ns, now_ns, timeout_s(flow, timeouts));
  });
  fragments_.remove_if([&](const FirstFragment& first) {
    return has_run_out(first.since_ns, now_ns, timeouts.fragment);
  });
}

// 2.4: the key; "for ICMP echo the identifier stands for the source port and 0 for the destination
// port, a request is forward and a reply reverse; for other protocols ports are 0."
Flow* Memory::find_flow(const Address& source, const Address& destination,
                        const Transport& transport, Direction direction) {
  const bool is_forward = direction == Direction::forward;
  const Address& from = is_forward ? source : destination;
  const Address& to = is_forward ? destination : source;
  std::uint16_t source_port = is_forward ? transport.source_port : transport.destination_port;
  std::uint16_t destination_port = is_forward ? transport.destination_port : transport.source_port;
  if (is_icmp(transport.protocol)) {
    if (is_forward ? !is_echo_request(transport) : !is_echo_reply(transport)) return nullptr;
    source_port = transport.identifier;
    destination_port = 0;
  }
  for (Flow& flow : flows_)
    if (flow.source == from && flow.destination == to && flow.protocol == transport.protocol &&
        flow.source_port == source_port && flow.destination_port == destination_port)
      return &flow;
  return nullptr;
}

void Memory::end_flow(const Flow* flow) {
  flows_.remove_if([flow](const Flow& each) { return &each == flow; });
}

bool Memory::has_room_for_flow(const Limits& limits, const std::string& ingress_zone) const {
  const auto of_zone = std::count_if(flows_.begin(), flows_.end(), [&](const Flow& flow) {
    return flow.ingress_zone == ingress_zone;
  });
  return flows_.size() < limits.max_flows &&
         static_cast<std::size_t>(of_zone) < limits.max_flows_per_zone;
}

const FirstFragment* Memory::find_fragment(const IpPacket& ip) const {
  for (const FirstFragment& first : fragments_)
    if (is_same_datagram(first, ip)) return &first;
  return nullptr;
}

bool Memory::has_room_for_fragment(const Limits& limits, const IpPacket& ip) const {
  const auto others =
      std::count_if(fragments_.begin(), fragments_.end(),
                    [&](const FirstFragment& first) { return !is_same_datagram(first, ip); });
  return static_cast<std::size_t>(others) < limits.max_fragments;
}

void Memory::remember_fragment(const IpPacket& ip, const std::string& rule, std::uint64_t now_ns) {
  fragments_.remove_if([&](const FirstFragment& first) { return is_same_datagram(first, ip); });
  fragments_.push_back({ip.source, ip.destination, ip.transport.protocol, ip.identification,
                        ip.fragment_end, rule, now_ns});
}

}  // namespace sekisho::test

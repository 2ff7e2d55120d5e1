#include "sekisho/learn/traffic.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace sekisho {
namespace {

// Ports that systems open connections from: Linux from here on, others from 49152.
constexpr std::uint16_t kFirstEphemeral = 32768;
constexpr std::uint16_t kFirstUnprivileged = 1024;

sk_tuple turned(sk_tuple tuple) {
  std::swap(tuple.src, tuple.dst);
  if (!sk_is_icmp(tuple.protocol)) std::swap(tuple.sport, tuple.dport);
  return tuple;
}

bool is_before(const sk_tuple& a, const sk_tuple& b) {
  return std::memcmp(&a, &b, sizeof(a)) < 0;
}

// Without a connection's own SYN only the ports tell a question from an answer.
bool may_open(std::uint16_t sport, std::uint16_t dport) {
  const bool looks_like_answer =
      dport >= kFirstEphemeral || (sport < kFirstUnprivileged && dport >= kFirstUnprivileged);
  return !looks_like_answer;
}

bool opens(const sk_event& packet) {
  const sk_tuple& tuple = packet.tuple;
  if (tuple.protocol == SK_PROTOCOL_TCP) return sk_is_bare_syn(packet.tcp_flags);
  if (sk_is_icmp(tuple.protocol)) return sk_is_echo_request(tuple.protocol, packet.icmp_type);
  return !sk_has_ports(tuple.protocol) || may_open(tuple.sport, tuple.dport);
}

// A later fragment has no ports, and says not what it belongs to.
bool names_its_service(const sk_event& packet) {
  if (!(packet.has & SK_HAS_ADDRESSES)) return false;
  if (sk_has_ports(packet.tuple.protocol)) return (packet.has & SK_HAS_PORTS) != 0;
  return !sk_is_icmp(packet.tuple.protocol) || (packet.has & SK_HAS_TYPE) != 0;
}

bool is_echo(const sk_event& packet) {
  return sk_is_echo_request(packet.tuple.protocol, packet.icmp_type) ||
         sk_is_echo_reply(packet.tuple.protocol, packet.icmp_type);
}

Address address_from(std::uint8_t family, const __u8 (&bytes)[16]) {
  Address address;
  address.family = family == 6 ? Family::ipv6 : Family::ipv4;  // ARP leaves it open
  std::copy_n(bytes, bits_of(address.family) / 8, address.bytes.begin());
  return address;
}

}  // namespace

Address source_address(const sk_event& packet) {
  return address_from(packet.tuple.family, packet.tuple.src);
}

Address destination_address(const sk_event& packet) {
  return address_from(packet.tuple.family, packet.tuple.dst);
}

std::size_t TrafficObserver::HashTuple::operator()(const sk_tuple& tuple) const {
  return std::hash<std::string_view>()(
      std::string_view(reinterpret_cast<const char*>(&tuple), sizeof(tuple)));
}

bool TrafficObserver::EqualTuple::operator()(const sk_tuple& a, const sk_tuple& b) const {
  return std::memcmp(&a, &b, sizeof(a)) == 0;
}

TrafficObserver::Talk* TrafficObserver::find(const sk_tuple& key) {
  for (Talks* talks : {&talks_, &older_talks_}) {
    const auto found = talks->find(key);
    if (found != talks->end()) return &found->second;
  }
  return nullptr;
}

// The oldest half goes where there are too many.
void TrafficObserver::remember(const sk_tuple& key, const Talk& talk) {
  if (Talk* known = find(key)) {
    *known = talk;
    return;
  }
  if (talks_.size() == kMostTalks) {
    older_talks_ = std::move(talks_);
    talks_.clear();
  }
  talks_.emplace(key, talk);
}

void TrafficObserver::add(const sk_event& packet, std::uint32_t reason, Instant time) {
  ++seen_.packets;
  const bool is_named = names_its_service(packet);
  if (sk_verdict_of(static_cast<int>(reason)) == SK_ALLOW) {
    if (reason != SK_RULE || !is_named) return;
    const sk_tuple back = turned(packet.tuple);
    const bool is_forward = is_before(packet.tuple, back);
    remember(is_forward ? packet.tuple : back, {is_forward, 0});
    return;
  }
  ++seen_.denied_packets;
  const bool wants_rule = reason == SK_DEFAULT_DENY || reason == SK_UNKNOWN_DEVICE;
  if (!wants_rule || !is_named)
    ++seen_.others[reason];
  else if (sk_is_icmp(packet.tuple.protocol) && !is_echo(packet))
    ++seen_.odd_icmp;
  else
    add_denied(packet, time, reason == SK_UNKNOWN_DEVICE);
}

void TrafficObserver::add_denied(const sk_event& packet, Instant time, bool is_unregistered) {
  const sk_tuple back = turned(packet.tuple);
  const bool is_key = is_before(packet.tuple, back);
  const Talk* talk = find(is_key ? packet.tuple : back);
  // Both ends may ping each other by one identifier: the type says which way it goes.
  const bool is_reply = sk_is_echo_reply(packet.tuple.protocol, packet.icmp_type) &&
                        sk_is_icmp(packet.tuple.protocol);
  const bool is_forward = talk && talk->is_key_forward == is_key && !is_reply;
  const bool says_who_opens =
      packet.tuple.protocol == SK_PROTOCOL_TCP || sk_is_icmp(packet.tuple.protocol);
  const bool opens_anew = says_who_opens && opens(packet);
  if (talk && !is_forward && !opens_anew) {
    ++seen_.answers;
    return;
  }
  if (is_forward && talk->flow != 0) {
    count(talk->flow, time);
    return;
  }
  if (is_forward ? packet.tuple.protocol != SK_PROTOCOL_TCP || opens(packet) : opens(packet))
    begin(packet, time, is_unregistered);
  else
    add_unbegun(packet);
}

void TrafficObserver::begin(const sk_event& packet, Instant time, bool is_unregistered) {
  const std::uint32_t flow = flow_of(packet, is_unregistered);
  if (flow == 0) {
    ++seen_.beyond;
    return;
  }
  const sk_tuple back = turned(packet.tuple);
  const bool is_forward = is_before(packet.tuple, back);
  remember(is_forward ? packet.tuple : back, {is_forward, flow});
  ++seen_.denied[flow - 1].flows;
  count(flow, time);
}

// From 1; 0: no room.
std::uint32_t TrafficObserver::flow_of(const sk_event& packet, bool is_unregistered) {
  const sk_tuple& tuple = packet.tuple;
  SeenFlow flow;
  flow.source = source_address(packet);
  flow.destination = destination_address(packet);
  flow.protocol = tuple.protocol;
  flow.port = sk_has_ports(tuple.protocol) ? tuple.dport : std::uint16_t{0};
  flow.type = sk_is_icmp(tuple.protocol) ? packet.icmp_type : std::uint8_t{0};
  flow.is_unregistered = is_unregistered;
  const FlowKey key(flow.source, flow.destination, flow.protocol, flow.port, flow.type,
                    is_unregistered);
  const auto found = flows_.find(key);
  if (found != flows_.end()) return found->second;
  if (seen_.denied.size() == kMostFlows) return 0;
  seen_.denied.push_back(flow);
  return flows_[key] = static_cast<std::uint32_t>(seen_.denied.size());
}

void TrafficObserver::count(std::uint32_t flow, Instant time) {
  SeenFlow& seen = seen_.denied[flow - 1];
  if (seen.packets++ == 0) seen.first = seen.last = time;
  seen.first = std::min(seen.first, time);
  seen.last = std::max(seen.last, time);
}

void TrafficObserver::add_unbegun(const sk_event& packet) {
  const sk_tuple& tuple = packet.tuple;
  const bool has_ports = sk_has_ports(tuple.protocol);
  // Which of the two is the service's is a guess; the lower one keeps the list short.
  const bool is_source = has_ports && tuple.sport < tuple.dport;
  const std::uint16_t low = has_ports ? std::min(tuple.sport, tuple.dport) : std::uint16_t{0};
  const UnbegunKey key(source_address(packet), destination_address(packet), tuple.protocol, low,
                       is_source);
  auto found = unbegun_.find(key);
  if (found == unbegun_.end()) {
    if (seen_.unbegun.size() == kMostUnbegun) {
      ++seen_.unbegun_beyond;
      return;
    }
    found = unbegun_.emplace(key, seen_.unbegun.size()).first;
    seen_.unbegun.push_back({source_address(packet), destination_address(packet), tuple.protocol,
                             has_ports ? tuple.sport : std::uint16_t{0},
                             has_ports ? tuple.dport : std::uint16_t{0}, 0});
  }
  ++seen_.unbegun[found->second].packets;
}

SeenTraffic TrafficObserver::finish() {
  std::sort(seen_.denied.begin(), seen_.denied.end(), [](const SeenFlow& a, const SeenFlow& b) {
    return std::tie(a.source, a.destination, a.protocol, a.port, a.type, a.is_unregistered) <
           std::tie(b.source, b.destination, b.protocol, b.port, b.type, b.is_unregistered);
  });
  return std::move(seen_);
}

}  // namespace sekisho

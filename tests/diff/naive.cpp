#include "naive.h"

#include "differential/ip_packet.h"

namespace sekisho::test {

namespace {

constexpr std::uint64_t kLongerThanAnyFlow = 10 * 86'400'000'000'000u;
constexpr const char *kStranger = "02:00:00:00:00:91", *kGatewayMac = "02:00:00:00:00:01";

Bytes payload_of(const Transport& t, std::uint8_t tcp_flags) {
  if (t.protocol == kTcp) return tcp(t.source_port, t.destination_port, tcp_flags);
  if (t.protocol == kUdp) return udp(t.source_port, t.destination_port);
  if (t.protocol == kSctp) return sctp(t.source_port, t.destination_port);
  if (is_icmp(t.protocol)) return icmp(t.type, 0, zeros(28));
  return zeros(8);
}

// An echo request alone has a reply.
Transport reversed(Transport t) {
  std::swap(t.source_port, t.destination_port);
  if (t.protocol == kIcmp && t.type == 8) t.type = 0;
  if (t.protocol == kIcmpv6 && t.type == 128) t.type = 129;
  return t;
}

Link link_from(const Rulebook& book, const Address& source) {
  Link link{.port = "", .vlan = 0, .source_mac = kStranger, .destination_mac = kGatewayMac};
  const Zone* zone = book.zone_of(source);
  if (!zone) zone = &book.model.zones.front();
  link.port = zone->interfaces.front().port;
  link.vlan = zone->interfaces.front().vlan;
  const Device* device = book.owner_of(source);
  if (!device) return link;
  const std::vector<Mac> macs = book.macs_of(*device);
  if (!macs.empty()) link.source_mac = to_string(macs.front());
  return link;
}

// Limits are not what is asked about, and may leave room for no flow at all.
Model with_room(Model model) {
  model.limits = {};
  return model;
}

}  // namespace

Naive::Naive(Model model, Instant at, const SwitchedOn& relaxed)
    : book_{with_room(std::move(model)), at, relaxed}, reference_(book_.model, at, relaxed) {}

NaiveVerdict Naive::judge(const NewFlow& flow) {
  MadePacket packet;
  packet.source = flow.source;
  packet.destination = flow.destination;
  packet.protocol = flow.transport.protocol;
  packet.payload = payload_of(flow.transport, kSyn);
  if (is_from_gateway(flow)) {
    std::swap(packet.source, packet.destination);
    packet.payload = payload_of(reversed(flow.transport), kSyn | kAck);
  }
  const Link link = link_from(book_, packet.source);
  now_ns_ += kLongerThanAnyFlow;
  const Answer answer = reference_.judge(now_ns_, link.port, to_frame(link, packet));
  NaiveVerdict verdict{allows(answer.reason), false, answer.reason};
  if (is_from_gateway(flow)) {  // by another rule its reply may pass as a flow of its own
    verdict.is_allowed = answer.reason == "gateway-reply";
    return verdict;
  }
  for (const Rule& rule : book_.model.rules)
    if (verdict.is_allowed && rule.id == answer.rule) verdict.is_logged = rule.log;
  return verdict;
}

}  // namespace sekisho::test

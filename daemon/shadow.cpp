#include "daemon/shadow.h"

#include <algorithm>
#include <utility>

#include "sekisho/abi/reason.h"
#include "sekisho/event/devices.h"
#include "sekisho/event/packet_line.h"

namespace sekisho::daemon {
namespace {

constexpr std::size_t kMostDifferences = 4096;
constexpr std::size_t kToldDifferences = 1000;
constexpr std::uint64_t kMostOfOneLook = 4096;  // so that a flood never keeps the loop
constexpr std::uint32_t kMostPlaces = 1u << 21;
constexpr std::size_t kLongestFrame = 65549;  // an IP packet of the greatest length, tagged

// Locally administered: no vendor's device owns it.
constexpr Mac kNobody{{0x02, 0, 0, 0, 0, 0xfe}};

Address address_of(std::uint8_t family, const std::uint8_t* bytes) {
  Address address;
  address.family = static_cast<Family>(family);
  std::copy_n(bytes, address.bytes.size(), address.bytes.begin());
  return address;
}

std::uint32_t print_of(const sk_tuple& key) {
  std::uint64_t words[sizeof(key) / 8], hash = 0x9e3779b97f4a7c15u;
  std::copy_n(reinterpret_cast<const char*>(&key), sizeof(key), reinterpret_cast<char*>(words));
  for (const std::uint64_t word : words) hash = (hash ^ word) * 0xff51afd7ed558ccdu ^ hash >> 29;
  return static_cast<std::uint32_t>(hash >> 32) | 1;
}

std::uint8_t echo_type(std::uint8_t protocol, int direction) {
  const bool is_v6 = protocol == SK_PROTOCOL_ICMPV6;
  if (direction == SK_FORWARD) return is_v6 ? 128 : 8;
  return is_v6 ? 129 : 0;
}

std::string_view zone_name_of(const TableImage& image, const sk_tuple& key,
                              const std::uint8_t* address) {
  return image.zone_name(zone_of_address(image, key.family, address));
}

}  // namespace

Shadow::Shadow(std::string policy_path, Rules rules, Instant since, RpcJson by)
    : policy_path_(std::move(policy_path)),
      rules_(std::move(rules)),
      since_(since),
      by_(std::move(by)),
      judge_(rules_.image) {
  set_rules(rules_);
}

void Shadow::set_rules(Rules rules) {
  rules_ = std::move(rules);
  judge_.swap(rules_.image);
  macs_.clear();
  const Model& model = *rules_.model;
  for (const Device& device : model.devices) {
    const Device& owner = device.via ? model[*device.via] : device;
    if (!owner.macs.empty()) macs_.emplace(device.id, owner.macs.front());
  }
}

void Shadow::begin_anew(Instant since, std::shared_ptr<const Model> live) {
  since_ = since;
  live_ = std::move(live);
  found_.clear();
  prints_.clear();
  judged_ = more_ = 0;
}

Mac Shadow::mac_of(const Address& address) const {
  const auto family = static_cast<std::uint8_t>(address.family);
  const auto device = device_of_address(*rules_.image, family, address.bytes.data());
  const auto found = macs_.find(rules_.image->device_name(device));
  return found == macs_.end() ? kNobody : found->second;
}

std::string Shadow::decision_of(const Judged& judged) const {
  return judged.rule ? std::string(rules_.image->rule_name(judged.rule))
                     : reason_name(judged.reason);
}

void Shadow::find(Key key, std::uint64_t count) {
  const auto found = found_.find(key);
  if (found == found_.end() && found_.size() >= kMostDifferences) {
    ++more_;
    return;
  }
  found_[std::move(key)] += count;
}

Judged Shadow::judge(const PacketSpec& spec, std::uint32_t port) {
  const std::vector<std::byte> frame = build_frame(spec);
  return judge_.judge({.time_ns = 1, .port = port, .bytes = frame});
}

// What the flow's passage knows of its packets that way; where it had only one, what the ledger
// says. False: it came by an interface that the new policy does not have, or none can be told.
bool Shadow::complete(const sk_flow& flow, int direction, const Dataplane& dataplane,
                      const TableImage& live, PacketSpec& spec, std::uint32_t& port) const {
  const bool is_forward = direction == SK_FORWARD;
  const sk_tuple& key = flow.key;
  const auto* src = is_forward ? key.src : key.dst;
  const auto* dst = is_forward ? key.dst : key.src;
  spec.src = address_of(key.family, src);
  spec.dst = address_of(key.family, dst);
  spec.protocol = key.protocol;
  const bool keeps_ports = is_forward || sk_is_icmp(key.protocol);
  spec.sport = keeps_ports ? key.sport : key.dport;
  spec.dport = keeps_ports ? key.dport : key.sport;
  spec.type = echo_type(key.protocol, direction);
  spec.tcp_flags = is_forward ? SK_TCP_SYN : SK_TCP_SYN | SK_TCP_ACK;
  const sk_passage& passage = flow.passages[direction];
  if (flow.bits & (std::uint32_t{SK_FLOW_PASSED} << direction)) {
    std::copy_n(passage.src_mac, spec.src_mac.bytes.size(), spec.src_mac.bytes.begin());
    std::copy_n(passage.dst_mac, spec.dst_mac.bytes.size(), spec.dst_mac.bytes.begin());
    spec.vlan = passage.vlan;
    for (const AttachedPort& each : dataplane.ports())
      if (each.ifindex == passage.link) port = rules_.image->find_port(each.interface_name);
    return true;
  }
  if (!live_) return false;
  const std::string_view zone = zone_name_of(live, key, src);
  const auto place = std::find_if(live_->zones.begin(), live_->zones.end(),
                                  [&](const Zone& each) { return each.id == zone; });
  if (place == live_->zones.end()) return false;
  spec.src_mac = mac_of(spec.src);
  spec.dst_mac = kNobody;
  spec.vlan = place->interfaces.front().vlan;
  port = rules_.image->find_port(place->interfaces.front().port);
  return true;
}

void Shadow::look(std::uint32_t place, const sk_flow& flow, const Dataplane& dataplane) {
  if (place >= kMostPlaces) return;
  if (place >= prints_.size()) prints_.resize(std::size_t{place} + 1);
  const std::uint32_t print = print_of(flow.key);
  if (prints_[place] == print || judged_of_look_ >= kMostOfOneLook) return;
  const auto live = dataplane.image_of(flow.judged >> 32);
  PacketSpec spec;
  std::uint32_t port = 0;
  if (!live || !complete(flow, SK_FORWARD, dataplane, *live, spec, port)) return;
  prints_[place] = print;
  ++judged_;
  ++judged_of_look_;
  judge_.forget_flows();
  Judged judged = judge(spec, port);
  // The answer may come from a device that the new policy knows otherwise.
  const bool is_answered = flow.bits & (std::uint32_t{SK_FLOW_PASSED} << SK_REVERSE);
  if (judged.allowed() && is_answered &&
      complete(flow, SK_REVERSE, dataplane, *live, spec, port = 0))
    judged = judge(spec, port);
  if (judged.allowed()) return;
  Key key{.newly_allowed = false,
          .from = std::string(zone_name_of(*live, flow.key, flow.key.src)),
          .to = std::string(zone_name_of(*live, flow.key, flow.key.dst)),
          .src = address_text(flow.key.family, flow.key.src),
          .dst = address_text(flow.key.family, flow.key.dst),
          .proto = protocol_name(flow.key.protocol),
          .has_port = sk_has_ports(flow.key.protocol) != 0,
          .port = flow.key.dport,
          .live = std::string(live->rule_name(static_cast<std::uint32_t>(flow.judged))),
          .shadow = decision_of(judged)};
  find(std::move(key), 1);
}

void Shadow::add(const PacketRecord& record, const TableImage* image) {
  const sk_event& packet = record.packet;
  const bool is_judged = image && sk_verdict_of(packet.reason) == SK_DENY &&
                         packet.has & SK_HAS_ADDRESSES && !record.frame.empty() &&
                         packet.length <= kLongestFrame;
  if (!is_judged) return;
  ++judged_;
  // As long as it was on the wire; of what was not kept the judge asks nothing but that it is
  // there.
  std::vector<std::byte> frame(record.frame.begin(), record.frame.end());
  frame.resize(std::max<std::size_t>(frame.size(), packet.length));
  judge_.forget_flows();
  const Judged judged =
      judge_.judge({.time_ns = 1,
                    .port = rules_.image->find_port(image->port_name(packet.port)),
                    .bytes = frame});
  if (!judged.allowed()) return;
  Key key{.newly_allowed = true,
          .from = std::string(image->zone_name(packet.source_zone)),
          .to = std::string(image->zone_name(packet.destination_zone)),
          .src = address_text(packet.tuple.family, packet.tuple.src),
          .dst = address_text(packet.tuple.family, packet.tuple.dst),
          .proto = protocol_name(packet.tuple.protocol),
          .has_port = (packet.has & SK_HAS_PORTS) != 0,
          .port = packet.tuple.dport,
          .live = reason_name(packet.reason),
          .shadow = decision_of(judged)};
  find(std::move(key), std::max<std::uint64_t>(packet.count, 1));
}

RpcJson Shadow::describe() const {
  RpcJson list = RpcJson::array();
  for (const auto& [key, count] : found_) {
    if (list.size() == kToldDifferences) break;
    list.push_back({{"change", key.newly_allowed ? "newly_allowed" : "newly_denied"},
                    {"src_zone", text_or_null(key.from)},
                    {"dest_zone", text_or_null(key.to)},
                    {"src_ip", key.src},
                    {"dest_ip", key.dst},
                    {"proto", key.proto},
                    {"dest_port", key.has_port ? RpcJson(key.port) : RpcJson(nullptr)},
                    {"live", text_or_null(key.live)},
                    {"shadow", key.shadow},
                    {"count", count}});
  }
  return {{"policy", policy_path_},      {"digest", rules_.model->digest},
          {"since", to_rfc3339(since_)}, {"by", by_},
          {"judged", judged_},           {"differences", found_.size() + more_},
          {"found", std::move(list)}};
}

}  // namespace sekisho::daemon

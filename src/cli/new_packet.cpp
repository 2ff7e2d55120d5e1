#include "cli/new_packet.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "sekisho/policy/in_force.h"
#include "sekisho/policy/owner.h"
#include "sekisho/policy/protocol.h"

namespace sekisho::cli {
namespace {

constexpr std::uint16_t kDefaultSourcePort = 50000;
// Locally administered, so that no vendor's device owns them.
constexpr Mac kDefaultSource{{0x02, 0, 0, 0, 0, 0x01}};
constexpr Mac kDefaultDestination{{0x02, 0, 0, 0, 0, 0xfe}};

Mac source_mac(const Model& model, const Address& source, Instant at) {
  const Device* device = find_owner(model, source, at);
  if (device != nullptr && device->via) {
    device = &model[*device->via];
    if (!is_in_force(*device, model.time_zone, at)) device = nullptr;
  }
  return device != nullptr && !device->macs.empty() ? device->macs.front() : kDefaultSource;
}

}  // namespace

std::optional<Contradiction> find_contradiction(const NewPacket& packet) {
  const bool has_ports = sk_has_ports(packet.protocol) != 0;
  const std::string name = name_or_number(packet.protocol);
  if (packet.src.family != packet.dst.family)
    return Contradiction{"dst", say("{} and {} are of different IP versions", to_string(packet.src),
                                    to_string(packet.dst))};
  if (has_ports && !packet.dport)
    return Contradiction{"dport", say("proto {} needs a dport", name)};
  if (!has_ports && packet.dport) return Contradiction{"dport", say("proto {} has no ports", name)};
  if (!has_ports && packet.sport) return Contradiction{"sport", say("proto {} has no ports", name)};
  if (!sk_is_icmp(packet.protocol) && packet.type)
    return Contradiction{"type", say("proto {} has no types", name)};
  return std::nullopt;
}

PacketSpec complete(const NewPacket& packet, const Model& model, Instant at) {
  const bool is_icmp = packet.protocol == SK_PROTOCOL_ICMP;
  PacketSpec spec;
  spec.src_mac = packet.src_mac ? *packet.src_mac : source_mac(model, packet.src, at);
  spec.dst_mac = packet.dst_mac.value_or(kDefaultDestination);
  spec.vlan = packet.vlan;
  spec.src = packet.src;
  spec.dst = packet.dst;
  spec.protocol = packet.protocol;
  spec.sport = packet.sport.value_or(kDefaultSourcePort);
  spec.dport = packet.dport.value_or(0);
  spec.type = packet.type.value_or(is_icmp ? SK_ICMP_ECHO_REQUEST : SK_ICMPV6_ECHO_REQUEST);
  spec.tcp_flags = packet.tcp_flags;
  return spec;
}

Judged judge_new(UserlandJudge& judge, const NewPacket& packet, const PacketSpec& spec,
                 Instant at) {
  const std::vector<std::byte> bytes = build_frame(spec);
  // Only differences of times count; before 1970 the clock of the judge starts at its zero.
  const auto since_epoch = std::max(at.time_since_epoch(), std::chrono::microseconds::zero());
  judge.forget_flows();
  return judge.judge({.time_ns = static_cast<std::uint64_t>(since_epoch.count()) * 1000,
                      .port = judge.image().find_port(packet.port),
                      .bytes = bytes});
}

std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t most) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

std::optional<PortAndTag> parse_interface(std::string_view text) {
  constexpr std::uint32_t kLastTag = 4094;
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos)
    return text.empty() ? std::nullopt : std::optional(PortAndTag{std::string(text), 0});
  const auto tag = parse_number(text.substr(dot + 1), kLastTag);
  if (!tag || *tag == 0 || dot == 0) return std::nullopt;
  return PortAndTag{std::string(text.substr(0, dot)), static_cast<std::uint16_t>(*tag)};
}

std::optional<std::uint8_t> parse_protocol(std::string_view text) {
  if (const auto known = find_protocol(text)) return known;
  const auto number = parse_number(text, 255);
  return number ? std::optional(static_cast<std::uint8_t>(*number)) : std::nullopt;
}

}  // namespace sekisho::cli

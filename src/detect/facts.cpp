#include "detect/facts.h"

#include <algorithm>

#include "sekisho/abi/reason.h"

namespace sekisho::detect {
namespace {

Host host_of(std::uint8_t family, const std::uint8_t* bytes) {
  Host host;
  host.family = family;
  std::copy_n(bytes, family == 6 ? 16 : 4, host.bytes.begin());
  return host;
}

// Where systems open their own connections from: RFC 6335 and Windows from 49152, Linux 32768.
constexpr std::uint16_t kFirstOwnPort = 32768;
constexpr std::uint16_t kFirstUserPort = 1024;

}  // namespace

Host Host::source_of(const sk_tuple& tuple) {
  return host_of(tuple.family, tuple.src);
}

Host Host::destination_of(const sk_tuple& tuple) {
  return host_of(tuple.family, tuple.dst);
}

Address to_address(const Host& host) {
  Address address;
  address.family = host.family == 6 ? Family::ipv6 : Family::ipv4;
  address.bytes = host.bytes;
  return address;
}

std::uint8_t kind_of_zone(const TableImage& image, std::uint32_t zone) {
  const auto zones = image.section<sk_zone>(SK_SECTION_ZONES);
  return zone && zone < zones.size() ? zones[zone].kind : 0xff;
}

bool is_to_group(const sk_event& packet) {
  if ((packet.has & SK_HAS_ETHERNET) && (packet.dst_mac[0] & 1)) return true;
  if (!(packet.has & SK_HAS_ADDRESSES)) return false;
  const sk_tuple& tuple = packet.tuple;
  if (tuple.family == 6) return tuple.dst[0] == 0xff;
  return tuple.dst[0] >= 0xe0;  // RFC 1112, and the limited broadcast
}

bool looks_like_answer(const sk_event& packet) {
  const sk_tuple& tuple = packet.tuple;
  if (packet.has & SK_HAS_TYPE) {
    const bool is_v4 = tuple.protocol == SK_PROTOCOL_ICMP;
    return is_v4 ? packet.icmp_type != SK_ICMP_ECHO_REQUEST
                 : packet.icmp_type != SK_ICMPV6_ECHO_REQUEST;
  }
  if (!(packet.has & SK_HAS_PORTS)) return false;
  if (tuple.protocol == SK_PROTOCOL_TCP) {
    if (sk_is_bare_syn(packet.tcp_flags) || packet.reason == SK_BAD_TCP_FLAGS) return false;
    // A bare ACK, FIN or RST: as an answer it comes from a service to who asked.
    if (!(packet.tcp_flags & (SK_TCP_SYN | SK_TCP_ACK | SK_TCP_RST | SK_TCP_FIN))) return false;
  }
  const bool to_own_port = tuple.dport >= kFirstOwnPort && tuple.sport < kFirstOwnPort;
  return to_own_port || (tuple.sport < kFirstUserPort && tuple.dport >= kFirstUserPort);
}

bool is_private(const Host& host) {
  const auto& b = host.bytes;
  if (host.family == 6) return (b[0] & 0xfe) == 0xfc;
  return b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168);
}

bool is_inside(std::uint8_t kind, const Host& host) {
  if (kind == 0xff) return false;
  return kind != static_cast<std::uint8_t>(ZoneKind::internet) || is_private(host);
}

bool holds_port(const std::vector<std::uint16_t>& ports, std::uint16_t port) {
  return std::find(ports.begin(), ports.end(), port) != ports.end();
}

bool is_bound(std::uint32_t reason) {
  switch (reason) {
    case SK_BLOCKED:
    case SK_BAD_TCP_FLAGS:
    case SK_UNKNOWN_DESTINATION:
    case SK_FRAGMENT:
    case SK_NO_STATE:
    case SK_FLOW_TABLE_FULL:
    case SK_DEFAULT_DENY:
      return true;
    default:
      return sk_verdict_of(static_cast<int>(reason)) == SK_ALLOW;
  }
}

std::uint64_t number_of_mac(const std::uint8_t* bytes) {
  std::uint64_t number = 0;
  for (int i = 0; i < 6; ++i) number = number << 8 | bytes[i];
  return number;
}

}  // namespace sekisho::detect

#include <algorithm>

#include "event/principle.h"
#include "sekisho/abi/reason.h"
#include "sekisho/event/packet_line.h"
#include "sekisho/policy/model.h"

namespace sekisho {
namespace {

constexpr std::uint8_t kIgmp = 2;

bool has_kind(std::uint8_t kind, ZoneKind wanted) {
  return kind == static_cast<std::uint8_t>(wanted);
}

// Someone is not who or where the ledger says.
bool is_binding_violation(std::uint32_t reason) {
  switch (reason) {
    case SK_SPOOFED_SOURCE:
    case SK_UNKNOWN_DEVICE:
    case SK_WRONG_ZONE:
    case SK_MAC_IP_MISMATCH:
    case SK_ARP_SPOOF:
    case SK_ROGUE_RA:
      return true;
    default:
      return false;
  }
}

EventSeverity severity_of_reason(std::uint32_t reason) {
  if (is_binding_violation(reason)) return EventSeverity::high;
  switch (reason) {
    case SK_ISOLATED:
    case SK_FLOW_TABLE_FULL:
      return EventSeverity::high;
    case SK_NON_IP:
    case SK_NO_STATE:
      return EventSeverity::low;
    default:
      return EventSeverity::medium;
  }
}

bool is_zero(const std::uint8_t* bytes) {
  return std::all_of(bytes, bytes + 16, [](std::uint8_t byte) { return byte == 0; });
}

bool is_multicast(const sk_tuple& tuple) {
  if (tuple.family == 6) return tuple.dst[0] == 0xff;
  return tuple.dst[0] >> 4 == 0xe ||
         std::all_of(tuple.dst, tuple.dst + 4, [](std::uint8_t byte) { return byte == 0xff; });
}

// RFC 4291 2.5.6 and 2.5.2: what a host sends with before, or beside, an address of its own.
// Listener reports, DHCPv6 and service discovery all go to multicast groups from there.
bool is_link_local_multicast(const sk_tuple& tuple) {
  const bool is_link_local = tuple.src[0] == 0xfe && (tuple.src[1] & 0xc0) == 0x80;
  return tuple.family == 6 && is_multicast(tuple) && (is_link_local || is_zero(tuple.src));
}

// RFC 2131 4.1: a client without an address asks from 0.0.0.0.
bool is_dhcp(const sk_event& packet) {
  const sk_tuple& tuple = packet.tuple;
  if (tuple.protocol != SK_PROTOCOL_UDP || !(packet.has & SK_HAS_PORTS)) return false;
  return tuple.family == 4 && is_zero(tuple.src) && tuple.dport == 67;
}

}  // namespace

bool is_noise(const sk_event& packet) {
  if (!(packet.has & SK_HAS_ADDRESSES)) return false;
  switch (packet.reason) {
    case SK_SPOOFED_SOURCE:  // ::, fe80::/10 and 0.0.0.0 are of no zone
      return is_link_local_multicast(packet.tuple) || is_dhcp(packet) ||
             (packet.tuple.protocol == kIgmp && is_zero(packet.tuple.src));
    case SK_UNKNOWN_DESTINATION:
      return is_multicast(packet.tuple);
    default:
      return false;
  }
}

EventSeverity severity_of(const PacketEvent& event) {
  const sk_event& packet = event.packet;
  if (sk_verdict_of(packet.reason) == SK_ALLOW) return EventSeverity::info;
  const std::uint8_t from = kind_of(event.image.get(), packet.source_zone);
  const std::uint8_t to = kind_of(event.image.get(), packet.destination_zone);
  const bool from_mynumber = has_kind(from, ZoneKind::mynumber);
  // In a mynumber zone only a device of the ledger makes noise; from anyone else it is an
  // intruder's first breath.
  if (is_noise(packet) && (!from_mynumber || packet.source_device != 0)) return EventSeverity::low;
  if (from_mynumber && is_binding_violation(packet.reason)) return EventSeverity::critical;
  const bool crosses = packet.source_zone != packet.destination_zone;
  if (!crosses) return severity_of_reason(packet.reason);
  const bool is_ip = (packet.has & SK_HAS_ADDRESSES) != 0;
  if ((from_mynumber && is_ip) || has_kind(to, ZoneKind::mynumber)) return EventSeverity::critical;
  const bool into_inner = has_kind(to, ZoneKind::lgwan) || has_kind(to, ZoneKind::lgwan_uplink) ||
                          has_kind(to, ZoneKind::management);
  const EventSeverity by_reason = severity_of_reason(packet.reason);
  return into_inner && by_reason == EventSeverity::medium ? EventSeverity::high : by_reason;
}

EventSeverity severity_of(const Suppressed& suppressed) {
  if (has_kind(suppressed.zone_kind, ZoneKind::mynumber)) return EventSeverity::critical;
  return severity_of_reason(suppressed.reason);
}

}  // namespace sekisho

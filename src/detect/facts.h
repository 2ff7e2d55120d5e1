// What a sighting is, worked out once for all detections.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "sekisho/base/address.h"
#include "sekisho/detect/sighting.h"
#include "sekisho/policy/model.h"

namespace sekisho::detect {

// An address as a key.
struct Host {
  std::array<std::uint8_t, 16> bytes{};
  std::uint8_t family = 0;

  static Host source_of(const sk_tuple& tuple);
  static Host destination_of(const sk_tuple& tuple);
  friend auto operator<=>(const Host&, const Host&) = default;
};
Address to_address(const Host& host);

// One denied packet (or a sum of like ones), or one flow.
struct Seen {
  sk_event packet;
  const std::shared_ptr<const TableImage>& image;  // never null
  std::span<const std::byte> frame;
  const FlowSighting* flow = nullptr;             // null: denied
  std::uint8_t from_kind = 0xff, to_kind = 0xff;  // ZoneKind, 0xff: no zone

  std::uint64_t now_ns() const { return packet.time_ns; }
  bool has_addresses() const { return (packet.has & SK_HAS_ADDRESSES) != 0; }
  bool has_ports() const { return (packet.has & SK_HAS_PORTS) != 0; }
  bool is_from(ZoneKind kind) const { return from_kind == static_cast<std::uint8_t>(kind); }
  bool is_to(ZoneKind kind) const { return to_kind == static_cast<std::uint8_t>(kind); }
  bool touches_mynumber() const { return is_from(ZoneKind::mynumber) || is_to(ZoneKind::mynumber); }
  bool crosses() const { return packet.source_zone != packet.destination_zone; }
};

std::uint8_t kind_of_zone(const TableImage& image, std::uint32_t zone);

// To everyone on the link, or to a group.
bool is_to_group(const sk_event& packet);
// What stands at the far end of something that began elsewhere, and came too late: no attempt.
bool looks_like_answer(const sk_event& packet);
// RFC 1918, RFC 4193.
bool is_private(const Host& host);
// In one of the body's own networks, as far as can be told.
bool is_inside(std::uint8_t kind, const Host& host);

bool holds_port(const std::vector<std::uint16_t>& ports, std::uint16_t port);

// The sender is who it says: the reason came after the binding was checked (policy.md 2.3, 6).
bool is_bound(std::uint32_t reason);

std::uint64_t number_of_mac(const std::uint8_t* bytes);

}  // namespace sekisho::detect

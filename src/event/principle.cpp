#include "event/principle.h"

#include <algorithm>
#include <iterator>

#include "sekisho/abi/reason.h"
#include "sekisho/policy/model.h"

namespace sekisho {
namespace {

struct ReasonRow {
  std::uint32_t reason;
  std::string_view principle;
};
// What the reason alone says; the others are judged by the zones.
constexpr ReasonRow kReasons[] = {
    {SK_SPOOFED_SOURCE, "device-id"}, {SK_UNKNOWN_DEVICE, "device-id"},
    {SK_WRONG_ZONE, "device-id"},     {SK_MAC_IP_MISMATCH, "device-id"},
    {SK_ARP_SPOOF, "device-id"},      {SK_ROGUE_RA, "device-id"},
    {SK_ISOLATED, "cut-off"},         {SK_BLOCKED, "cut-off"},
    {SK_FLOW_TABLE_FULL, "dos"},      {SK_NO_ZONE, "ports-closed"},
};

constexpr std::uint16_t bit(ZoneKind kind) {
  return static_cast<std::uint16_t>(1u << static_cast<unsigned>(kind));
}

struct ZonesRow {
  std::uint16_t kinds, other_kinds;  // in either direction
  std::string_view principle;
};
constexpr std::uint16_t kAnyKind = 0xffff;
constexpr ZonesRow kZones[] = {
    {bit(ZoneKind::mynumber), kAnyKind, "mn-isolation"},
    {static_cast<std::uint16_t>(bit(ZoneKind::lgwan) | bit(ZoneKind::lgwan_uplink)),
     bit(ZoneKind::internet), "lg-split"},
};

bool holds(std::uint16_t kinds, std::uint8_t kind) {
  return kind != kNoZoneKind && (kinds >> kind & 1) != 0;
}

}  // namespace

std::uint8_t kind_of(const TableImage* image, std::uint32_t zone) {
  if (!image || zone == 0) return kNoZoneKind;
  const auto zones = image->section<sk_zone>(SK_SECTION_ZONES);
  return zone < zones.size() ? zones[zone].kind : kNoZoneKind;
}

std::string_view principle_of(std::uint32_t reason, std::uint8_t from, std::uint8_t to,
                              bool crosses) {
  const auto* by_reason = std::find_if(std::begin(kReasons), std::end(kReasons),
                                       [&](const ReasonRow& row) { return row.reason == reason; });
  if (by_reason != std::end(kReasons)) return by_reason->principle;
  for (const ZonesRow& row : kZones) {
    const bool fits = (holds(row.kinds, from) && holds(row.other_kinds, to)) ||
                      (holds(row.kinds, to) && holds(row.other_kinds, from));
    if (crosses && fits) return row.principle;
  }
  return "least-privilege";
}

}  // namespace sekisho

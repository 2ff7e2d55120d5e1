#include "event/principle.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "sekisho/abi/reason.h"
#include "sekisho/policy/model.h"

namespace sekisho {
namespace {

constexpr std::uint8_t k(ZoneKind kind) {
  return static_cast<std::uint8_t>(kind);
}

TEST(Principle, FollowsFromTheReasonAndTheZones) {
  struct Row {
    std::uint32_t reason;
    std::uint8_t from, to;
    bool crosses;
    const char* principle;
    const char* why;
  };
  constexpr std::uint8_t mn = k(ZoneKind::mynumber), lg = k(ZoneKind::lgwan),
                         net = k(ZoneKind::internet), dmz = k(ZoneKind::dmz);
  const Row rows[] = {
      {SK_UNKNOWN_DEVICE, mn, lg, true, "device-id", "who it is comes before where it goes"},
      {SK_MAC_IP_MISMATCH, lg, lg, false, "device-id", ""},
      {SK_WRONG_ZONE, net, mn, true, "device-id", ""},
      {SK_ARP_SPOOF, lg, kNoZoneKind, true, "device-id", ""},
      {SK_BLOCKED, mn, net, true, "cut-off", ""},
      {SK_ISOLATED, net, net, false, "cut-off", ""},
      {SK_FLOW_TABLE_FULL, net, dmz, true, "dos", ""},
      {SK_NO_ZONE, kNoZoneKind, kNoZoneKind, false, "ports-closed", "nothing is to be on that tag"},
      {SK_DEFAULT_DENY, mn, net, true, "mn-isolation", ""},
      {SK_DEFAULT_DENY, dmz, mn, true, "mn-isolation", "in either direction"},
      {SK_DEFAULT_DENY, mn, mn, true, "mn-isolation", "two mynumber zones"},
      {SK_DEFAULT_DENY, mn, mn, false, "least-privilege", "within one"},
      {SK_NO_STATE, mn, lg, true, "mn-isolation", "whatever the reason"},
      {SK_DEFAULT_DENY, lg, net, true, "lg-split", ""},
      {SK_DEFAULT_DENY, net, k(ZoneKind::lgwan_uplink), true, "lg-split", ""},
      {SK_DEFAULT_DENY, lg, dmz, true, "least-privilege", ""},
      {SK_DEFAULT_DENY, lg, kNoZoneKind, true, "least-privilege", "ARP, or an image that is gone"},
      {SK_MALFORMED, net, kNoZoneKind, true, "least-privilege", ""},
      {SK_UNKNOWN_DESTINATION, mn, kNoZoneKind, true, "least-privilege",
       "no zone is not a network"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(principle_of(row.reason, row.from, row.to, row.crosses), row.principle)
        << reason_name(row.reason) << " " << row.why;
  }
}

TEST(Principle, OfEveryDenialIsOneThatProfilesKnow) {
  const auto known = principles();
  for (std::uint32_t reason = SK_MALFORMED; reason < SK_REASON_COUNT; ++reason) {
    for (std::uint8_t from = 0; from < 11; ++from) {
      for (std::uint8_t to = 0; to < 11; ++to) {
        const auto principle = principle_of(reason, from, to, from != to);
        EXPECT_NE(std::find(known.begin(), known.end(), principle), known.end()) << principle;
      }
    }
  }
}

}  // namespace
}  // namespace sekisho

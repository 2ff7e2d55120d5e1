// A told packet as a line: its fields in the manual's order, and how much it matters.
// Pure; thread: any.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sekisho/abi/event.h"
#include "sekisho/event/devices.h"
#include "sekisho/event/line.h"
#include "sekisho/event/nearest.h"
#include "sekisho/image/image.h"
#include "sekisho/policy/profile.h"

namespace sekisho {

// One packet, or `count` packets of one key of which `packet` is the last.
struct PacketEvent {
  sk_event packet{};
  std::shared_ptr<const TableImage> image;  // that of packet.generation; null: names are not known
  Instant time;                             // of `packet`
  Instant first_seen;
  std::uint64_t count = 1;
  std::optional<Nearest> nearest = {};
};

// What lines cite of the policy in force.
struct PolicyNotes {
  Clauses clauses;  // of the profile: a denied packet cites that of the principle it ran against
  DeviceBook devices;
};

// What decides now: `image` may be null, nothing does then.
struct InForce {
  const TableImage* image = nullptr;
  std::uint64_t generation = 0;
};

// Denied packets that no `deny` line tells of: those of a zone for a reason.
struct Suppressed {
  std::string zone;  // ingress zone, "" where none was found
  std::uint8_t zone_kind = kNoKind;
  std::uint32_t reason = 0;
  std::uint64_t count = 0;

  static constexpr std::uint8_t kNoKind = 0xff;
};

// The table is in docs/events.md.
EventSeverity severity_of(const PacketEvent& event);
EventSeverity severity_of(const Suppressed& suppressed);

// The clause of the principle that a denied packet ran against, as its event cites it; "" where the
// profile has none. `image` is that which judged it.
std::string_view clause_of(const sk_event& packet, const TableImage* image, const Clauses& clauses);

// Multicast listener reports, IGMP, address requests from 0.0.0.0 and the like: every host sends
// them, no policy lets them through.
bool is_noise(const sk_event& packet);

EventLine to_line(const PacketEvent& event, const TimeZone& zone, const PolicyNotes& notes = {});
EventLine to_line(const Suppressed& suppressed, Instant now, const InForce& in_force,
                  const TimeZone& zone);
// policy and generation, the last fields of a line.
void add_in_force(LineFields& fields, const InForce& in_force);

// "TCP", "UDP", "ICMP", "IPv6-ICMP", …; the number where the protocol has no name here.
std::string address_text(std::uint8_t family, const std::uint8_t* bytes);
std::string protocol_name(std::uint8_t protocol);

}  // namespace sekisho

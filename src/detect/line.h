// A detection as a line: the fields of `deny` lines where there is a packet, and "detection" with
// what was found.
#pragma once

#include <cstdint>

#include "sekisho/abi/event.h"
#include "sekisho/detect/detection.h"
#include "sekisho/event/devices.h"
#include "sekisho/event/packet_line.h"

namespace sekisho::detect {

struct LineParts {
  Detection detection{};
  EventSeverity severity{};
  Instant time, first_seen;
  std::uint64_t count = 0;
  const sk_event* packet = nullptr;
  const TableImage* image = nullptr;  // of the packet, or the one in force
  std::uint32_t zone = 0;             // where there is no packet
  bool is_ongoing = false;            // told before
  const LineFields* details = nullptr;
};

EventLine to_line(const LineParts& parts, const TimeZone& zone, const Clauses& clauses,
                  const DeviceBook& devices, const InForce& in_force);

}  // namespace sekisho::detect

// What is detected on headers and flows, once; whoever needs the list expands it. docs/detection.md
// describes each. Thread: any.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sekisho {

// X(enumerator, event_type and key of the configuration)
#define SK_DETECTIONS(X)                    \
  X(scan, "scan")                           \
  X(sweep, "sweep")                         \
  X(lateral, "lateral")                     \
  X(beacon, "beacon")                       \
  X(lgwan_probe, "lgwan_probe")             \
  X(new_device, "new_device")               \
  X(duplicate_address, "duplicate_address") \
  X(mac_moved, "mac_moved")                 \
  X(storm, "storm")                         \
  X(mail_burst, "mail_burst")               \
  X(tunnel, "tunnel")                       \
  X(flood, "flood")                         \
  X(volume, "volume")

enum class Detection : std::uint8_t {
#define SK_X(enumerator, name) enumerator,
  SK_DETECTIONS(SK_X)
#undef SK_X
};

inline constexpr std::size_t kDetections = 0
#define SK_X(enumerator, name) +1
    SK_DETECTIONS(SK_X)
#undef SK_X
    ;

constexpr std::size_t index_of(Detection detection) {
  return static_cast<std::size_t>(detection);
}

const char* to_string(Detection detection);

}  // namespace sekisho

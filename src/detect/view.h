// What a detection may ask besides its sighting, and what all of them share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "detect/facts.h"
#include "detect/reporter.h"
#include "detect/terrain.h"

namespace sekisho::detect {

inline constexpr std::uint64_t kSecondNs = 1'000'000'000;
inline constexpr std::size_t kSampleSize = 8;

struct View {
  const DetectConfig& config;
  const Terrain& terrain;
  Reporter& reporter;
};

// Of a citizen's data everything is critical.
inline EventSeverity severity_of(const Seen& seen, EventSeverity base) {
  return seen.touches_mynumber() ? EventSeverity::critical : base;
}

inline Report report_of(Detection detection, const AttackKey& key, const Seen& seen,
                        EventSeverity base, std::uint64_t first_ns, std::uint64_t count) {
  return {.detection = detection,
          .key = key,
          .seen = &seen,
          .severity = severity_of(seen, base),
          .now_ns = seen.now_ns(),
          .first_ns = first_ns,
          .count = count,
          .zone = seen.packet.source_zone};
}

struct HostPair {
  Host a, b;
};

// How much within a sliding window: exact in the first, then the window before counts for the part
// of it that is not yet over.
struct SlidingCount {
  std::uint64_t began_ns = 0;
  double current = 0, before = 0;

  double add(std::uint64_t now_ns, double amount, std::uint32_t window_s) {
    const std::uint64_t window_ns = window_s * kSecondNs;
    if (began_ns == 0) began_ns = now_ns;
    if (now_ns >= began_ns + window_ns) {
      const bool is_next = now_ns < began_ns + 2 * window_ns;
      before = is_next ? current : 0;
      current = 0;
      began_ns = is_next ? began_ns + window_ns : now_ns;
    }
    current += amount;
    const double passed =
        now_ns > began_ns ? static_cast<double>(now_ns - began_ns) / static_cast<double>(window_ns)
                          : 0;
    return current + before * (1 - std::min(1.0, passed));
  }
};

// The first few hosts, to show.
struct HostSample {
  std::vector<Host> hosts;

  void add(const Host& host) {
    if (hosts.size() < kSampleSize && std::find(hosts.begin(), hosts.end(), host) == hosts.end())
      hosts.push_back(host);
  }
  LineFields texts() const {
    LineFields texts = LineFields::array();
    for (const Host& host : hosts) texts.push_back(to_string(to_address(host)));
    return texts;
  }
};

// A host as a number: itself in IPv4, a digest in IPv6.
inline std::uint32_t number_of(const Host& host) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < (host.family == 6 ? 16u : 4u); ++i)
    number =
        host.family == 6 ? (number ^ host.bytes[i]) * 0x100000001b3u : number << 8 | host.bytes[i];
  return static_cast<std::uint32_t>(host.family == 6 ? number ^ number >> 32 : number);
}

}  // namespace sekisho::detect

// What goes on, for people who look: rates, talkers, and what was denied lately. Bounded; told of
// the same sightings as the detections. Names are ids, so that generations may come and go.
// Thread: loop.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "sekisho/dataplane/xdp.h"
#include "sekisho/detect/sighting.h"

namespace sekisho::daemon {

using ZonePair = std::pair<std::string, std::string>;  // from, to; "": none

class Activity {
 public:
  using Json = nlohmann::ordered_json;

  void set_image(std::shared_ptr<const TableImage> image) { image_ = std::move(image); }
  // `uptime` as ever the same clock.
  void add_denial(const sk_event& packet, const TableImage* image, std::chrono::nanoseconds uptime);
  void add_flow(const FlowSighting& flow);
  // Every flow of the table; those whose time has run out at `now_ns` do not count.
  void count_flow(const sk_flow& flow, std::uint64_t now_ns);
  // All flows of one look were added.
  void end_look(std::chrono::nanoseconds uptime);
  void read(const std::vector<ZoneCounter>& counts, std::chrono::nanoseconds uptime);

  // Packets denied from zone to zone in the last five minutes.
  std::map<ZonePair, std::uint64_t> denied_by_pair() const;
  // Flows that lived at the last look, by the zones of their ends.
  std::map<ZonePair, std::uint64_t> flows_by_pair() const;
  // Bytes a second from zone to zone, of the last look.
  std::map<ZonePair, double> bytes_by_pair() const;
  Json describe_rates() const;
  Json describe_talkers() const;
  Json describe_denied() const;

 private:
  struct DenialKey {
    std::string src, dst, proto, reason, src_zone, dest_zone, src_device;
    std::uint16_t port = 0;
    bool has_port = false;
    auto operator<=>(const DenialKey&) const = default;
  };
  struct Slice {  // of time
    std::map<ZonePair, std::uint64_t> pairs;
    std::map<DenialKey, std::uint64_t> keys;
  };
  struct Talker {
    double bytes = 0;
    std::uint64_t flows = 0;
  };
  struct Look {
    std::map<ZonePair, double> bytes;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> flows;  // by the image's zones
    std::shared_ptr<const TableImage> image;                                 // whose they are
    std::map<std::string, Talker> talkers;                                   // by address
    std::uint64_t new_flows = 0;
    double seconds = 0;
  };
  struct Totals {
    std::uint64_t packets = 0, bytes = 0, denied = 0;
    std::chrono::nanoseconds at{};
  };
  static constexpr std::size_t kSlices = 30;
  static constexpr std::chrono::seconds kSliceTime{10};

  void turn_to(std::chrono::nanoseconds uptime);
  void add_talk(const std::string& address, double bytes);

  std::shared_ptr<const TableImage> image_;
  std::array<Slice, kSlices> slices_;
  std::int64_t newest_slice_ = 0;
  Look gathering_, last_look_;
  std::chrono::nanoseconds looked_{};
  Totals before_, now_;
};

}  // namespace sekisho::daemon

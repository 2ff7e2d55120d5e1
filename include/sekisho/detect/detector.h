// Denied packets, flows and counters to events of attacks and mishaps (docs/detection.md).
//
// Guarantee: one line at the moment an attack is seen, then one each hold-off while it goes on,
// with the count since; hold-offs are by attacker, so another attacker is told at once. Memory is
// bounded by DetectConfig::max_tracked; lines are bounded by interface and source MAC, and what is
// not told is counted in a line. Pure: times are handed in. Thread: loop.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "sekisho/base/address.h"
#include "sekisho/detect/config.h"
#include "sekisho/detect/sighting.h"
#include "sekisho/event/line.h"
#include "sekisho/policy/model.h"

namespace sekisho {

struct DetectedEvent {
  Detection detection{};
  EventLine line;                  // with the packet behind it, where its bytes came along
  std::optional<sk_event> packet;  // that made it known, where there is one
};

// When a line is given: as soon as an attack is seen, or once with all of it, when its hold-off is
// over or at flush().
enum class Telling : std::uint8_t { at_once, whole };

class Detector {
 public:
  explicit Detector(const DetectConfig& config, Telling telling = Telling::at_once);
  ~Detector();
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;

  // In effect from the next sighting on; what was seen so far is kept.
  void set_config(const DetectConfig& config);
  // What decides now. Without a model (a last good image) servers are not known as such, and only
  // denied packets count as lateral movement.
  void set_rules(std::shared_ptr<const TableImage> image, std::uint64_t generation,
                 std::shared_ptr<const Model> model);
  // The gateway's own MACs: their frames, come back, are a loop.
  void set_own_macs(std::vector<Mac> macs);
  // Where the datapath's clock stands on the wall. Before a batch of sightings.
  void set_time(Instant now, std::uint64_t now_ns);

  void add(const DenialSighting& denial);
  void add(const FlowSighting& flow);
  // A packet that was let through, where each is seen (captures): who has which address where.
  void add_passed(const sk_event& packet);
  // Once a second.
  void read(const std::vector<ZoneCount>& counts, std::uint64_t now_ns);
  // Everything that is held back.
  void flush();

  // What was found since the last call.
  std::vector<DetectedEvent> take();

  // Sources, pairs, … that are remembered now, over all detections.
  std::size_t tracked() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sekisho

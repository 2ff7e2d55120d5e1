// Hands the detector what the datapath tells: denied packets as they come, counters once a second,
// flows every five. Thread: loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/activity.h"
#include "daemon/dataplane.h"
#include "daemon/rules.h"
#include "daemon/shadow.h"
#include "sekisho/detect/detector.h"
#include "sekisho/detect/flow_watch.h"

namespace sekisho::daemon {

class Watcher {
 public:
  // `activity` is told what the detections are, and outlives this.
  Watcher(const DetectConfig& config, Activity& activity,
          std::function<std::chrono::nanoseconds()> uptime)
      : detector_(config), activity_(activity), uptime_(std::move(uptime)) {}

  void set_config(const DetectConfig& config) { detector_.set_config(config); }
  // What decides from now on. A model that is null is that of a last good image.
  void set_rules(const Dataplane& dataplane, std::shared_ptr<const Model> model);

  // `time_ns` is the datapath's clock at `now`.
  void set_time(Instant now, std::uint64_t time_ns) { detector_.set_time(now, time_ns); }
  void add_packet(const PacketRecord& record, const std::shared_ptr<const TableImage>& image);
  // Judged beside, from now on; null: nothing is. Outlives this, or is taken away first.
  void set_shadow(Shadow* shadow) { shadow_ = shadow; }
  // Once a second, with the counters as they stand. Errors: the flow table could not be read.
  Status look(const Dataplane& dataplane, const std::vector<ZoneCounter>& zones, Instant now);
  // The flow table is looked at in parts, so that nothing waits for all of it: this is the next
  // one.
  bool is_looking() const { return is_looking_; }
  Status look_on(const Dataplane& dataplane);
  // What an attack that goes on has had since its last line; before a stop.
  void flush() { detector_.flush(); }

  std::vector<DetectedEvent> take() { return detector_.take(); }

 private:
  void learn_own_macs(const Dataplane& dataplane);

  Detector detector_;
  Activity& activity_;
  std::function<std::chrono::nanoseconds()> uptime_;
  Shadow* shadow_ = nullptr;
  FlowWatch flows_;
  std::shared_ptr<const TableImage> image_;
  std::uint64_t looked_ns_ = 0;
  bool is_looking_ = false;
  std::uint32_t look_from_ = 0;
  std::uint32_t sightings_ = 0;  // of this look
};

}  // namespace sekisho::daemon

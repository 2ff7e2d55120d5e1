// Hands the detector what the datapath tells: denied packets as they come, counters once a second,
// flows every five. Thread: loop.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/dataplane.h"
#include "daemon/rules.h"
#include "sekisho/detect/detector.h"
#include "sekisho/detect/flow_watch.h"

namespace sekisho::daemon {

class Watcher {
 public:
  explicit Watcher(const DetectConfig& config) : detector_(config) {}

  void set_config(const DetectConfig& config) { detector_.set_config(config); }
  // What decides from now on. A model that is null is that of a last good image.
  void set_rules(const Dataplane& dataplane, std::shared_ptr<const Model> model);

  // `time_ns` is the datapath's clock at `now`.
  void set_time(Instant now, std::uint64_t time_ns) { detector_.set_time(now, time_ns); }
  void add_packet(const PacketRecord& record, const std::shared_ptr<const TableImage>& image);
  // Once a second. Errors: counters or the flow table could not be read.
  Status look(const Dataplane& dataplane, Instant now);
  // What an attack that goes on has had since its last line; before a stop.
  void flush() { detector_.flush(); }

  std::vector<DetectedEvent> take() { return detector_.take(); }

 private:
  Status look_at_flows(const Dataplane& dataplane);
  void learn_own_macs(const Dataplane& dataplane);

  Detector detector_;
  FlowWatch flows_;
  std::shared_ptr<const TableImage> image_;
  std::uint64_t looked_ns_ = 0;
};

}  // namespace sekisho::daemon

// Takes a datapath's events while it is flooded, on another core where there is one, as sekishod
// would.
#pragma once

#include <atomic>
#include <thread>

#include "sekisho/dataplane/xdp.h"

namespace sekisho::bench {

// Nobody else may use the datapath while this lives; nullptr: reads nothing.
class EventReader {
 public:
  explicit EventReader(XdpDatapath* datapath);
  ~EventReader();
  EventReader(const EventReader&) = delete;

 private:
  std::atomic<bool> is_done_{false};
  std::thread thread_;
};

}  // namespace sekisho::bench

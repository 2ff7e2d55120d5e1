// Lateral movement: a terminal that opens sessions to other terminals, on the ports by which
// systems are taken over.
#pragma once

#include "detect/bounded_map.h"
#include "detect/distinct_window.h"
#include "detect/view.h"

namespace sekisho::detect {

class LateralWatch {
 public:
  LateralWatch(std::size_t most, std::uint64_t seed) : sources_(most, seed) {}

  void see(const Seen& seen, const View& view);
  std::size_t tracked() const { return sources_.size(); }

 private:
  struct State {
    DistinctWindow targets;  // host and port, denied
    DistinctWindow allowed;  // hosts
    HostSample sample;
    std::vector<std::uint16_t> ports;
    std::uint64_t began_ns = 0, last_ns = 0;
    std::uint64_t count = 0, total = 0;
  };

  BoundedMap<Host, State> sources_;
};

}  // namespace sekisho::detect

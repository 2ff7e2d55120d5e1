// Port scan: one source, one host, many ports. Host sweep: one source, one service, many hosts.
#pragma once

#include "detect/bounded_map.h"
#include "detect/distinct_window.h"
#include "detect/view.h"

namespace sekisho::detect {

class ScanWatch {
 public:
  ScanWatch(std::size_t most, std::uint64_t seed) : pairs_(most, seed), services_(most, seed) {}

  void see(const Seen& seen, const View& view);
  std::size_t tracked() const { return pairs_.size() + services_.size(); }

 private:
  struct State {
    DistinctWindow values;
    HostSample sample;
    std::uint64_t began_ns = 0, last_ns = 0;
    std::uint64_t count = 0;  // not yet reported
    std::uint64_t total = 0;  // different values, as far as they are remembered
  };
  struct SweepKey {
    Host source;
    std::uint8_t protocol;
    std::uint16_t port;
  };

  void see_port(const Seen& seen, const View& view);
  void see_host(const Seen& seen, const View& view);
  static void renew(State& state, const Seen& seen, std::uint32_t slow_window_s);

  BoundedMap<HostPair, State> pairs_;
  BoundedMap<SweepKey, State> services_;
};

}  // namespace sekisho::detect

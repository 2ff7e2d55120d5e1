// What no host of that place has reason to send: towards LGWAN from the Internet's side, and
// packets that carry other packets past the rules.
#pragma once

#include "detect/bounded_map.h"
#include "detect/view.h"

namespace sekisho::detect {

class ProbeWatch {
 public:
  ProbeWatch(std::size_t most, std::uint64_t seed)
      : probes_(most, seed), tunnels_(most, seed), echoes_(most, seed) {}

  void see(const Seen& seen, const View& view);
  std::size_t tracked() const { return probes_.size() + tunnels_.size() + echoes_.size(); }

 private:
  struct Probe {
    SlidingCount packets;
    HostSample sample;
    std::vector<std::uint16_t> ports;
    std::uint64_t began_ns = 0, count = 0;
  };
  struct TunnelKey {
    HostPair ends;
    std::uint8_t protocol, reserved;
    std::uint16_t port;
  };
  struct Tunnel {
    SlidingCount packets;
    std::uint64_t began_ns = 0, count = 0;
  };
  struct Echo {
    SlidingCount bytes;
    std::uint64_t began_ns = 0, count = 0, total = 0;
  };

  void see_probe(const Seen& seen, const View& view);
  void see_tunnel(const Seen& seen, const View& view);
  void see_echo(const Seen& seen, const View& view);

  BoundedMap<Host, Probe> probes_;
  BoundedMap<TunnelKey, Tunnel> tunnels_;
  BoundedMap<HostPair, Echo> echoes_;
};

}  // namespace sekisho::detect

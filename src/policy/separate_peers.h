// その外部接続先: the far end of a mynumber rule is itself not connected to the Internet
// (policy.md 3, SK3006). Thread: one.
#pragma once

#include <vector>

#include "policy/separate_checks.h"

namespace sekisho {

// Told of every conduit, then asked once. Cost: O(n log n) for n endpoints of the rules it keeps.
// Borrows what the conduits' rules borrow.
class PeerWatch {
 public:
  explicit PeerWatch(const Landscape& land);
  // `code` is what the conduit is refused for, or "".
  void add(const Conduit& conduit, std::string_view code);
  // SK3006, once for each rule and zone that joins a far end with the Internet.
  void report(Diagnostics& found) const;

 private:
  // A mynumber rule by which a device is a far end.
  struct Tie {
    const Rule* rule = nullptr;
    const Endpoint* endpoint = nullptr;
  };
  // What a rule joins with an internet or dmz zone.
  struct Opening {
    const Rule* rule;
    Text zone;
    std::vector<Reach> reaches;
  };
  struct Holding {
    AddressRange range;
    std::size_t device;
  };

  void add_far_end(const Conduit& conduit, const End& far);
  void add_opening(const Conduit& conduit, const End& near, const End& other);
  std::vector<Holding> far_addresses() const;
  std::size_t far_device_of(const Reach& reach, const std::vector<Holding>& addresses) const;
  void report(const Opening& opening, const Reach& reach, std::size_t device,
              Diagnostics& found) const;

  const Landscape& land_;
  std::vector<Tie> ties_;  // by DeviceId, the gateway behind them
  std::vector<Opening> openings_;
};

}  // namespace sekisho

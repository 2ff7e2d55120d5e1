// One kind of traffic through one gateway, measured again and again for a short while.
#pragma once

#include <cstdint>
#include <string>

#include "live_gateways.h"
#include "live_lab.h"

namespace sekisho::bench {

enum class Traffic : std::uint8_t {
  established,   // 1,000 flows that were begun before
  new_flows,     // every frame is a flow's first
  denied_again,  // one frame again and again
  denied         // frames of ever other flows
};
const char* to_string(Traffic traffic);

struct Measured {
  double mpps = 0;     // that arrived, or were denied
  double arrived = 0;  // of those sent: 1 is all
};

class Scenario {
 public:
  Scenario(LiveGateway& gateway, Traffic traffic);

  const LiveGateway& gateway() const { return *gateway_; }
  Traffic traffic() const { return traffic_; }
  bool is_forwarded() const { return is_forwarded_; }  // else it ends at the gateway
  std::string name() const;

  // Finds how many frames take about `slice_s`.
  void calibrate(LiveLab& lab, double slice_s);
  // Loads the traffic and begins the flows that are to be there.
  void prepare(LiveLab& lab);
  // Throws std::runtime_error where the gateway did something else than the scenario says.
  Measured measure(LiveLab& lab);

 private:
  Measured turn(LiveLab& lab, std::uint64_t frames);

  LiveGateway* gateway_;
  Traffic traffic_;
  bool is_forwarded_;
  Stream stream_;
  std::uint64_t frames_ = 0;
};

}  // namespace sekisho::bench

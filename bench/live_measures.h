// What the live benchmark measures, each as a table. Every figure is the median of the rounds, and
// every ratio is to a baseline that was measured directly before it in the same round.
#pragma once

#include <string>
#include <vector>

#include "live_gateways.h"
#include "live_lab.h"
#include "live_scenario.h"
#include "report.h"

namespace sekisho::bench {

struct Effort {
  int rounds = 5;
  double slice_s = 0.2;
  std::string traffic;  // only traffic whose name holds this
};

// The two bare gateways that all else is compared with.
class Baselines {
 public:
  Baselines(LiveLab& lab, const Effort& effort);
  Scenario& redirect() { return redirect_; }
  Scenario& drop() { return drop_; }

 private:
  LiveGateway redirecting_, dropping_;
  Scenario redirect_, drop_;
};

Table measure_forwarding(LiveLab& lab, Baselines& baselines, std::vector<LiveGateway>& gateways,
                         const Effort& effort);
// One frame under way at a time, to the far end; compared with a Linux bridge without a filter.
Table measure_latency(LiveLab& lab, Baselines& baselines, std::vector<LiveGateway>& gateways,
                      const Effort& effort);
// A table of a million flows: filled, then flooded with new flows while those of it go on.
Table measure_flow_table(LiveLab& lab, Baselines& baselines, const Effort& effort);

}  // namespace sekisho::bench

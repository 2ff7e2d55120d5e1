// One reload in this process, taken apart: what each phase of it takes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/dataplane/xdp.h"

namespace sekisho::bench {

struct PhaseTime {
  const char* phase;
  double ms;      // by the clock
  double cpu_ms;  // of all threads: tells what others on the machine cannot disturb
};

// The phases in the order in which a reload has them, each alone: none runs beside another here, as
// some do in the daemon. The image is staged and committed on `xdp`, which is opened with the first
// one. Errors: the policy is not accepted, or the datapath cannot be had.
Expected<std::vector<PhaseTime>> time_phases(const std::string& policy,
                                             std::unique_ptr<XdpDatapath>& xdp,
                                             const XdpOptions& options);

// nlohmann_json alone, over the same policy: the measure of this machine at this moment.
PhaseTime time_json_parse(const std::string& policy);

}  // namespace sekisho::bench

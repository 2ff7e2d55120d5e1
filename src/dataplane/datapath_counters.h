// The kernel's counters and gauges, summed over CPUs and named.
#pragma once

#include "dataplane/staged_image.h"
#include "sekisho/dataplane/xdp.h"

namespace sekisho {

struct CounterMaps {
  int zone_counts, rule_counts, gauges, lost_events;
};
Expected<DatapathStats> read_counters(const CounterMaps& maps, const SlotBook& zones,
                                      const SlotBook& rules);

Expected<std::vector<ZoneCounter>> read_zone_counters(int zone_counts, const SlotBook& zones);

// A slot that is given to another id begins at nothing.
void reset_counter(int counts_fd, std::uint32_t key);

std::uint32_t table_size(int table_fd);

}  // namespace sekisho

// The kernel's counters and gauges, summed over CPUs and named.
#pragma once

#include "dataplane/staged_image.h"
#include "sekisho/dataplane/xdp.h"

namespace sekisho {

struct CounterMaps {
  int zone_counts, gauges, lost_events;
};
// `count` rows of a per-CPU array of sk_count from `first` on, each summed over the CPUs. In parts
// of a bounded size; one by one where the kernel has no batches for such maps (before 5.13).
Expected<std::vector<Counter>> read_rows(int counts_fd, std::uint32_t first, std::uint32_t count);

Expected<std::vector<ZoneCounter>> read_zone_counts(int zone_counts, const SlotBook& zones);
Expected<DatapathGauges> read_gauges(const CounterMaps& maps);
Expected<DatapathStats> read_counters(const CounterMaps& maps, const SlotBook& zones);
// See XdpDatapath::rule_reader.
ReadRules make_rule_reader(int rule_counts, std::uint64_t counters_id, const SlotBook& rules);

// A slot that is given to another id begins at nothing.
void reset_counter(int counts_fd, std::uint32_t key);

// Of a map, until a reboot; 0 where there is none.
std::uint32_t map_id(int map_fd);
std::uint32_t table_size(int table_fd);

}  // namespace sekisho

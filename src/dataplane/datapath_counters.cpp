#include "dataplane/datapath_counters.h"

#include <cerrno>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "sekisho/abi/kernel.h"

namespace sekisho {

namespace {

class PerCpuReader {
 public:
  explicit PerCpuReader(int fd)
      : fd_(fd), rows_(static_cast<std::size_t>(libbpf_num_possible_cpus())) {}

  Expected<Counter> read(std::uint32_t key) {
    if (bpf_map_lookup_elem(fd_, &key, rows_.data()) != 0) return fail("read a counter", errno);
    Counter sum;
    for (const sk_count& row : rows_) {
      sum.packets += row.packets;
      sum.bytes += row.bytes;
    }
    return sum;
  }

 private:
  int fd_;
  std::vector<sk_count> rows_;
};

Status read_zone(PerCpuReader& reader, const std::string& zone, std::uint32_t slot,
                 std::vector<ZoneCounter>& rows) {
  for (std::uint32_t reason = 1; reason < SK_REASON_COUNT; ++reason) {
    const auto count = reader.read(slot * SK_REASON_STRIDE + reason);
    if (!count) return tl::unexpected(count.error());
    if (count->packets) rows.push_back({zone, reason, *count});
  }
  return {};
}

Expected<std::uint64_t> read_gauge(int gauges, std::uint32_t key) {
  std::uint64_t value = 0;
  if (bpf_map_lookup_elem(gauges, &key, &value) != 0) return fail("read a gauge", errno);
  return value;
}

// All zero where there is none.
bpf_map_info info_of(int map_fd) {
  bpf_map_info info{};
  std::uint32_t size = sizeof(info);
  if (bpf_obj_get_info_by_fd(map_fd, &info, &size) != 0) return {};
  return info;
}

Expected<std::uint64_t> read_lost(int fd) {
  const std::uint32_t zero = 0;
  std::vector<std::uint64_t> rows(static_cast<std::size_t>(libbpf_num_possible_cpus()));
  if (bpf_map_lookup_elem(fd, &zero, rows.data()) != 0)
    return fail("read the count of lost events", errno);
  std::uint64_t sum = 0;
  for (const std::uint64_t row : rows) sum += row;
  return sum;
}

}  // namespace

Expected<std::vector<ZoneCounter>> read_zone_counters(int zone_counts, const SlotBook& zones) {
  std::vector<ZoneCounter> rows;
  PerCpuReader reader(zone_counts);
  if (Status status = read_zone(reader, "", 0, rows); !status)
    return tl::unexpected(status.error());
  for (const auto& [zone, slot] : zones.slots())
    if (Status status = read_zone(reader, zone, slot, rows); !status)
      return tl::unexpected(status.error());
  return rows;
}

Expected<DatapathStats> read_counters(const CounterMaps& maps, const SlotBook& zones,
                                      const SlotBook& rules) {
  DatapathStats stats;
  stats.counters_id = info_of(maps.zone_counts).id;
  PerCpuReader rule_reader(maps.rule_counts);
  auto zone_counters = read_zone_counters(maps.zone_counts, zones);
  if (!zone_counters) return tl::unexpected(zone_counters.error());
  stats.zones = std::move(*zone_counters);
  for (const auto& [rule, slot] : rules.slots()) {
    const auto count = rule_reader.read(slot);
    if (!count) return tl::unexpected(count.error());
    if (count->packets) stats.rules.push_back({rule, *count});
  }
  const auto flows = read_gauge(maps.gauges, SK_GAUGE_FLOWS),
             fragments = read_gauge(maps.gauges, SK_GAUGE_FRAGMENTS);
  const auto lost = read_lost(maps.lost_events);
  if (!flows) return tl::unexpected(flows.error());
  if (!fragments) return tl::unexpected(fragments.error());
  if (!lost) return tl::unexpected(lost.error());
  stats.flows = *flows;
  stats.fragments = *fragments;
  stats.events_lost = *lost;
  return stats;
}

void reset_counter(int counts_fd, std::uint32_t key) {
  const std::vector<sk_count> none(static_cast<std::size_t>(libbpf_num_possible_cpus()));
  bpf_map_update_elem(counts_fd, &key, none.data(), BPF_ANY);
}

std::uint32_t table_size(int table_fd) {
  return info_of(table_fd).max_entries;
}

}  // namespace sekisho

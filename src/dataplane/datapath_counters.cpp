#include "dataplane/datapath_counters.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <span>
#include <utility>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "dataplane/program_set.h"
#include "sekisho/abi/kernel.h"

namespace sekisho {

namespace {

std::size_t possible_cpus() {
  return static_cast<std::size_t>(libbpf_num_possible_cpus());
}

// Of rows as the kernel hands them over: of each row, the part of each CPU.
void add_sums(std::span<const sk_count> rows, std::size_t cpus, std::vector<Counter>& sums) {
  for (; rows.size() >= cpus; rows = rows.subspan(cpus)) {
    Counter sum;
    for (const sk_count& row : rows.first(cpus)) {
      sum.packets += row.packets;
      sum.bytes += row.bytes;
    }
    sums.push_back(sum);
  }
}

// The rows behind `sums`, as many as one call takes. False: the kernel has no such call.
bool read_part(int fd, std::uint32_t first, std::uint32_t count, std::vector<Counter>& sums) {
  constexpr std::size_t kPartBytes = 256 * 1024;
  const std::size_t cpus = possible_cpus();
  const auto most =
      static_cast<std::uint32_t>(std::max<std::size_t>(1, kPartBytes / (cpus * sizeof(sk_count))));
  const auto done = static_cast<std::uint32_t>(sums.size());
  std::uint32_t taken = std::min(most, count - done);
  std::vector<std::uint32_t> keys(taken);
  std::vector<sk_count> rows(taken * cpus);
  std::uint32_t before = first + done - 1, last = 0;  // it begins behind `before`
  LIBBPF_OPTS(bpf_map_batch_opts, options);
  const int result = bpf_map_lookup_batch(fd, first + done == 0 ? nullptr : &before, &last,
                                          keys.data(), rows.data(), &taken, &options);
  if ((result != 0 && errno != ENOENT) || taken == 0) return false;
  add_sums(std::span(rows).first(taken * cpus), cpus, sums);
  return true;
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

Expected<std::vector<Counter>> read_rows(int counts_fd, std::uint32_t first, std::uint32_t count) {
  std::vector<Counter> sums;
  sums.reserve(count);
  while (sums.size() < count && read_part(counts_fd, first, count, sums)) continue;
  std::vector<sk_count> row(possible_cpus());
  while (sums.size() < count) {
    const auto key = static_cast<std::uint32_t>(first + sums.size());
    if (bpf_map_lookup_elem(counts_fd, &key, row.data()) != 0) return fail("read a counter", errno);
    add_sums(row, row.size(), sums);
  }
  return sums;
}

Expected<std::vector<ZoneCounter>> read_zone_counts(int zone_counts, const SlotBook& zones) {
  std::uint32_t most = 0;
  for (const auto& [zone, slot] : zones.slots()) most = std::max(most, slot);
  const auto counts = read_rows(zone_counts, 0, (most + 1) * SK_REASON_STRIDE);
  if (!counts) return tl::unexpected(counts.error());
  std::vector<ZoneCounter> rows;
  const auto add_zone = [&](const std::string& zone, std::uint32_t slot) {
    for (std::uint32_t reason = 1; reason < SK_REASON_COUNT; ++reason) {
      const Counter& count = (*counts)[slot * SK_REASON_STRIDE + reason];
      if (count.packets) rows.push_back({zone, reason, count});
    }
  };
  add_zone("", 0);
  for (const auto& [zone, slot] : zones.slots()) add_zone(zone, slot);
  return rows;
}

ReadRules make_rule_reader(int rule_counts, std::uint64_t counters_id, const SlotBook& rules) {
  auto fd = std::make_shared<const OwnedFd>(::fcntl(rule_counts, F_DUPFD_CLOEXEC, 0));
  auto names = std::make_shared<std::vector<std::string>>();
  std::vector<std::uint32_t> slots;
  std::uint32_t most = 0;
  for (const auto& [rule, slot] : rules.slots()) {
    names->push_back(rule);
    slots.push_back(slot);
    most = std::max(most, slot);
  }
  return [fd, counters_id, names = std::shared_ptr<const std::vector<std::string>>(names),
          slots = std::move(slots), most]() -> Expected<RuleReading> {
    const auto rows = read_rows(fd->get(), 1, most);
    if (!rows) return tl::unexpected(rows.error());
    RuleReading reading{counters_id, names, {}};
    reading.counts.reserve(slots.size());
    for (const std::uint32_t slot : slots) reading.counts.push_back((*rows)[slot - 1]);
    return reading;
  };
}

Expected<DatapathGauges> read_gauges(const CounterMaps& maps) {
  const auto flows = read_gauge(maps.gauges, SK_GAUGE_FLOWS),
             fragments = read_gauge(maps.gauges, SK_GAUGE_FRAGMENTS);
  const auto lost = read_lost(maps.lost_events);
  if (!flows) return tl::unexpected(flows.error());
  if (!fragments) return tl::unexpected(fragments.error());
  if (!lost) return tl::unexpected(lost.error());
  return DatapathGauges{
      .flows = *flows, .max_flows = 0, .fragments = *fragments, .events_lost = *lost};
}

Expected<DatapathStats> read_counters(const CounterMaps& maps, const SlotBook& zones) {
  DatapathStats stats;
  stats.counters_id = map_id(maps.zone_counts);
  auto zone_counts = read_zone_counts(maps.zone_counts, zones);
  if (!zone_counts) return tl::unexpected(zone_counts.error());
  stats.zones = std::move(*zone_counts);
  const auto gauges = read_gauges(maps);
  if (!gauges) return tl::unexpected(gauges.error());
  static_cast<DatapathGauges&>(stats) = *gauges;
  return stats;
}

void reset_counter(int counts_fd, std::uint32_t key) {
  const std::vector<sk_count> none(static_cast<std::size_t>(libbpf_num_possible_cpus()));
  bpf_map_update_elem(counts_fd, &key, none.data(), BPF_ANY);
}

std::uint32_t map_id(int map_fd) {
  return info_of(map_fd).id;
}

std::uint32_t table_size(int table_fd) {
  return info_of(table_fd).max_entries;
}

}  // namespace sekisho

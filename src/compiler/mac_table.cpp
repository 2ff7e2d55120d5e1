// MAC addresses to devices: buckets of four ways, and a seed under which none overflows, so that a
// look-up is one bucket whatever the number of devices.
#include <bit>

#include "compiler/passes.h"
#include "sekisho/abi/lookup_hash.h"

namespace sekisho {

namespace {

struct Entry {
  std::uint64_t mac;
  ImageIndex device;
};

bool fill(MacTable& table, const std::vector<Entry>& entries) {
  std::vector<unsigned> used(table.buckets.size());
  table.buckets.assign(table.buckets.size(), sk_mac_bucket{});
  for (const Entry& entry : entries) {
    const std::uint32_t bucket =
        sk_mac_slot_of(entry.mac, table.seed, static_cast<std::uint32_t>(table.buckets.size()));
    if (used[bucket] == SK_MAC_WAYS) return false;
    table.buckets[bucket].slots[used[bucket]++] = {entry.mac, entry.device, 0};
  }
  return true;
}

}  // namespace

MacTable build_mac_table(const SelectedRules& in_force) {
  std::vector<Entry> entries;
  for (ImageIndex device = 1; device <= in_force.devices.size(); ++device)
    for (const Mac& mac : in_force.devices[device - 1]->macs)
      entries.push_back({sk_load48(mac.bytes.data()), device});
  // Half full at most; a table that no seed serves is doubled. Seeds in a fixed order, so that
  // equal ledgers give equal tables.
  for (std::size_t buckets = std::bit_ceil(entries.size() / 2 + 1);; buckets *= 2) {
    MacTable table;
    table.buckets.resize(buckets);
    for (table.seed = 0; table.seed < 64; ++table.seed)
      if (fill(table, entries)) return table;
  }
}

}  // namespace sekisho

#include "sekisho/event/accounts.h"

#include <algorithm>

namespace sekisho {

void DenialAccounts::resume(const std::vector<DenialAccount>& accounts) {
  for (const DenialAccount& each : accounts) {
    Row& row = rows_[{each.zone, each.reason}];
    row.counter = each.counter;
    row.counted = row.counted_before = each.counted;
    row.told = row.written = each.written;
  }
}

std::vector<DenialAccount> DenialAccounts::accounts() const {
  std::vector<DenialAccount> accounts;
  for (const auto& [key, row] : rows_)
    accounts.push_back({key.first, key.second, row.counter, row.counted, row.written});
  return accounts;
}

void DenialAccounts::write(const std::string& zone, std::uint32_t reason, std::uint64_t packets) {
  rows_[{zone, reason}].written += packets;
}

// Of packets whose generation is gone the zone is not known: their lines have none, the counters
// do.
std::uint64_t DenialAccounts::take_told_without_zone(std::uint32_t reason, std::uint64_t most) {
  const auto found = rows_.find({"", reason});
  if (found == rows_.end() || found->second.told <= found->second.counted) return 0;
  const std::uint64_t taken = std::min(most, found->second.told - found->second.counted);
  found->second.told -= taken;
  return taken;
}

void DenialAccounts::begin(const std::vector<DenialCount>& counters) {
  for (const DenialCount& each : counters) rows_[{each.zone, each.reason}].counter = each.packets;
}

void DenialAccounts::tell(const std::string& zone, std::uint32_t reason, std::uint64_t packets) {
  rows_[{zone, reason}].told += packets;
}

void DenialAccounts::suppress(const std::string& zone, std::uint32_t reason,
                              std::uint64_t packets) {
  rows_[{zone, reason}].due += packets;
}

void DenialAccounts::read(const std::vector<DenialCount>& counters) {
  for (auto& [key, row] : rows_) row.counted_before = row.counted;
  for (const DenialCount& each : counters) {
    Row& row = rows_[{each.zone, each.reason}];
    // A counter that fell was made anew: it began at zero.
    row.counted += each.packets >= row.counter ? each.packets - row.counter : each.packets;
    row.counter = each.packets;
  }
}

std::vector<DenialCount> DenialAccounts::take_suppressed(Until until) {
  std::vector<DenialCount> suppressed;
  for (auto& [key, row] : rows_) {
    const std::uint64_t counted = until == Until::last_reading ? row.counted : row.counted_before;
    std::uint64_t packets = row.due;
    row.due = 0;
    if (counted > row.told && !key.first.empty())
      row.told += take_told_without_zone(key.second, counted - row.told);
    if (counted > row.told) {
      packets += counted - row.told;
      row.told = counted;
    }
    if (packets) suppressed.push_back({key.first, key.second, packets});
  }
  return suppressed;
}

}  // namespace sekisho

#include "sekisho/event/accounts.h"

namespace sekisho {

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
    if (counted > row.told) {
      packets += counted - row.told;
      row.told = counted;
    }
    if (packets) suppressed.push_back({key.first, key.second, packets});
  }
  return suppressed;
}

}  // namespace sekisho

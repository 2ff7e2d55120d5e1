// The sums: what the datapath counted as denied, against what lines tell.
//
// Guarantee: the counts of `deny` and `suppressed` lines add up to the counters' rise, over the
// runs that hand their accounts on, however they ended. Packets whose record found the ring full
// are found here, as the difference. Counters are read before the records that wait are drained,
// and a difference is believed one reading later: a packet is counted a moment before its record
// can be read. Thread: loop.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sekisho {

// Denied packets of a zone for a reason, since the datapath's maps were made.
struct DenialCount {
  std::string zone;  // "" where no zone was found
  std::uint32_t reason = 0;
  std::uint64_t packets = 0;
};

// A zone's and reason's account as it is handed on to the next run.
struct DenialAccount {
  std::string zone;
  std::uint32_t reason = 0;
  std::uint64_t counter = 0;  // as last read
  std::uint64_t counted = 0;  // its rise
  std::uint64_t written = 0;  // of that, in lines of the log

  friend bool operator==(const DenialAccount&, const DenialAccount&) = default;
};

class DenialAccounts {
 public:
  // Goes on where an earlier run of the same counters ended.
  void resume(const std::vector<DenialAccount>& accounts);
  std::vector<DenialAccount> accounts() const;
  // What was counted before belongs to earlier runs that left no accounts.
  void begin(const std::vector<DenialCount>& counters);
  // Packets whose record came: a `deny` line holds them, or will.
  void tell(const std::string& zone, std::uint32_t reason, std::uint64_t packets);
  // Told packets that get no line of their own after all: due in a `suppressed` line.
  void suppress(const std::string& zone, std::uint32_t reason, std::uint64_t packets);
  // A line with them is in the log.
  void write(const std::string& zone, std::uint32_t reason, std::uint64_t packets);
  // A reading of the counters, made before the records were drained that have been told by now.
  void read(const std::vector<DenialCount>& counters);

  enum class Until : std::uint8_t { reading_before, last_reading };
  // What is due in `suppressed` lines now; it counts as told from here on.
  std::vector<DenialCount> take_suppressed(Until until);

 private:
  struct Row {
    std::uint64_t counter = 0;         // as last read
    std::uint64_t counted = 0;         // the rise, up to the last reading
    std::uint64_t counted_before = 0;  // up to the reading before
    std::uint64_t told = 0;            // by lines of either kind
    std::uint64_t due = 0;             // of `told`: waits for a suppressed line
    std::uint64_t written = 0;         // by lines that are in the log
  };
  std::uint64_t take_told_without_zone(std::uint32_t reason, std::uint64_t most);

  std::map<std::pair<std::string, std::uint32_t>, Row> rows_;
};

}  // namespace sekisho

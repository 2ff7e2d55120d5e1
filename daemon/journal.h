// The event log as the service uses it: what happened goes in, lines come out in the file.
//
// A write that fails takes nothing from the sums: its packets are told later as `suppressed`, and
// how many lines were lost is written as soon as writing works again. Thread: loop.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "sekisho/dataplane/xdp.h"
#include "sekisho/event/aggregator.h"
#include "sekisho/event/log_file.h"

namespace sekisho::daemon {

class Journal {
 public:
  Journal(const Clock& clock, std::shared_ptr<spdlog::logger> log);

  // The file to write to. On an error what was open stays in use; without any, lines are counted as
  // lost and opening is tried again with each write.
  Status open(const std::string& path);
  // By its path again, after it was moved away.
  void reopen();
  void set_clauses(Clauses clauses) { aggregator_.set_clauses(std::move(clauses)); }
  void set_time_zone(const TimeZone& zone) { aggregator_.set_time_zone(zone); }

  // One event of the daemon's own; `details` stand between severity and policy.
  void tell(std::string_view event_type, EventSeverity severity, const LineFields& details,
            const InForce& in_force);

  void begin(const DatapathStats& stats, std::uint64_t since_ns);
  void add_packet(const sk_event& packet, Instant time,
                  const std::shared_ptr<const TableImage>& image);
  void read(const DatapathStats& stats);
  void tick(const InForce& in_force);   // every ten seconds
  void flush(const InForce& in_force);  // before a stop
  // Everything gathered so far, as one batch.
  void write();

  std::uint64_t lines_lost() const { return lines_lost_; }

 private:
  Status try_write();
  void report_lost();

  const Clock& clock_;
  std::shared_ptr<spdlog::logger> log_;
  Aggregator aggregator_;
  std::string path_;
  std::optional<EventLogFile> file_;
  std::vector<EventLine> lines_;  // of the batch
  bool is_failing_ = false;
  std::uint64_t lines_lost_ = 0;             // since the start
  std::uint64_t lines_lost_unreported_ = 0;  // since the last line that said so
};

}  // namespace sekisho::daemon

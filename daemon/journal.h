// The event log as the service uses it: what happened goes in, lines come out in the file.
//
// A write that fails takes nothing from the sums: its packets are told later as `suppressed`, and
// how many lines were lost, by event type, is written as soon as writing works again. Rotation, the
// remembered head and old segments are seen to by tend(). Thread: loop.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "daemon/line_counts.h"
#include "daemon/log_keeper.h"
#include "sekisho/dataplane/xdp.h"
#include "sekisho/event/aggregator.h"
#include "sekisho/evidence/ring.h"
#include "sekisho/log/event_log.h"

namespace sekisho::daemon {

struct JournalOptions {
  std::string path;
  std::string state;  // folder of the key and the remembered head
  std::uint64_t rotate_bytes = std::uint64_t{64} << 20;
  std::uint64_t keep_days = 400;
  EvidenceOptions evidence = {};
};

// The denied packets of what a datapath has counted.
std::vector<DenialCount> denials_of(const std::vector<ZoneCounter>& counts);

class Journal {
 public:
  // `uptime` is of the host and never steps.
  Journal(const Clock& clock, std::function<std::chrono::nanoseconds()> uptime,
          std::shared_ptr<spdlog::logger> log);
  ~Journal();

  // The file to write to. On an error what was open stays in use; without any, lines are counted as
  // lost and opening is tried again with each write.
  Status open(const JournalOptions& options);
  // By its path again, after it was moved away.
  void reopen();
  // Told the newest line's seq whenever lines were written.
  void set_listener(std::function<void(std::uint64_t newest_seq)> listener) {
    listener_ = std::move(listener);
  }
  // nullopt: the file could not be opened yet.
  std::optional<std::uint64_t> newest_seq() const {
    return file_ && file_->is_open() ? std::optional(file_->link().seq) : std::nullopt;
  }
  // See Aggregator::set_policy.
  void set_policy(std::shared_ptr<const Model> model, Clauses clauses) {
    aggregator_.set_policy(std::move(model), std::move(clauses));
  }
  const TimeZone& time_zone() const { return aggregator_.time_zone(); }
  void set_time_zone(const TimeZone& zone) { aggregator_.set_time_zone(zone); }

  // One event of the daemon's own; `details` stand between severity and policy.
  void tell(std::string_view event_type, EventSeverity severity, const LineFields& details,
            const InForce& in_force);

  // A finished line, in the next batch; the packet behind one, where it is to be kept.
  void add_line(EventLine line);
  std::shared_ptr<const KeptFrame> keep_frame(const PacketRecord& record, Instant time,
                                              const TableImage* image) const;

  // Before the first packet is judged; counters that an earlier run left go on where it ended.
  void begin(const DatapathStats& stats, std::uint64_t since_ns);
  void add_packet(const PacketRecord& record, Instant time,
                  const std::shared_ptr<const TableImage>& image);
  void read(const std::vector<ZoneCounter>& counts);
  void tick(const InForce& in_force);   // every ten seconds
  void flush(const InForce& in_force);  // before a stop
  // Everything gathered so far, as one batch.
  void write();
  // Once a second: rotates at midnight, remembers the head, and tells what the keeper did.
  void tend();
  // Waits for the keeper. For tests, and before an exit.
  void finish();

  std::uint64_t lines_lost() const { return lines_lost_; }
  const LineCounts& line_counts() const { return line_counts_; }
  // How often it was told of that with tell(), since the start.
  std::uint64_t times_told(std::string_view event_type) const;
  // The last lines went to the file.
  bool is_writing() const { return file_ && !is_failing_; }

 private:
  Status try_write();
  Status try_open();
  void count_lost();
  void report_lost();
  void tell_findings();
  void tell_of_log(EventSeverity severity, const char* action, const LineFields& details);
  void keep_packets();
  void save_accounts();
  std::optional<std::vector<DenialAccount>> load_accounts() const;
  void tell_packets_lost();
  void rotate_if_due(std::uint64_t more_bytes);
  void remember_head();
  void hear(const LogNews& news);
  void delete_expired(const std::vector<SegmentSeal>& seals);
  void open_keeper();
  LogTime log_time() const;

  const Clock& clock_;
  std::function<std::chrono::nanoseconds()> uptime_;
  std::shared_ptr<spdlog::logger> log_;
  std::function<void(std::uint64_t)> listener_;
  Aggregator aggregator_;
  JournalOptions options_;
  std::unique_ptr<LogKeeper> keeper_;
  std::unique_ptr<EventLog> file_;  // none before the first open()
  std::vector<EventLine> lines_;    // of the batch
  ChainLink remembered_;
  std::uint64_t base_age_s_ = 0;
  std::chrono::nanoseconds opened_{};  // uptime; base_age_s_ was the log's age then
  std::string boot_;
  std::optional<std::chrono::nanoseconds> expiry_looked_at_, seals_looked_at_;
  std::uint64_t counters_id_ = 0;  // 0: not begun
  nlohmann::json saved_accounts_;
  EvidenceRing evidence_;
  std::uint64_t packets_lost_ = 0;  // that no evidence file holds, since a line said so
  bool cannot_keep_ = false;
  bool is_failing_ = false, cannot_rotate_ = false;
  LineCounts line_counts_;
  LineCounts::Counts told_;                               // by event type
  std::uint64_t lines_lost_ = 0;                          // since the start
  std::map<std::string, std::uint64_t> lost_unreported_;  // by event type, since a line said so
};

}  // namespace sekisho::daemon

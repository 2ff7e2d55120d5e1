#include "daemon/journal.h"

#include <utility>

#include "sekisho/abi/reason.h"

namespace sekisho::daemon {
namespace {

// Lines of a batch: a flood is written as it comes, not held in memory.
constexpr std::size_t kBatchLines = 1024;

std::vector<DenialCount> denials_of(const DatapathStats& stats) {
  std::vector<DenialCount> denials;
  for (const ZoneCounter& each : stats.zones) {
    const bool is_denial = each.reason && sk_verdict_of(static_cast<int>(each.reason)) == SK_DENY;
    if (is_denial) denials.push_back({each.zone, each.reason, each.count.packets});
  }
  return denials;
}

}  // namespace

Journal::Journal(const Clock& clock, std::shared_ptr<spdlog::logger> log)
    : clock_(clock), log_(std::move(log)), aggregator_(TimeZone::utc()) {}

Status Journal::open(const std::string& path) {
  auto file = EventLogFile::open(path);
  if (!file_) path_ = path;
  if (!file) return tl::unexpected(file.error());
  path_ = path;
  file_ = std::move(*file);
  return {};
}

void Journal::reopen() {
  const Status status = file_ ? file_->reopen() : open(path_);
  if (!status) {
    log_->error("{}", status.error().message());
  } else {
    log_->info("event log {} reopened", path_);
  }
}

void Journal::tell(std::string_view event_type, EventSeverity severity, const LineFields& details,
                   const InForce& in_force) {
  LineFields fields = begin_line(event_type, severity, clock_.now(), aggregator_.time_zone());
  fields.update(details);
  add_in_force(fields, in_force);
  lines_.push_back({finish_line(fields), "", 0, 0});
  write();
}

void Journal::begin(const DatapathStats& stats, std::uint64_t since_ns) {
  aggregator_.begin(denials_of(stats), since_ns);
}

void Journal::add_packet(const sk_event& packet, Instant time,
                         const std::shared_ptr<const TableImage>& image) {
  aggregator_.add(packet, time, image, lines_);
  if (lines_.size() >= kBatchLines) write();
}

void Journal::read(const DatapathStats& stats) {
  aggregator_.read(denials_of(stats));
}

void Journal::tick(const InForce& in_force) {
  aggregator_.tick(clock_.now(), in_force, lines_);
  write();
}

void Journal::flush(const InForce& in_force) {
  aggregator_.flush(clock_.now(), in_force, lines_);
  write();
}

Status Journal::try_write() {
  if (!file_) {
    if (Status opened = open(path_); !opened) return opened;
  }
  return file_->write(lines_);
}

void Journal::write() {
  if (lines_.empty()) return;
  if (lines_lost_unreported_) report_lost();
  const Status status = try_write();
  if (!status) {
    for (const EventLine& line : lines_) aggregator_.put_back(line);
    // The line that reports a loss is itself no event.
    const std::uint64_t lost = lines_.size() - (lines_lost_unreported_ ? 1 : 0);
    lines_lost_ += lost;
    lines_lost_unreported_ += lost;
    if (!std::exchange(is_failing_, true)) log_->error("{}", status.error().message());
  } else {
    if (std::exchange(is_failing_, false)) {
      log_->warn("event log {} is written again; {} lines were lost", path_,
                 lines_lost_unreported_);
    }
    lines_lost_unreported_ = 0;
  }
  lines_.clear();
}

void Journal::report_lost() {
  LineFields fields =
      begin_line("suppressed", EventSeverity::high, clock_.now(), aggregator_.time_zone());
  fields["reason"] = nullptr;
  fields["count"] = 0;  // their packets come with the reasons they were denied for
  fields["lines_lost"] = lines_lost_unreported_;
  lines_.insert(lines_.begin(), {finish_line(fields), "", 0, 0});
}

}  // namespace sekisho::daemon

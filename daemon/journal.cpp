#include "daemon/journal.h"

#include <algorithm>
#include <utility>

#include "sekisho/abi/reason.h"

namespace sekisho::daemon {
namespace {

// Lines of a batch: a flood is written as it comes, not held in memory.
constexpr std::size_t kBatchLines = 1024;
// What chaining adds to a line at most.
constexpr std::uint64_t kChainBytes = 192;

}  // namespace

Journal::Journal(const Clock& clock, std::function<std::chrono::nanoseconds()> uptime,
                 std::shared_ptr<spdlog::logger> log)
    : clock_(clock),
      uptime_(std::move(uptime)),
      log_(std::move(log)),
      aggregator_(TimeZone::utc()) {}

Journal::~Journal() {
  remember_head();
}

void Journal::reopen() {
  const Status status = file_ ? file_->reopen(clock_.now()) : open(options_);
  if (!status) {
    log_->error("{}", status.error().message());
  } else {
    log_->info("event log {} reopened", options_.path);
  }
}

void Journal::tell(std::string_view event_type, EventSeverity severity, const LineFields& details,
                   const InForce& in_force) {
  LineFields fields = begin_line(event_type, severity, clock_.now(), aggregator_.time_zone());
  fields.update(details);
  add_in_force(fields, in_force);
  ++told_[std::string(event_type)];
  lines_.push_back({finish_line(fields), "", 0, 0});
  write();
}

std::uint64_t Journal::times_told(std::string_view event_type) const {
  const auto found = told_.find(event_type);
  return found == told_.end() ? 0 : found->second;
}

void Journal::add_packet(const PacketRecord& record, Instant time,
                         const std::shared_ptr<const TableImage>& image) {
  aggregator_.add(record.packet, time, image, lines_, keep_frame(record, time, image.get()));
  if (lines_.size() >= kBatchLines) write();
}

void Journal::add_line(EventLine line) {
  lines_.push_back(std::move(line));
  if (lines_.size() >= kBatchLines) write();
}

void Journal::read(const std::vector<ZoneCounter>& counts) {
  aggregator_.read(denials_of(counts));
}

void Journal::tick(const InForce& in_force) {
  aggregator_.tick(clock_.now(), in_force, lines_);
  write();
}

void Journal::flush(const InForce& in_force) {
  aggregator_.flush(clock_.now(), in_force, lines_);
  write();
  save_accounts();
}

Status Journal::try_write() {
  if (Status opened = try_open(); !opened) return opened;
  std::vector<std::string> texts;
  texts.reserve(lines_.size());
  std::uint64_t bytes = 0;
  for (EventLine& line : lines_) {
    bytes += line.text.size() + kChainBytes;
    texts.push_back(std::move(line.text));
  }
  rotate_if_due(bytes);
  Status written = file_->append(texts, clock_.now());
  // count_lost() and keep_packets() ask what they are.
  for (std::size_t i = 0; i < texts.size(); ++i) lines_[i].text = std::move(texts[i]);
  return written;
}

void Journal::write() {
  if (lines_.empty()) return;
  if (try_open()) tell_findings();
  if (!lost_unreported_.empty()) report_lost();
  const Status status = try_write();
  if (!status) {
    count_lost();
    if (!std::exchange(is_failing_, true)) log_->error("{}", status.error().message());
  } else {
    if (std::exchange(is_failing_, false)) {
      log_->warn("event log {} is written again; {} lines were lost since the start", options_.path,
                 lines_lost_);
    }
    lost_unreported_.clear();
    for (const EventLine& line : lines_) {
      aggregator_.note_written(line);
      line_counts_.add(line);
    }
    keep_packets();
    if (listener_) listener_(file_->link().seq);
  }
  lines_.clear();
}

void Journal::count_lost() {
  // The line that reports a loss is itself no event.
  const auto first = lines_.begin() + (lost_unreported_.empty() ? 0 : 1);
  for (auto line = first; line != lines_.end(); ++line) {
    aggregator_.put_back(*line);
    ++lost_unreported_[std::string(event_type_of(line->text))];
    ++lines_lost_;
  }
}

void Journal::report_lost() {
  std::uint64_t lost = 0;
  for (const auto& [type, count] : lost_unreported_) lost += count;
  LineFields fields =
      begin_line("suppressed", EventSeverity::high, clock_.now(), aggregator_.time_zone());
  fields["reason"] = nullptr;
  fields["count"] = 0;  // their packets come with the reasons they were denied for
  fields["lines_lost"] = lost;
  fields["lines_lost_by_type"] = lost_unreported_;
  lines_.insert(lines_.begin(), {finish_line(fields), "", 0, 0});
}

}  // namespace sekisho::daemon

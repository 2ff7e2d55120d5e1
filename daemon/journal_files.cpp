// The journal's files: opening, rotation, the remembered head, and what the keeper tells.
#include <algorithm>
#include <iterator>
#include <utility>

#include "daemon/journal.h"
#include "sekisho/base/file.h"

namespace sekisho::daemon {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::hours kExpiryPeriod{1};
constexpr std::chrono::minutes kSealPeriod{1};  // what failed is tried again as often

// As what happened to the log is told; EVE has no name for it.
constexpr const char* kLogEvent = "evidence";

std::string read_boot() {
  const auto content = read_file("/proc/sys/kernel/random/boot_id");
  return content ? content->bytes.substr(0, 36) : std::string();
}

std::uint64_t seconds_of(nanoseconds time) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

bool is_due(std::optional<nanoseconds>& last, nanoseconds now, nanoseconds period) {
  if (last && now - *last < period) return false;
  last = now;
  return true;
}

EventSeverity severity_of_finding(LogFinding::Kind kind) {
  return kind == LogFinding::Kind::torn ? EventSeverity::medium : EventSeverity::high;
}

}  // namespace

Status Journal::open(const JournalOptions& options) {
  const bool is_first = !file_;
  if (is_first) {
    options_ = options;
    open_keeper();
  }
  const Status opened = file_->open(options.path, clock_.now());
  if (!opened && !is_first) return opened;
  options_ = options;
  evidence_.set_options(options.evidence);
  return opened;
}

// The key, and with it what an earlier run remembered.
void Journal::open_keeper() {
  std::optional<LogHead> head;
  opened_ = uptime_();
  boot_ = read_boot();
  auto key = SigningKey::open_or_make(options_.state);
  if (!key) {
    // Lines are chained all the same; without a key nothing vouches for their end.
    log_->error("the event log is neither sealed nor remembered: {}", key.error().message());
  } else {
    head = read_head(options_.state, options_.path, *key);
    base_age_s_ = newest_seal_age(options_.path, *key);
    keeper_ = std::make_unique<LogKeeper>(options_.state, std::move(*key));
  }
  if (head) {
    const std::uint64_t uptime_s = seconds_of(opened_);
    const bool is_same_boot = head->boot == boot_ && uptime_s > head->uptime_s;
    base_age_s_ =
        std::max(base_age_s_, head->age_s + (is_same_boot ? uptime_s - head->uptime_s : 0));
    remembered_ = head->link;
  }
  file_ = std::make_unique<EventLog>(std::move(head));
}

Status Journal::try_open() {
  if (file_ && file_->is_open()) return {};
  return open(options_);
}

LogTime Journal::log_time() const {
  return {clock_.now(), base_age_s_ + seconds_of(uptime_() - opened_)};
}

void Journal::tell_of_log(EventSeverity severity, const char* action, const LineFields& details) {
  LineFields fields = begin_line(kLogEvent, severity, clock_.now(), aggregator_.time_zone());
  fields["action"] = action;
  fields.update(details);
  lines_.push_back({finish_line(fields), "", 0, 0});
}

void Journal::tell_findings() {
  std::vector<EventLine> later = std::exchange(lines_, {});
  for (const LogFinding& finding : file_->take_findings()) {
    LineFields details = LineFields::object();
    if (finding.last_seq) details["first_seq"] = finding.first_seq;
    if (finding.last_seq) details["last_seq"] = finding.last_seq;
    if (finding.bytes) details["bytes"] = finding.bytes;
    if (!finding.set_aside.empty()) details["set_aside"] = finding.set_aside;
    log_->warn("event log {}: {} {}", options_.path, to_string(finding.kind), details.dump());
    tell_of_log(severity_of_finding(finding.kind), to_string(finding.kind), details);
  }
  std::move(later.begin(), later.end(), std::back_inserter(lines_));
}

void Journal::rotate_if_due(std::uint64_t more_bytes) {
  if (!file_->began()) return;
  const TimeZone& zone = aggregator_.time_zone();
  const bool is_full = file_->bytes() + more_bytes > options_.rotate_bytes;
  const bool is_another_day = zone.local(*file_->began()).date != zone.local(clock_.now()).date;
  if (!is_full && !is_another_day) return;
  const auto segment = file_->rotate(clock_.now());
  if (!segment) {
    // Lines go on in the same file, and the next write tries again.
    if (!std::exchange(cannot_rotate_, true)) log_->error("{}", segment.error().message());
    return;
  }
  cannot_rotate_ = false;
  seals_looked_at_.reset();
}

void Journal::remember_head() {
  if (!keeper_ || !file_ || !file_->is_file()) return;
  LogHead head = file_->head();
  const LogTime time = log_time();
  head.at = to_rfc3339(time.now);
  head.age_s = time.age_s;
  head.boot = boot_;
  head.uptime_s = seconds_of(uptime_());
  remembered_ = head.link;
  keeper_->remember(head, file_->fd());
}

void Journal::tend() {
  save_accounts();
  if (!try_open()) return;
  rotate_if_due(0);
  if (keeper_ && file_->is_file()) {
    for (const LogNews& news : keeper_->take_news()) hear(news);
    const nanoseconds now = uptime_();
    if (is_due(seals_looked_at_, now, kSealPeriod)) keeper_->seal(options_.path, log_time());
    if (is_due(expiry_looked_at_, now, kExpiryPeriod))
      keeper_->expire(options_.path, options_.keep_days, log_time());
  }
  tell_findings();
  tell_packets_lost();
  write();
  if (file_->link() != remembered_) remember_head();
}

void Journal::finish() {
  remember_head();
  if (keeper_) keeper_->finish();
}

void Journal::hear(const LogNews& news) {
  if (const auto* failed = std::get_if<KeepingFailed>(&news)) {
    log_->error("{}", failed->error.message());
  } else if (const auto* sealed = std::get_if<SegmentSealed>(&news)) {
    const SegmentSeal& seal = sealed->sealed.seal;
    LineFields details = {{"file", seal.file},
                          {"first_seq", seal.first_seq},
                          {"last_seq", seal.last_seq},
                          {"lines", seal.lines},
                          {"sha256", seal.sha256}};
    if (sealed->sealed.breaks) details["breaks"] = sealed->sealed.breaks;
    tell_of_log(sealed->sealed.breaks ? EventSeverity::high : EventSeverity::info, "log_sealed",
                details);
  } else if (const auto* expired = std::get_if<SegmentsExpired>(&news)) {
    delete_expired(expired->seals);
  }
}

// What is deleted stands in the log before it is.
void Journal::delete_expired(const std::vector<SegmentSeal>& seals) {
  for (const SegmentSeal& seal : seals) {
    tell_of_log(EventSeverity::info, "log_deleted",
                {{"file", seal.file},
                 {"first_seq", seal.first_seq},
                 {"last_seq", seal.last_seq},
                 {"last_timestamp", seal.last_timestamp},
                 {"keep_days", options_.keep_days}});
  }
  const std::uint64_t lost = lines_lost_;
  write();
  if (lines_lost_ != lost) return;  // found again within the hour
  file_->set_kept_from(seals.back().last_seq + 1);
  remember_head();
  keeper_->remove(options_.path, seals);
}

}  // namespace sekisho::daemon

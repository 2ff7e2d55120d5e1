#include "daemon/outlets.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "daemon/check.h"

namespace sekisho::daemon {

OutletOptions Outlets::syslog_options() const {
  const SyslogTarget& target = *config_.syslog;
  return {"syslog",
          fmt::format("{} ({})", target.address(), to_string(target.protocol)),
          config_.state,
          config_.events,
          target.min_severity,
          [target](unsigned attempt, SenderTime now) {
            return make_syslog_sender(target, attempt, now);
          }};
}

OutletOptions Outlets::journald_options() const {
  return {"journald",
          kJournalSocket,
          config_.state,
          config_.events,
          *config_.journald,
          [](unsigned, SenderTime) {
            return make_journald_sender(kJournalSocket, language_of_locale());
          }};
}

void Outlets::configure(const Config& config, std::optional<std::uint64_t> newest_seq) {
  const Config before = std::exchange(config_, config);
  if (newest_seq) newest_seq_ = newest_seq;
  const bool has_syslog = config_.syslog.has_value();
  set(syslog_, has_syslog ? std::optional(syslog_options()) : std::nullopt,
      config_.syslog == before.syslog);
  const bool has_journald = config_.journald.has_value();
  set(journald_, has_journald ? std::optional(journald_options()) : std::nullopt,
      config_.journald == before.journald);
}

void Outlets::set(Slot& slot, std::optional<OutletOptions> wanted, bool is_same) {
  slot.wanted = std::move(wanted);
  if (is_same && slot.running) {
    slot.running->move_to(slot.wanted->log_path);
  } else if (slot.running) {
    slot.running->begin_to_stop();
    slot.retiring = std::move(slot.running);
  }
  tend(slot);
}

void Outlets::tend(Slot& slot) {
  if (slot.retiring) {
    if (!slot.retiring->is_done()) return;
    slot.retiring.reset();
  }
  if (!slot.wanted) {
    if (!std::exchange(slot.is_forgotten, true)) forget_outlet_place(config_.state, slot.name);
  } else if (!slot.running && newest_seq_) {
    slot.is_forgotten = false;
    slot.running = std::make_unique<Outlet>(*slot.wanted, *newest_seq_, log_);
  }
}

void Outlets::wake(std::uint64_t newest_seq) {
  newest_seq_ = newest_seq;
  for (Slot* slot : {&syslog_, &journald_})
    if (slot->running) slot->running->wake(newest_seq);
}

std::vector<OutletNews> Outlets::take_news() {
  std::vector<OutletNews> all;
  for (Slot* slot : {&syslog_, &journald_}) {
    tend(*slot);
    if (!slot->running) continue;
    auto news = slot->running->take_news();
    std::move(news.begin(), news.end(), std::back_inserter(all));
  }
  return all;
}

std::vector<Outlets::Backlog> Outlets::backlogs() const {
  std::vector<Backlog> all;
  for (const Slot* slot : {&syslog_, &journald_}) {
    if (!slot->running) continue;
    const Outlet& outlet = *slot->running;
    all.push_back({outlet.name(), outlet.lines_behind(), outlet.lines_missing()});
  }
  return all;
}

void tell_news(const OutletNews& news, Journal& journal) {
  const bool is_lost = news.change == OutageWatch::Change::lost;
  LineFields details = {{"action", news.name + (is_lost ? "_lost" : "_back")},
                        {"receiver", news.receiver},
                        {"since", to_rfc3339(news.since)},
                        {"lines_behind", news.lines_behind}};
  if (!news.error.empty()) details["error"] = news.error;
  if (news.lines_missing) details["lines_missing"] = news.lines_missing;
  journal.tell("evidence", is_lost ? EventSeverity::high : EventSeverity::info, details, {});
}

void Outlets::stop() {
  for (Slot* slot : {&syslog_, &journald_})
    if (slot->running) slot->running->begin_to_stop();
  for (Slot* slot : {&syslog_, &journald_}) {
    slot->running.reset();
    slot->retiring.reset();
    slot->wanted.reset();
  }
}

}  // namespace sekisho::daemon

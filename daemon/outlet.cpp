#include "daemon/outlet.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <random>
#include <utility>

namespace sekisho::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFirstRetry{500};
constexpr seconds kLongestRetry{30};
// A connection that broke sooner was not worth much.
constexpr seconds kWorthwhile{5};
constexpr seconds kRememberPeriod{1};
constexpr std::size_t kLinesOfATurn = 512;

SenderTime clock_now() {
  return std::chrono::steady_clock::now();
}

Instant wall_now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// Doubles with each break; half of it is chance, so that thirty gateways do not come at once.
milliseconds retry_delay(unsigned breaks) {
  const milliseconds whole =
      std::min<milliseconds>(kLongestRetry, kFirstRetry * (1u << std::min(breaks, 8u)));
  static thread_local std::minstd_rand random{std::random_device()()};
  std::uniform_int_distribution<std::int64_t> half(0, whole.count() / 2);
  return whole / 2 + milliseconds(half(random));
}

OutletPlace first_place(const OutletOptions& options, std::uint64_t newest_seq) {
  const auto place = read_outlet_place(options.state, options.name);
  if (!place) return {options.log_path, newest_seq};
  // A log that has not come as far is another one, and all of it is new.
  if (place->settled_seq > newest_seq) return {options.log_path, 0};
  return *place;
}

}  // namespace

Outlet::Outlet(OutletOptions options, std::uint64_t newest_seq, std::shared_ptr<spdlog::logger> log)
    : options_(std::move(options)),
      log_(std::move(log)),
      newest_seq_(newest_seq),
      bell_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      begun_at_(first_place(options_, newest_seq)),
      follower_(begun_at_.log, begun_at_.settled_seq + 1),
      settled_seq_(begun_at_.settled_seq),
      outage_(clock_now()),
      trouble_since_(wall_now()) {
  follower_.move_to(options_.log_path);
  sigset_t all, before;  // signals are for the loop's thread
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Outlet::~Outlet() {
  begin_to_stop();
  thread_.join();
  if (bell_ >= 0) ::close(bell_);
}

void Outlet::ring() {
  if (is_rung_.exchange(true)) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(bell_, &one, sizeof one);  // else a second later
}

void Outlet::wake(std::uint64_t newest_seq) {
  newest_seq_ = newest_seq;
  ring();
}

void Outlet::move_to(const std::string& log_path) {
  {
    const std::lock_guard lock(mutex_);
    next_log_path_ = log_path;
  }
  ring();
}

std::uint64_t Outlet::lines_behind() const {
  const std::uint64_t newest = newest_seq_, settled = settled_seq_;
  return newest - std::min(newest, settled);
}

std::vector<OutletNews> Outlet::take_news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, {});
}

void Outlet::begin_to_stop() {
  is_stopping_ = true;
  ring();
}

void Outlet::run() {
  remember(clock_now(), true);
  while (!is_stopping_) {
    go_on(clock_now());
    wait(clock_now());
  }
  finish();
  remember(clock_now(), true);
  is_done_ = true;
}

void Outlet::go_on(SenderTime now) {
  {
    const std::lock_guard lock(mutex_);
    if (!next_log_path_.empty()) follower_.move_to(std::exchange(next_log_path_, {}));
  }
  if (!sender_ && now >= retry_at_) {
    sender_ = options_.connect(attempt_++, now);
    begun_ = now;
  }
  if (sender_) turn(now);
  watch(now);
  remember(now, false);
}

void Outlet::turn(SenderTime now) {
  Status worked = sender_->work(now);
  if (worked) worked = fill(now);
  if (worked) worked = sender_->work(now);
  settle();
  if (!worked) break_off(worked.error(), now);
}

Status Outlet::fill(SenderTime now) {
  has_more_ = false;
  for (std::size_t i = 0; i < kLinesOfATurn; ++i) {
    if (!sender_->has_room()) {
      if (Status worked = sender_->work(now); !worked) return worked;
      if (!sender_->has_room()) return {};
    }
    const auto line = follower_.next(newest_seq_);
    if (!line) {
      // Nothing is wrong with the receiver: the log is looked at again with the next turn.
      const std::string text = line.error().message();
      if (std::exchange(told_log_error_, text) != text) log_->error("{}: {}", options_.name, text);
      return {};
    }
    told_log_error_.clear();
    if (!*line) return {};
    const auto facts = read_facts((*line)->text);
    if (!facts || facts->severity < options_.min_severity) continue;
    sender_->send(*facts, (*line)->text);
    sent_seq_ = facts->seq;
  }
  has_more_ = true;
  return {};
}

void Outlet::settle() {
  if (const std::uint64_t missing = follower_.take_missing()) {
    missing_ += missing;
    all_missing_ += missing;
    log_->warn("{}: {} lines are not in the log any more and were not sent", options_.name,
               missing);
  }
  const std::uint64_t passed = follower_.next_seq() - 1;
  // Lines that are not sent (below min_severity) settle with the ones before them.
  const bool is_all_settled = sender_->settled() >= sent_seq_;
  settled_seq_ =
      std::max<std::uint64_t>(settled_seq_, is_all_settled ? passed : sender_->settled());
}

void Outlet::break_off(const Error& error, SenderTime now) {
  last_error_ = error.message();
  if (std::exchange(told_error_, last_error_) != last_error_)
    log_->warn("{} to {}: {}", options_.name, options_.receiver, last_error_);
  quick_breaks_ = now - begun_ < kWorthwhile ? quick_breaks_ + 1 : 0;
  retry_at_ = now + retry_delay(quick_breaks_);
  sender_.reset();
  sent_seq_ = seen_arrived_ = 0;
  has_more_ = false;
  follower_.go_to(settled_seq_ + 1);
}

void Outlet::watch(SenderTime now) {
  const bool is_connected = sender_ && sender_->is_connected();
  const std::uint64_t arrived = sender_ ? sender_->arrived() : 0;
  const bool has_progress = std::exchange(seen_arrived_, arrived) != arrived;
  const bool was_well = !outage_.has_trouble();
  const auto change = outage_.look(now, is_connected, arrived < sent_seq_, has_progress);
  if (was_well && outage_.has_trouble()) trouble_since_ = wall_now();
  if (is_connected && !outage_.has_trouble()) told_error_.clear();
  if (!change) return;
  const std::uint64_t behind = lines_behind();
  if (*change == OutageWatch::Change::lost) {
    if (is_connected) last_error_ = "the receiver takes nothing";
    log_->error("{} to {} is lost, {} lines wait in the log: {}", options_.name, options_.receiver,
                behind, last_error_);
  } else {
    log_->info("{} to {} is back, {} lines behind", options_.name, options_.receiver, behind);
  }
  const std::lock_guard lock(mutex_);
  news_.push_back({options_.name, options_.receiver, *change, std::exchange(last_error_, {}),
                   behind, std::exchange(missing_, 0), trouble_since_});
}

void Outlet::remember(SenderTime now, bool at_once) {
  const bool is_first = remembered_at_ == SenderTime{};
  if (!is_first && remembered_seq_ == settled_seq_) return;
  if (!at_once && now - remembered_at_ < kRememberPeriod) return;
  remembered_at_ = now;
  const Status written =
      write_outlet_place(options_.state, options_.name, {options_.log_path, settled_seq_});
  if (written) {
    remembered_seq_ = settled_seq_;
    told_state_error_.clear();
    return;
  }
  const std::string text = written.error().message();
  if (std::exchange(told_state_error_, text) != text) log_->error("{}", text);
}

void Outlet::finish() {
  const SenderTime deadline = clock_now() + kStopTime;
  bool is_told = false;
  for (SenderTime now = clock_now(); sender_ && now < deadline; now = clock_now()) {
    if (!sender_->is_connected()) return;
    turn(now);
    if (!sender_ || sender_->is_finished()) return;
    if (is_all_sent() && !std::exchange(is_told, true)) sender_->finish();
    pollfd ready = sender_->waits_for();
    if (!has_more_) ::poll(&ready, 1, 10);
  }
}

int Outlet::longest_wait_ms(SenderTime now) const {
  constexpr int kIdle = 1000, kUnarrived = 100, kUnsettled = 500, kLookingUp = 50;
  if (!sender_) {
    const auto left = std::chrono::ceil<milliseconds>(retry_at_ - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, kIdle));
  }
  if (has_more_ && sender_->has_room()) return 0;
  if (sender_->waits_for().fd < 0) return kLookingUp;
  if (sender_->arrived() < sent_seq_) return kUnarrived;
  return sender_->settled() < sent_seq_ ? kUnsettled : kIdle;
}

void Outlet::wait(SenderTime now) {
  std::array<pollfd, 2> ready = {pollfd{bell_, POLLIN, 0},
                                 sender_ ? sender_->waits_for() : pollfd{-1, 0, 0}};
  ::poll(ready.data(), ready.size(), longest_wait_ms(now));
  if ((ready[0].revents & POLLIN) == 0) return;
  std::uint64_t rings = 0;
  [[maybe_unused]] const auto got = ::read(bell_, &rings, sizeof rings);
  is_rung_ = false;  // before newest_seq_ is read: what comes now rings again
}

}  // namespace sekisho::daemon

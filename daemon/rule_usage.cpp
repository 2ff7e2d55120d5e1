#include "daemon/rule_usage.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "sekisho/base/file.h"

namespace sekisho::daemon {
namespace {

using std::chrono::nanoseconds;

constexpr const char* kFileName = "/rule-usage.json";
constexpr std::chrono::minutes kWritePeriod{1};
constexpr std::chrono::seconds kShortestPeriod{1}, kLongestPeriod{30};
constexpr int kShare = 1000;  // of the time, one goes into reading
constexpr int kNiceness = 10;

std::string read_boot() {
  const auto content = read_file("/proc/sys/kernel/random/boot_id");
  return content ? content->bytes.substr(0, 36) : std::string();
}

RuleIds ids_of(const TableImage& image, const Model* model) {
  RuleIds ids;
  for (const std::string_view rule : rules_in(image)) ids.emplace(rule);
  if (!model) return ids;
  for (const Rule& rule : model->rules) ids.insert(rule.id);
  for (const Block& block : model->blocks) ids.insert(block.id);
  return ids;
}

}  // namespace

RuleUsage::RuleUsage(std::string state, std::shared_ptr<spdlog::logger> log)
    : path_(std::move(state) + kFileName), boot_(read_boot()), log_(std::move(log)) {
  sigset_t all, before;  // signals are for the loop's thread
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

RuleUsage::~RuleUsage() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void RuleUsage::set_rules(RuleSource source, std::shared_ptr<const Model> model) {
  policy_ = std::make_shared<const RuleIds>(ids_of(*source.image, model.get()));
  source_ = std::move(source);
  model_ = std::move(model);
}

void RuleUsage::look(Instant now, nanoseconds uptime) {
  const std::lock_guard lock(mutex_);
  if (is_busy_ || (looked_at_ && uptime - *looked_at_ < period_)) return;
  begin(now, uptime, false);
}

void RuleUsage::finish(Instant now) {
  std::unique_lock lock(mutex_);
  const auto is_idle = [this] { return !is_busy_; };
  rested_.wait(lock, is_idle);
  begin(now, looked_at_.value_or(nanoseconds{}), true);
  rested_.wait(lock, is_idle);
}

// With the lock held, and nothing under way.
void RuleUsage::begin(Instant now, nanoseconds uptime, bool is_last) {
  if (!source_.read) return;
  looked_at_ = uptime;
  job_ = Job{source_.read, policy_, now, uptime, is_last};
  is_busy_ = true;
  wake_.notify_one();
}

void RuleUsage::run() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), kNiceness);
  load();
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return is_stopping_ || job_; });
    if (!job_) return;
    const Job job = *std::exchange(job_, std::nullopt);
    lock.unlock();
    work(job);
    lock.lock();
    is_busy_ = false;
    rested_.notify_all();
  }
}

void RuleUsage::work(const Job& job) {
  const auto begun = std::chrono::steady_clock::now();
  const auto reading = job.read();
  if (!reading) {
    const std::string text = reading.error().message();
    if (std::exchange(told_error_, text) != text) log_->error("{}", text);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    uses_.take(*reading, *job.policy, boot_, job.now);
    const nanoseconds took = std::chrono::steady_clock::now() - begun;
    period_ = std::clamp<nanoseconds>(took * kShare, kShortestPeriod, kLongestPeriod);
  }
  const bool is_due = !written_at_ || job.uptime - *written_at_ >= kWritePeriod;
  if (!is_due && !job.is_last) return;
  written_at_ = job.uptime;
  write();
}

// What is damaged is begun anew: the counters of this boot are still the kernel's.
void RuleUsage::load() {
  const auto content = read_file(path_);
  if (!content) return;
  auto uses = RuleUses::parse(content->bytes);
  if (!uses) {
    log_->error("{} is damaged; the uses of rules are counted anew", path_);
    return;
  }
  const std::lock_guard lock(mutex_);
  uses_ = std::move(*uses);
}

void RuleUsage::write() {
  const Status written = replace_file(path_, uses_.to_text());
  const std::string text = written ? "" : written.error().message();
  if (std::exchange(told_error_, text) != text && !text.empty()) log_->error("{}", text);
}

}  // namespace sekisho::daemon

#include "daemon/log_keeper.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

namespace sekisho::daemon {
namespace {

constexpr std::size_t kMaxNews = 1024;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

}  // namespace

LogKeeper::LogKeeper(std::string state, SigningKey key)
    : state_(std::move(state)), key_(std::move(key)) {
  // Signals are for the loop's thread.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

LogKeeper::~LogKeeper() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    // What is not sealed now is found by the next start.
    jobs_.seal.reset();
    jobs_.expire.reset();
  }
  wake_.notify_one();
  thread_.join();
}

void LogKeeper::remember(const LogHead& head, int fd) {
  const int copy = fd < 0 ? -1 : ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  const std::lock_guard lock(mutex_);
  if (jobs_.head && jobs_.head->fd >= 0) ::close(jobs_.head->fd);
  jobs_.head = HeadJob{head, copy};
  wake_.notify_one();
}

void LogKeeper::seal(const std::string& log_path, const LogTime& time) {
  const std::lock_guard lock(mutex_);
  jobs_.seal = SealJob{log_path, time};
  wake_.notify_one();
}

void LogKeeper::expire(const std::string& log_path, std::uint64_t keep_days, const LogTime& time) {
  const std::lock_guard lock(mutex_);
  jobs_.expire = ExpireJob{log_path, keep_days, time};
  wake_.notify_one();
}

void LogKeeper::remove(const std::string& log_path, const std::vector<SegmentSeal>& seals) {
  const std::lock_guard lock(mutex_);
  jobs_.removals.push_back({log_path, seals});
  wake_.notify_one();
}

std::vector<LogNews> LogKeeper::take_news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, {});
}

void LogKeeper::finish() {
  std::unique_lock lock(mutex_);
  rested_.wait(lock, [this] { return jobs_.is_empty() && !is_busy_; });
}

void LogKeeper::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return is_stopping_ || !jobs_.is_empty(); });
    if (jobs_.is_empty()) return;
    Jobs jobs = std::exchange(jobs_, {});
    is_busy_ = true;
    lock.unlock();
    work(jobs);
    lock.lock();
    is_busy_ = false;
    rested_.notify_all();
  }
}

void LogKeeper::work(Jobs& jobs) {
  if (jobs.head) work_on_head(*jobs.head);
  work_on_removals(jobs.removals);
  if (jobs.seal) work_on_seals(*jobs.seal);
  if (jobs.expire) work_on_expiry(*jobs.expire);
}

void LogKeeper::work_on_head(const HeadJob& job) {
  if (job.fd >= 0) {
    // EINVAL: nothing that can be synced, such as a pipe.
    if (::fdatasync(job.fd) != 0 && errno != EINVAL) check(fail("sync " + job.head.file, errno));
    ::close(job.fd);
  }
  const Status written = write_head(state_, job.head, key_);
  check(written);
  if (published_for_ == job.head.file) return;
  const Status published = publish_key(job.head.file, key_);
  check(published);
  if (published) published_for_ = job.head.file;
}

void LogKeeper::work_on_seals(const SealJob& job) {
  for (const SegmentName& segment : find_unsealed(job.log_path)) {
    auto sealed = seal_segment(folder_of(job.log_path), segment, key_, job.time);
    if (sealed) {
      tell(SegmentSealed{std::move(*sealed)});
    } else {
      check(tl::unexpected(sealed.error()));
    }
    // A long list, after a long outage: the head and a stop do not wait for all of it.
    const std::lock_guard lock(mutex_);
    if (is_stopping_) return;
    if (jobs_.head && !jobs_.seal) {
      jobs_.seal = job;
      return;
    }
  }
}

void LogKeeper::work_on_expiry(const ExpireJob& job) {
  auto seals = find_expired(job.log_path, job.keep_days, job.time, key_);
  if (!seals.empty()) tell(SegmentsExpired{std::move(seals)});
}

void LogKeeper::work_on_removals(const std::vector<RemoveJob>& jobs) {
  for (const RemoveJob& job : jobs) {
    for (const SegmentSeal& seal : job.seals)
      check(remove_segment(folder_of(job.log_path), seal.file));
  }
}

void LogKeeper::tell(LogNews news) {
  const std::lock_guard lock(mutex_);
  if (news_.size() < kMaxNews) news_.push_back(std::move(news));
}

void LogKeeper::check(const Status& status) {
  if (status) return;
  if (std::exchange(last_error_, status.error().message()) == status.error().message()) return;
  tell(KeepingFailed{status.error()});
}

}  // namespace sekisho::daemon

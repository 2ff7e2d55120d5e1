#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <functional>

#include "daemon/journal.h"
#include "daemon/outlets.h"
#include "events/event_runs.h"
#include "sekisho/base/file.h"

namespace sekisho::daemon {
namespace {

using std::chrono::days;
using std::chrono::hours;

// The journal, and what happens to its files.
class JournalRun {
 public:
  // `before` is what the log's file has before there is a log.
  explicit JournalRun(std::string folder, const std::string& before = "")
      : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_ + "/state");
    if (!before.empty()) write(folder_ + "/events.jsonl", before);
    options_ = {folder_ + "/events.jsonl", folder_ + "/state", std::uint64_t{64} << 20, 2};
    open();
  }
  void suffer();
  void grow_old();
  void tell_the_rest();

 private:
  void open() {
    journal_.reset();
    journal_ = std::make_unique<Journal>(
        clock_, [this] { return uptime_; }, make_log());
    check(journal_->open(options_).has_value(), "the journal opens");
  }
  void pass(std::chrono::nanoseconds time) {
    clock_.now_ += std::chrono::duration_cast<std::chrono::microseconds>(time);
    uptime_ += time;
  }
  void tell(int times = 1) {
    for (int i = 0; i < times; ++i)
      journal_->tell("stop", EventSeverity::info, {{"on_stop", "keep"}}, {});
  }
  void tend() {
    for (int i = 0; i < 3; ++i) {
      journal_->tend();
      journal_->finish();
    }
  }
  void damage(const std::function<std::string(std::string)>& change);
  void fill_disk();

  std::string folder_;
  SetClock clock_;
  std::chrono::nanoseconds uptime_ = hours(1);
  JournalOptions options_;
  std::unique_ptr<Journal> journal_;
};

void JournalRun::damage(const std::function<std::string(std::string)>& change) {
  tell(3);
  tend();
  journal_.reset();
  write(options_.path, change(read_file(options_.path)->bytes));
  open();
  tell();
}

void JournalRun::fill_disk() {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit wide{};
  ::getrlimit(RLIMIT_FSIZE, &wide);
  rlimit narrow = wide;
  narrow.rlim_cur = std::filesystem::file_size(options_.path) + 10;
  ::setrlimit(RLIMIT_FSIZE, &narrow);
  tell(5);
  ::setrlimit(RLIMIT_FSIZE, &wide);
  check(journal_->lines_lost() == 5, "lines of a full disk are lost");
  tell();
}

std::string without_last_line(std::string bytes) {
  return bytes.substr(0, bytes.rfind('\n', bytes.size() - 2) + 1);
}

std::string without_a_line(std::string bytes) {
  return bytes.erase(0, bytes.find('\n') + 1);
}

// Each kind of damage, and a full disk.
void JournalRun::suffer() {
  damage([](const std::string& bytes) { return std::string(bytes.size(), 'x') + "\n"; });
  damage([](const std::string& bytes) { return bytes + "{\"half"; });
  damage(without_last_line);
  // The last line is another one, and as good.
  damage([this](const std::string& bytes) {
    EventLog other(std::nullopt);
    const std::string path = folder_ + "/other.jsonl.tmp";
    write(path, without_last_line(bytes));
    const std::vector<std::string> line = {
        R"({"timestamp":"2026-11-21T12:00:00.000000+0900","event_type":"stop",)"
        R"("severity":"info","on_stop":"open"})"};
    check(other.open(path, clock_.now()) && other.append(line, clock_.now()), "another line");
    std::string changed = read_file(path)->bytes;
    std::filesystem::remove(path);
    return changed;
  });
  fill_disk();
  damage(without_a_line);
  pass(days(1));
  tend();  // seals it, with its break
  journal_.reset();
}

void JournalRun::grow_old() {
  for (int day = 0; day < 5; ++day) {
    tell(2);
    pass(days(1));
    tend();
  }
  journal_.reset();
}

void JournalRun::tell_the_rest() {
  const Instant since = clock_.now();
  for (const char* name : {"syslog", "journald"}) {
    tell_news({name, "logs.example:6514 (tls)", OutageWatch::Change::lost, "no", 7, 0, since},
              *journal_);
    tell_news({name, "logs.example:6514 (tls)", OutageWatch::Change::back, "", 9, 2, since},
              *journal_);
  }
  // So many ports that not all of them fit.
  journal_->tell("start", EventSeverity::info,
                 {{"interfaces", std::vector<std::string>(4000, "eth0.4000")}}, {});
  journal_.reset();
}

}  // namespace

void run_journal(const std::string& folder) {
  JournalRun(folder + "/damaged").suffer();
  JournalRun(folder + "/old").grow_old();
  JournalRun(folder + "/rest", "of another program\n").tell_the_rest();
}

}  // namespace sekisho::daemon

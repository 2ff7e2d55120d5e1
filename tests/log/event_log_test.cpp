#include "sekisho/log/event_log.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>

#include "log/log_fixture.h"

namespace sekisho {
namespace {

class Chain : public LogFolder {
 protected:
  // The log as it is opened by a daemon that starts.
  void start(std::optional<LogHead> head = {}) {
    log_ = std::make_unique<EventLog>(std::move(head));
    ASSERT_TRUE(log_->open(log_path_, now_));
  }
  void append(int first, int count) {
    const Status written = log_->append(events(first, count), now_);
    ASSERT_TRUE(written) << written.error().message();
  }
  // Reads the file as anyone would: every hash anew, from the line's bytes.
  static void expect_chain(const std::string& bytes, std::uint64_t first, std::uint64_t count,
                           std::string prev = std::string(64, '0')) {
    const auto lines = lines_of(bytes);
    ASSERT_EQ(lines.size(), count);
    for (const std::string& line : lines) {
      const auto json = nlohmann::json::parse(line);
      EXPECT_EQ(json["seq"], first++);
      EXPECT_EQ(json["prev"], prev);
      prev = sha256_hex(line.substr(0, line.find(R"(,"hash")")));
      EXPECT_EQ(json["hash"], prev);
      EXPECT_TRUE(line.ends_with(prev + "\"}"));
    }
  }
  std::string kinds() {
    std::string all;
    for (const LogFinding& each : log_->take_findings())
      all += std::string(to_string(each.kind)) + " " + std::to_string(each.first_seq) + "-" +
             std::to_string(each.last_seq) + " " + std::to_string(each.bytes) + "; ";
    return all;
  }

  std::unique_ptr<EventLog> log_;
};

TEST_F(Chain, NumbersAndHashesEveryLine) {
  start();
  append(1, 3);
  append(4, 1);
  expect_chain(content(log_path_), 1, 4);
}

TEST_F(Chain, GoesOnAfterARestart) {
  start();
  append(1, 3);
  start();
  append(4, 2);
  expect_chain(content(log_path_), 1, 5);
  EXPECT_EQ(kinds(), "");
}

// Whatever byte a crash stops at: what is whole stays, what is torn is kept elsewhere.
TEST_F(Chain, SurvivesACrashAtEveryByte) {
  start();
  append(1, 3);
  const std::string whole = content(log_path_);
  const std::size_t third = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t cut = third; cut < whole.size(); ++cut) {
    SCOPED_TRACE(cut);
    write(log_path_, whole.substr(0, cut));
    start();
    append(7, 1);
    expect_chain(content(log_path_), 1, 3);
    const auto findings = log_->take_findings();
    ASSERT_EQ(findings.size(), cut == third ? 0u : 1u);
    if (cut == third) continue;
    EXPECT_EQ(findings[0].kind, LogFinding::Kind::torn);
    EXPECT_EQ(content(findings[0].set_aside), whole.substr(third, cut - third));
  }
}

TEST_F(Chain, SetsAsideWhatAPowerLossLeftAtTheEnd) {
  start();
  append(1, 2);
  const std::string whole = content(log_path_);
  struct Row {
    const char* why;
    std::string tail;
  };
  const Row rows[] = {
      {"a block of zeros", std::string(5000, '\0')},
      {"a whole line whose hash is wrong", R"({"timestamp":"x","seq":3})" + std::string("\n")},
      {"two megabytes of something", std::string(2 << 20, 'x')},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    write(log_path_, whole + row.tail);
    start();
    const auto findings = log_->take_findings();
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].bytes, row.tail.size());
    EXPECT_EQ(content(findings[0].set_aside), row.tail);
    EXPECT_EQ(content(log_path_), whole);
  }
}

TEST_F(Chain, SetsAsideAFileThatIsNoChain) {
  write(log_path_, "{\"event_type\":\"start\"}\n");
  start();
  append(1, 1);
  expect_chain(content(log_path_), 1, 1);
  EXPECT_EQ(kinds(), "log_unchained 0-0 23; ");
}

TEST_F(Chain, SaysWhatIsGoneSinceItWasLeft) {
  struct Row {
    const char* why;
    std::function<void(const std::string& whole)> change;
    const char* found;
    std::uint64_t next_seq;
  };
  const Row rows[] = {
      {"nothing happened", [](const std::string&) {}, "", 6},
      {"the last line was cut off",
       [this](const std::string& whole) {
         write(log_path_, whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1));
       },
       "log_missing 5-5 0; ", 6},
      {"all was cut off", [this](const std::string&) { write(log_path_, ""); },
       "log_missing 1-5 0; ", 6},
      {"the file was removed", [this](const std::string&) { std::remove(log_path_.c_str()); },
       "log_missing 1-5 0; ", 6},
      {"the last line has another hash",
       [this](const std::string& whole) {
         ChainLink link{4, std::string(64, '0')};
         LineHasher hasher;
         std::string bytes = whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1);
         append_chained(event(9), link, hasher, bytes);
         write(log_path_, bytes);
       },
       "log_changed 5-5 0; ", 6},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    std::remove(log_path_.c_str());
    start();
    append(1, 5);
    const LogHead head = log_->head();
    row.change(content(log_path_));
    start(head);
    EXPECT_EQ(kinds(), row.found);
    append(6, 1);
    const auto last = nlohmann::json::parse(lines_of(content(log_path_)).back());
    EXPECT_EQ(last["seq"], row.next_seq) << "a seq is never used again";
    EXPECT_EQ(last["prev"], head.link.hash);
  }
}

TEST_F(Chain, GoesOnBehindLinesThatNoHeadRemembers) {
  start();
  append(1, 2);
  const LogHead head = log_->head();
  append(3, 5);  // and killed before the head was written again
  start(head);
  append(8, 1);
  expect_chain(content(log_path_), 1, 8);
  EXPECT_EQ(kinds(), "");
}

TEST_F(Chain, NoticesWhatIsDoneToItWhileItRuns) {
  struct Row {
    const char* why;
    std::function<void(const std::string& whole)> change;
    const char* found;
  };
  const Row rows[] = {
      {"cut in the middle of a line",
       [this](const std::string& whole) {
         ASSERT_EQ(::truncate(log_path_.c_str(), static_cast<off_t>(whole.size() - 10)), 0);
       },
       "log_missing 3-3 0; "},
      {"removed", [this](const std::string&) { std::remove(log_path_.c_str()); },
       "log_missing 1-3 0; "},
      {"written to by another",
       [this](const std::string&) { std::ofstream(log_path_, std::ios::app) << "hello\n"; },
       "log_torn 0-0 6; "},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    std::remove(log_path_.c_str());
    start();
    append(1, 3);
    const ChainLink left = log_->link();
    row.change(content(log_path_));
    append(4, 1);
    const std::string found = kinds();
    EXPECT_NE(found.find(row.found), std::string::npos) << found;
    const auto last = nlohmann::json::parse(lines_of(content(log_path_)).back());
    EXPECT_EQ(last["seq"], 4);
    EXPECT_EQ(last["prev"], left.hash);
  }
}

TEST_F(Chain, GoesOnOverRotations) {
  start();
  append(1, 3);
  const auto segment = log_->rotate(now_);
  ASSERT_TRUE(segment);
  EXPECT_EQ(**segment, folder_ + "/events-20261121T030000Z-000000000001-000000000003.jsonl");
  const std::string last = log_->link().hash;
  append(4, 2);
  expect_chain(content(**segment), 1, 3);
  expect_chain(content(log_path_), 4, 2, last);
  EXPECT_FALSE(*[&] {
    start();
    return log_->rotate(now_);
  }() == std::nullopt);
  EXPECT_EQ(*log_->rotate(now_), std::nullopt) << "nothing to rotate";
  EXPECT_EQ(log_->link().seq, 5u);
}

// A crash may come between the two steps of a rotation, and before the head is written again.
TEST_F(Chain, FindsItsEndInASegment) {
  start();
  append(1, 2);
  const LogHead early = log_->head();
  append(3, 2);
  ASSERT_TRUE(log_->rotate(now_));
  std::remove(log_path_.c_str());
  for (const auto& head : {std::optional<LogHead>(early), std::optional<LogHead>()}) {
    start(head);
    EXPECT_EQ(kinds(), "");
    EXPECT_EQ(log_->link().seq, 4u);
  }
}

TEST_F(Chain, MissesASegmentThatWasRemoved) {
  start();
  std::vector<std::string> segments;
  for (int i = 0; i < 3; ++i) {
    append(2 * i + 1, 2);
    segments.push_back(**log_->rotate(now_));
  }
  append(7, 1);
  const LogHead head = log_->head();
  const char* found[] = {"log_missing 1-2 0; ", "log_missing 3-4 0; ", "log_missing 5-6 0; "};
  for (int i = 0; i < 3; ++i) {
    std::filesystem::rename(segments[i], folder_ + "/elsewhere");
    start(head);
    EXPECT_EQ(kinds(), found[i]);
    std::filesystem::rename(folder_ + "/elsewhere", segments[i]);
  }
}

TEST_F(Chain, WritesToANewFileAfterLogrotate) {
  start();
  append(1, 2);
  ASSERT_EQ(std::rename(log_path_.c_str(), (log_path_ + ".1").c_str()), 0);
  append(3, 1);
  ASSERT_TRUE(log_->reopen(now_));
  const std::string last = log_->link().hash;
  append(4, 1);
  expect_chain(content(log_path_ + ".1"), 1, 3);
  expect_chain(content(log_path_), 4, 1, last);
  EXPECT_EQ(kinds(), "");
  EXPECT_EQ(log_->head().kept_from_seq, 4u) << "earlier files are someone else's";
}

TEST_F(Chain, GoesOnInAnotherFile) {
  start();
  append(1, 2);
  const std::string last = log_->link().hash;
  ASSERT_TRUE(log_->open(folder_ + "/other.jsonl", now_));
  append(3, 1);
  expect_chain(content(folder_ + "/other.jsonl"), 3, 1, last);
  ASSERT_TRUE(log_->open(log_path_, now_)) << "and back: the older part becomes a segment";
  append(4, 1);
  EXPECT_EQ(lines_of(content(log_path_)).size(), 1u);
  EXPECT_EQ(kinds(), "");
}

TEST_F(Chain, SaysWhyItCannotWrite) {
  log_ = std::make_unique<EventLog>(std::nullopt);
  ASSERT_TRUE(log_->open("/dev/full", now_));
  const Status status = log_->append(events(1, 1), now_);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ENOSPC);
  EXPECT_EQ(log_->link().seq, 0u);
}

// The disk takes n bytes more, for every n up to what a batch needs.
TEST_F(Chain, IsWholeWhereverTheDiskIsFull) {
  start();
  append(1, 1);
  const std::string before = content(log_path_);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit wide = limit;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const std::size_t batch = 2 * before.size();
  for (std::size_t room = 0; room < batch; ++room) {
    limit.rlim_cur = before.size() + room;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    const Status status = log_->append(events(2, 2), now_);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &wide), 0);
    ASSERT_FALSE(status) << room;
    ASSERT_EQ(content(log_path_), before) << room;
  }
  std::signal(SIGXFSZ, handler);
  append(2, 2);
  expect_chain(content(log_path_), 1, 3);
}

// Killed in the middle of its work, again and again: every line that is there is of one chain.
TEST_F(Chain, IsWholeAfterKills) {
  constexpr int kRounds = 20;
  for (int round = 0; round < kRounds; ++round) {
    int begun[2];
    ASSERT_EQ(::pipe(begun), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      EventLog log(std::nullopt);
      if (!log.open(log_path_, now_)) ::_exit(1);
      for (int i = 0;; ++i) {
        (void)log.append(events(i, 1 + i % 50), now_);
        if (i == 0 && ::write(begun[1], "b", 1) != 1) ::_exit(2);
        if (i % 40 == 39) (void)log.rotate(now_ + std::chrono::seconds(round));
      }
    }
    char first = 0;
    ASSERT_EQ(::read(begun[0], &first, 1), 1) << "the first batch of a round is written";
    ::usleep(static_cast<useconds_t>(700 * round));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    ::close(begun[0]);
    ::close(begun[1]);
  }
  start();
  std::string all;
  const auto segments = list_segments(log_path_);
  ASSERT_TRUE(segments);
  for (const SegmentName& segment : *segments) all += content(folder_ + "/" + segment.file());
  all += content(log_path_);
  ASSERT_GE(log_->link().seq, static_cast<std::uint64_t>(kRounds));
  expect_chain(all, 1, log_->link().seq);
}

}  // namespace
}  // namespace sekisho

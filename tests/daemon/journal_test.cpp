// The journal over days: rotation, deletion, holds, full disks, restarts.
#include "journal_fixture.h"

namespace sekisho::daemon {
namespace {

TEST_F(JournalTest, RotatesAtMidnightOfThePolicysZone) {
  tell(3);
  pass(hours(11) + minutes(59));
  tend();
  EXPECT_EQ(files(".zst").size(), 0u) << "23:59";
  pass(minutes(2));
  tend();
  ASSERT_EQ(files(".zst").size(), 1u) << "00:01";
  EXPECT_EQ(files(".zst")[0], "events-20261121T150100Z-000000000001-000000000003.jsonl.zst");
  EXPECT_EQ(files(".sig").size(), 1u);
  EXPECT_EQ(count("log_sealed"), 1u);
  tell();
  expect_whole();
}

TEST_F(JournalTest, RotatesBeforeAFileIsTooLarge) {
  options_.rotate_bytes = 20'000;
  start();
  tell(200);
  tend();
  ASSERT_GE(files(".zst").size(), 2u);
  for (const auto& name : files(".zst")) {
    auto reader = LineReader::open(folder_ + "/" + name);
    while (reader->next()) {
    }
    EXPECT_LE(reader->bytes(), options_.rotate_bytes);
    EXPECT_GE(reader->bytes(), options_.rotate_bytes - 1000);
  }
  const auto all = events();
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i]["seq"], i + 1);
  expect_whole();
}

TEST_F(JournalTest, DeletesASegmentAfterKeepDaysAndSaysSo) {
  options_.keep_days = 30;
  start();
  for (int day = 0; day < 40; ++day) {
    tell(2);
    pass(days(1));
    tend();
    expect_whole();
    EXPECT_EQ(count("log_deleted"), static_cast<std::size_t>(std::max(day - 29, 0)))
        << "the first was sealed on day 1";
  }
  EXPECT_EQ(count("log_deleted"), 10u);
  EXPECT_EQ(files(".zst").size(), 30u);
  EXPECT_EQ(files(".sig").size(), 30u);
}

TEST_F(JournalTest, DeletesNothingForAClockThatJumps) {
  options_.keep_days = 30;
  start();
  for (int day = 0; day < 3; ++day) {
    tell();
    pass(days(1));
    tend();
  }
  clock_.now_ += days(365);
  pass(hours(2));
  tend();
  start();  // nor over a restart, nor a reboot
  uptime_ = hours(1);
  start();
  pass(hours(2));
  tend();
  EXPECT_EQ(count("log_deleted"), 0u);
  clock_.now_ -= days(365);
  for (int day = 0; day < 25; ++day) {
    pass(days(1));
    tend();
  }
  EXPECT_EQ(count("log_deleted"), 0u) << "28 days";
  pass(days(4));
  tend();
  EXPECT_GE(count("log_deleted"), 1u);
  expect_whole();
}

TEST_F(JournalTest, DeletesNothingThatIsHeld) {
  options_.keep_days = 30;
  start();
  const Instant from = clock_.now_ + days(2), until = clock_.now_ + days(4);
  for (int day = 0; day < 40; ++day) {
    tell();
    if (day == 3) {
      const auto key = SigningKey::open(options_.state);
      ASSERT_TRUE(key);
      const auto held = make_hold(options_.path,
                                  {"case-1",
                                   to_rfc3339(from),
                                   to_rfc3339(until),
                                   "a case",
                                   "tester",
                                   to_rfc3339(clock_.now_),
                                   options_.path,
                                   {}},
                                  *key);
      ASSERT_TRUE(held) << held.error().message();
      ASSERT_EQ(held->files.size(), 2u) << "a segment, and the lines of the written file";
    }
    pass(days(1));
    tend();
  }
  EXPECT_EQ(count("log_deleted"), 2u) << "those before the hold";
  const auto result = verify_log({folder_ + "/holds/case-1"}, {});
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_TRUE(result->holds()) << to_string(result->breaks[0].kind);
  EXPECT_EQ(list_holds(options_.path).at(0).reason, "a case");
  ASSERT_TRUE(release_hold(options_.path, "case-1"));
  pass(days(1));
  tend();
  EXPECT_GE(count("log_deleted"), 10u);
  expect_whole();
}

// The room that is left, of a disk that is full.
class NarrowDisk {
 public:
  explicit NarrowDisk(std::uint64_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &wide_);
    rlimit narrow = wide_;
    narrow.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &narrow);
  }
  ~NarrowDisk() {
    ::setrlimit(RLIMIT_FSIZE, &wide_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit wide_{};
  void (*handler_)(int);
};

TEST_F(JournalTest, CountsByTypeWhatAFullDiskDoesNotTake) {
  tell(20);
  tend();
  {
    const NarrowDisk narrow(std::filesystem::file_size(options_.path) + 100);
    tell(5);
    journal_->tell("reload", EventSeverity::info, LineFields::object(), {});
    tell(1);
  }
  EXPECT_EQ(journal_->lines_lost(), 7u);
  tell();
  const auto all = events();
  ASSERT_EQ(all.size(), 22u);
  EXPECT_EQ(all[20]["event_type"], "suppressed");
  EXPECT_EQ(all[20]["lines_lost"], 7);
  EXPECT_EQ(all[20]["lines_lost_by_type"].dump(), R"({"reload":1,"stats":6})");
  tend();
  expect_whole();
}

TEST_F(JournalTest, SealsWhenThereIsRoomAgain) {
  tell(500);
  tend();
  pass(hours(13));
  {
    const NarrowDisk narrow(100);
    tend();
    EXPECT_EQ(files(".zst").size(), 0u);
  }
  pass(minutes(2));
  tend();
  EXPECT_EQ(files(".zst").size(), 1u);
  EXPECT_EQ(files(".new").size(), 0u);
  expect_whole();
}

TEST_F(JournalTest, TellsWhatWasCutOffWhileItDidNotRun) {
  tell(10);
  tend();
  journal_.reset();
  std::string bytes = read_file(options_.path)->bytes;
  bytes.resize(bytes.rfind('\n', bytes.size() - 2) + 1);
  std::ofstream(options_.path, std::ios::trunc) << bytes;
  const auto before = verify_log({folder_}, {});
  ASSERT_EQ(before->breaks.size(), 1u);
  EXPECT_EQ(before->breaks[0].kind, BreakKind::truncated);
  start();
  tell();
  const auto all = events();
  ASSERT_EQ(all.size(), 11u);
  EXPECT_EQ(all[9]["event_type"], "evidence");
  EXPECT_EQ(all[9]["action"], "log_missing");
  EXPECT_EQ(all[9]["first_seq"], 10);
  EXPECT_EQ(all[9]["seq"], 11) << "never used again";
  tend();
  const auto after = verify_log({folder_}, {});
  ASSERT_EQ(after->breaks.size(), 1u);
  EXPECT_EQ(after->breaks[0].kind, BreakKind::missing);
  EXPECT_EQ(after->breaks[0].line, 10u);
}

TEST_F(JournalTest, SealsWhatACrashLeftPlain) {
  tell(3);
  pass(days(1));
  journal_->tend();  // rotated; perhaps sealed
  journal_.reset();
  const auto segments = list_segments(options_.path);
  ASSERT_TRUE(segments);
  ASSERT_EQ(segments->size(), 1u);
  std::ofstream(folder_ + "/" + (*segments)[0].base + ".zst.new") << "half made";
  start();
  tend();
  EXPECT_EQ(files(".zst").size(), 1u);
  EXPECT_EQ(files(".new").size(), 0u);
  expect_whole();
}

}  // namespace
}  // namespace sekisho::daemon

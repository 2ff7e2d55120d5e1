// The journal over days: rotation, deletion, holds, full disks, restarts.
#include "daemon/journal.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>

#include "sekisho/abi/reason.h"
#include "sekisho/base/file.h"
#include "sekisho/log/hold.h"
#include "sekisho/log/reader.h"
#include "sekisho/log/verify.h"

namespace sekisho::daemon {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

class HandClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  Instant now_ = *parse_instant("2026-11-21T12:00:00+09:00");
};

class JournalTest : public ::testing::Test {
 protected:
  JournalTest() {
    std::string pattern = ::testing::TempDir() + "sekisho-journal-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ + "/state");
    options_ = {folder_ + "/events.jsonl", folder_ + "/state", std::uint64_t{64} << 20, 400, {}};
    start();
  }
  ~JournalTest() override {
    journal_.reset();
    std::filesystem::remove_all(folder_);
  }

  void start() {
    journal_.reset();
    journal_ = std::make_unique<Journal>(
        clock_, [this] { return uptime_; },
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>()));
    journal_->set_time_zone(*TimeZone::find("Asia/Tokyo"));
    ASSERT_TRUE(journal_->open(options_));
  }
  // Both clocks go on, as they do.
  void pass(std::chrono::nanoseconds time) {
    clock_.now_ += std::chrono::duration_cast<std::chrono::microseconds>(time);
    uptime_ += time;
  }
  void tell(int count = 1) {
    for (int i = 0; i < count; ++i)
      journal_->tell("stats", EventSeverity::info, {{"number", ++told_}}, {});
  }
  // Twice: what the keeper did is told by the one after.
  void tend() {
    for (int i = 0; i < 3; ++i) {
      journal_->tend();
      journal_->finish();
    }
  }
  std::vector<std::string> files(const std::string& suffix) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      const std::string name = entry.path().filename();
      if (name.ends_with(suffix)) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  std::vector<nlohmann::json> events() const {
    std::vector<nlohmann::json> all;
    std::vector<std::string> paths;
    for (const std::string& name : files(".zst")) paths.push_back(folder_ + "/" + name);
    paths.push_back(options_.path);
    for (const std::string& path : paths) {
      auto reader = LineReader::open(path);
      while (const auto line = reader->next()) all.push_back(nlohmann::json::parse(line->text));
    }
    return all;
  }
  std::size_t count(const std::string& action) const {
    std::size_t found = 0;
    for (const auto& event : events()) found += event.value("action", "") == action;
    return found;
  }
  void expect_whole() const {
    const auto result = verify_log({folder_}, {});
    ASSERT_TRUE(result) << result.error().message();
    for (const LogBreak& each : result->breaks)
      ADD_FAILURE() << to_string(each.kind) << " " << each.file << ":" << each.line << " seq "
                    << each.first_seq;
  }

  std::string folder_;
  HandClock clock_;
  std::chrono::nanoseconds uptime_ = hours(1);
  JournalOptions options_;
  std::unique_ptr<Journal> journal_;
  int told_ = 0;
};

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

// What stands as comments in the evidence files, in their order.
std::vector<std::string> comments_in(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> comments;
  for (const std::string& path : paths) {
    const std::string bytes = read_file(path)->bytes;
    for (std::size_t at = bytes.find("sekisho seq="); at != std::string::npos;
         at = bytes.find("sekisho seq=", at + 1))
      comments.push_back(bytes.substr(at, bytes.find('\0', at) - at));
  }
  return comments;
}

TEST_F(JournalTest, KeepsThePacketsBehindItsLines) {
  options_.evidence.folder = folder_ + "/evidence";
  start();
  const std::vector<std::byte> frame(60, std::byte{0x11});
  sk_event packet{};
  packet.count = 1;
  packet.has = SK_HAS_ETHERNET;
  packet.reason = SK_DEFAULT_DENY;
  tell();
  for (std::uint8_t mac = 1; mac <= 3; ++mac) {
    packet.src_mac[5] = mac;
    journal_->add_packet({packet, frame}, clock_.now(), nullptr);
    journal_->add_packet({packet, frame}, clock_.now(), nullptr);  // a repeat has no line
    if (mac == 2) journal_->write();
  }
  journal_->write();
  journal_->flush({});
  const auto comments = comments_in(options_.evidence.folder);
  EXPECT_EQ(comments, (std::vector<std::string>{"sekisho seq=2 deny default-deny",
                                                "sekisho seq=3 deny default-deny",
                                                "sekisho seq=4 deny default-deny"}));
  const auto all = events();
  for (int seq : {2, 3, 4}) EXPECT_EQ(all[seq - 1]["event_type"], "deny") << seq;
}

// However runs end, the lines of all of them add up to the counters.
TEST_F(JournalTest, AddsUpOverRunsThatWereKilled) {
  DatapathStats stats;
  stats.counters_id = 7;
  stats.zones = {{"", SK_DEFAULT_DENY, {0, 0}}};
  std::uint64_t& counter = stats.zones[0].count.packets;
  sk_event packet{};
  packet.count = 1;
  packet.reason = SK_DEFAULT_DENY;
  const auto sum = [&] {
    std::uint64_t packets = 0;
    for (const auto& event : events())
      if (event["event_type"] == "deny" || event["event_type"] == "suppressed")
        packets += event["count"].get<std::uint64_t>();
    return packets;
  };
  journal_->begin(stats, 0);
  for (int run = 0; run < 5; ++run) {
    for (int i = 0; i < 10 + run; ++i, ++counter) {
      if (i % 3 == 0) continue;  // it has no record
      packet.src_mac[4] = static_cast<std::uint8_t>(run);
      packet.src_mac[5] = static_cast<std::uint8_t>(i % 2);
      journal_->add_packet({packet, {}}, clock_.now(), nullptr);
      if (i == 5) tend();  // what was saved is older than what is written
      if (i == 8) journal_->write();
    }
    if (run % 2) journal_->read(stats);
    start();         // repeats that were not yet written are gone
    counter += 100;  // and nobody looks meanwhile
    journal_->begin(stats, 0);
  }
  for (int i = 0; i < 2; ++i) {
    journal_->read(stats);
    journal_->tick({});
  }
  EXPECT_EQ(sum(), counter);
  stats.counters_id = 8;  // other maps: those were lost with their packets
  counter = 40;
  start();
  journal_->begin(stats, 0);
  counter += 2;
  journal_->read(stats);
  const std::uint64_t before = sum();
  journal_->flush({});
  EXPECT_EQ(sum() - before, 2u);
  expect_whole();
}

TEST_F(JournalTest, SaysHowManyPacketsCouldNotBeKept) {
  // A file stands where the folder should.
  options_.evidence.folder = folder_ + "/evidence";
  std::ofstream(options_.evidence.folder) << "in the way";
  start();
  const std::vector<std::byte> frame(60, std::byte{0x11});
  sk_event packet{};
  packet.count = 1;
  packet.reason = SK_DEFAULT_DENY;
  const auto deny = [&] {
    ++packet.src_mac[5];
    journal_->add_packet({packet, frame}, clock_.now(), nullptr);
    journal_->write();
  };
  deny();
  deny();
  tend();
  EXPECT_EQ(count("packets_lost"), 0u) << "while it lasts";
  std::filesystem::remove(options_.evidence.folder);
  deny();
  tend();
  ASSERT_EQ(count("packets_lost"), 1u);
  for (const auto& event : events()) {
    if (event.value("action", "") == "packets_lost") {
      EXPECT_EQ(event["packets"], 2);
    }
  }
  EXPECT_EQ(comments_in(options_.evidence.folder).size(), 1u);
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

// An outlet over a log that is written, to a receiver that comes and goes.
#include "daemon/outlet.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>

#include "sekisho/log/event_log.h"

namespace sekisho::daemon {
namespace {

using Seqs = std::vector<std::uint64_t>;

// What the test and the outlet's thread both look at.
struct FakeReceiver {
  std::mutex mutex;
  std::condition_variable changed;
  bool is_there = true;
  bool takes = true;
  std::uint64_t settles_up_to = ~std::uint64_t{0};
  std::uint64_t breaks_at = 0;  // once, before this one is taken
  Seqs got;

  template <typename Wanted>
  bool wait_for(Wanted wanted) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), wanted);
  }
  bool wait_for_last(std::uint64_t seq) {
    return wait_for([&] { return !got.empty() && got.back() >= seq; });
  }
};

class FakeSender final : public Sender {
 public:
  explicit FakeSender(FakeReceiver& receiver) : receiver_(receiver) {}
  Status work(SenderTime) override {
    const std::lock_guard lock(receiver_.mutex);
    if (!receiver_.is_there || is_broken_) return fail("fake send", EPIPE);
    return {};
  }
  bool is_connected() const override { return true; }
  bool has_room() const override {
    const std::lock_guard lock(receiver_.mutex);
    return receiver_.takes && !is_broken_;
  }
  void send(const EventFacts& facts, std::string_view) override {
    const std::lock_guard lock(receiver_.mutex);
    if (facts.seq == receiver_.breaks_at) {
      receiver_.breaks_at = 0;
      is_broken_ = true;
      return;
    }
    receiver_.got.push_back(facts.seq);
    arrived_ = facts.seq;
    receiver_.changed.notify_all();
  }
  std::uint64_t arrived() const override { return arrived_; }
  std::uint64_t settled() const override {
    const std::lock_guard lock(receiver_.mutex);
    return std::min(arrived_, receiver_.settles_up_to);
  }
  void finish() override { is_finished_ = true; }
  bool is_finished() const override { return is_finished_; }
  pollfd waits_for() const override { return {-1, 0, 0}; }

 private:
  FakeReceiver& receiver_;
  std::uint64_t arrived_ = 0;
  bool is_broken_ = false, is_finished_ = false;
};

class OutletTest : public ::testing::Test {
 protected:
  OutletTest() {
    std::string pattern = ::testing::TempDir() + "sekisho-outlet-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    EXPECT_TRUE(log_.open(folder_ + "/events.jsonl", Instant{}));
  }
  ~OutletTest() override {
    outlet_.reset();
    std::filesystem::remove_all(folder_);
  }
  void start(EventSeverity min_severity = EventSeverity::info) {
    outlet_.reset();
    outlet_ = std::make_unique<Outlet>(
        OutletOptions{
            "fake", "nowhere", folder_, folder_ + "/events.jsonl", min_severity,
            [this](unsigned, SenderTime) { return std::make_unique<FakeSender>(receiver_); }},
        log_.link().seq,
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>()));
  }
  void append(int count, const char* severity = "high") {
    const std::string line =
        std::string(R"({"timestamp":"2026-11-21T12:00:00.000000+0900","event_type":"stats",)") +
        R"("severity":")" + severity + "\"}";
    ASSERT_TRUE(log_.append(std::vector<std::string>(static_cast<std::size_t>(count), line), {}));
    if (outlet_) outlet_->wake(log_.link().seq);
  }
  std::uint64_t remembered() const { return read_outlet_place(folder_, "fake")->settled_seq; }
  static Seqs from_to(std::uint64_t first, std::uint64_t last) {
    Seqs seqs;
    for (std::uint64_t seq = first; seq <= last; ++seq) seqs.push_back(seq);
    return seqs;
  }

  std::string folder_;
  EventLog log_{std::nullopt};
  FakeReceiver receiver_;
  std::unique_ptr<Outlet> outlet_;
};

TEST_F(OutletTest, SendsEachLineOnceFromWhereItBegan) {
  append(10);
  start();
  for (int i = 0; i < 100; ++i) append(37);
  ASSERT_TRUE(receiver_.wait_for_last(3710));
  EXPECT_EQ(receiver_.got, from_to(11, 3710));
}

TEST_F(OutletTest, GoesOnAfterABreakBehindWhatIsKnownToHaveArrived) {
  start();
  receiver_.settles_up_to = 40;
  receiver_.breaks_at = 71;
  append(100);
  ASSERT_TRUE(receiver_.wait_for_last(100));
  Seqs wanted = from_to(1, 70);
  for (const std::uint64_t seq : from_to(41, 100)) wanted.push_back(seq);
  EXPECT_EQ(receiver_.got, wanted);
}

TEST_F(OutletTest, RemembersItsPlaceOverARestart) {
  start();
  append(50);
  ASSERT_TRUE(receiver_.wait_for_last(50));
  outlet_.reset();
  EXPECT_EQ(remembered(), 50u);
  append(20);
  start();
  ASSERT_TRUE(receiver_.wait_for_last(70));
  EXPECT_EQ(receiver_.got, from_to(1, 70)) << "what was written meanwhile too";
}

TEST_F(OutletTest, SendsAllOfALogThatIsAnother) {
  append(5);
  ASSERT_TRUE(write_outlet_place(folder_, "fake", {folder_ + "/events.jsonl", 1000}));
  start();
  ASSERT_TRUE(receiver_.wait_for_last(5));
  EXPECT_EQ(receiver_.got, from_to(1, 5));
}

TEST_F(OutletTest, SettlesLinesThatItDoesNotSend) {
  start(EventSeverity::medium);
  append(10, "low");
  append(1, "medium");
  append(10, "info");
  append(1, "critical");
  ASSERT_TRUE(receiver_.wait_for_last(22));
  append(10, "low");
  outlet_.reset();
  EXPECT_EQ(receiver_.got, (Seqs{11, 22}));
  EXPECT_EQ(remembered(), 32u);
}

TEST_F(OutletTest, SendsWhatIsLeftWhenItStops) {
  start();
  append(1);
  ASSERT_TRUE(receiver_.wait_for_last(1));
  append(299);  // few enough for the time that a stop has, however slow the machine
  outlet_.reset();
  EXPECT_EQ(receiver_.got, from_to(1, 300));
}

TEST_F(OutletTest, StopsWithinASecondWhateverTheReceiverDoes) {
  for (const bool is_there : {true, false}) {
    start();
    {
      const std::lock_guard lock(receiver_.mutex);
      receiver_.is_there = is_there;
      receiver_.takes = false;
    }
    append(100);
    const auto begin = std::chrono::steady_clock::now();
    outlet_.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1)) << is_there;
  }
  EXPECT_EQ(remembered(), 0u);
}

TEST_F(OutletTest, TellsAnOutageAndItsEnd) {
  receiver_.is_there = false;
  start();
  append(7);
  std::vector<OutletNews> news;
  const auto wait_for_news = [&](std::size_t count) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (news.size() < count && std::chrono::steady_clock::now() < end) {
      for (OutletNews& each : outlet_->take_news()) news.push_back(std::move(each));
      ::usleep(20'000);
    }
    return news.size() == count;
  };
  ASSERT_TRUE(wait_for_news(1));
  EXPECT_EQ(news[0].change, OutageWatch::Change::lost);
  EXPECT_EQ(news[0].lines_behind, 7u);
  EXPECT_EQ(news[0].error, "fake send: Broken pipe");
  {
    const std::lock_guard lock(receiver_.mutex);
    receiver_.is_there = true;
  }
  ASSERT_TRUE(wait_for_news(2));
  EXPECT_EQ(news[1].change, OutageWatch::Change::back);
  EXPECT_EQ(news[1].lines_behind, 0u);
  EXPECT_EQ(news[1].since, news[0].since);
  EXPECT_EQ(receiver_.got, from_to(1, 7));
}

}  // namespace
}  // namespace sekisho::daemon

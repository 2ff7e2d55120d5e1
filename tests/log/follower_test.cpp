// The log read behind its writer: over rotation, sealing, deletion, and batches that are taken
// back.
#include "sekisho/log/follower.h"

#include <gtest/gtest.h>

#include "log/log_fixture.h"

namespace sekisho {
namespace {

class FollowerTest : public LogFolder {
 protected:
  FollowerTest() { EXPECT_TRUE(log_.open(log_path_, now_)); }

  void append(int count) { ASSERT_TRUE(log_.append(events(1, count), now_)); }
  std::string rotate() {
    now_ += std::chrono::seconds(1);  // of the segment's name
    const auto segment = log_.rotate(now_);
    EXPECT_TRUE(segment && *segment);
    return **segment;
  }
  void seal() {
    const auto key = SigningKey::open_or_make(state_);
    for (const SegmentName& each : find_unsealed(log_path_))
      ASSERT_TRUE(seal_segment(folder_, each, *key, {now_, 0}));
  }
  // All that can be told now; each must be the line after the one before.
  std::uint64_t count(LogFollower& follower, std::uint64_t newest) {
    std::uint64_t told = 0;
    for (;;) {
      const std::uint64_t expected = follower.next_seq();
      const auto line = follower.next(newest);
      EXPECT_TRUE(line) << line.error().message();
      if (!line || !*line) return told;
      const auto read = read_chained((*line)->text);
      EXPECT_TRUE(read && read->seq == (*line)->seq && read->seq >= expected);
      ++told;
    }
  }
  std::uint64_t count(LogFollower& follower) { return count(follower, log_.link().seq); }

  Instant now_ = at("2026-11-21T12:00:00+09:00");
  EventLog log_{std::nullopt};
};

TEST_F(FollowerTest, TellsLinesAsTheyAreWritten) {
  LogFollower follower(log_path_, 1);
  EXPECT_EQ(count(follower), 0u);
  for (int round = 0; round < 50; ++round) {
    append(7);
    EXPECT_EQ(count(follower), 7u) << round;
  }
}

TEST_F(FollowerTest, BeginsWhereItIsTold) {
  append(1000);
  LogFollower follower(log_path_, 991);
  EXPECT_EQ(count(follower), 10u);
  follower.go_to(501);
  EXPECT_EQ(count(follower), 500u);
  EXPECT_EQ(follower.take_missing(), 0u);
}

TEST_F(FollowerTest, GoesOnOverRotationAndSealing) {
  LogFollower follower(log_path_, 1);
  append(100);
  EXPECT_EQ(count(follower, 40), 40u) << "in the middle of a file";
  rotate();
  append(100);
  rotate();
  seal();
  append(100);
  EXPECT_EQ(count(follower), 260u);
  LogFollower late(log_path_, 51);
  EXPECT_EQ(count(late), 250u) << "compressed ones too";
  EXPECT_EQ(late.take_missing() + follower.take_missing(), 0u);
}

TEST_F(FollowerTest, TellsNothingBeyondTheNewestLine) {
  append(10);
  LogFollower follower(log_path_, 1);
  EXPECT_EQ(count(follower, 4), 4u);
  EXPECT_EQ(count(follower, 4), 0u);
  EXPECT_EQ(count(follower, 10), 6u);
}

TEST_F(FollowerTest, TellsABatchThatWasTakenBackAsItWasWrittenThen) {
  append(5);
  const std::string before = content(log_path_);
  append(5);
  write(log_path_, content(log_path_).substr(0, content(log_path_).size() - 40));
  LogFollower follower(log_path_, 1);
  EXPECT_EQ(count(follower, 5), 5u) << "what follows is not vouched for";
  write(log_path_, before);
  EventLog again(std::nullopt);
  ASSERT_TRUE(again.open(log_path_, now_));
  ASSERT_TRUE(again.append(events(900, 5), now_));
  for (int number = 900; number < 905; ++number) {
    const auto line = follower.next(again.link().seq);
    ASSERT_TRUE(line && *line);
    const std::string wanted = "\"count\":" + std::to_string(number) + ",";
    EXPECT_NE((*line)->text.find(wanted), std::string::npos) << (*line)->text;
  }
}

TEST_F(FollowerTest, CountsWhatNoFileHasAnyMore) {
  append(100);
  const std::string first = rotate();
  append(100);
  rotate();
  append(10);
  std::filesystem::remove(first);
  LogFollower follower(log_path_, 41);
  EXPECT_EQ(count(follower), 110u);
  EXPECT_EQ(follower.take_missing(), 60u);
  EXPECT_EQ(follower.take_missing(), 0u) << "once";
}

TEST_F(FollowerTest, PassesOverADamagedSegment) {
  append(5000);
  rotate();
  seal();
  append(10);
  std::string name = (*list_segments(log_path_))[0].file();
  std::string bytes = content(folder_ + "/" + name);
  write(folder_ + "/" + name, bytes.substr(0, bytes.size() / 2));
  LogFollower follower(log_path_, 1);
  const std::uint64_t told = count(follower);
  EXPECT_EQ(told + follower.take_missing(), 5010u);
  EXPECT_GE(told, 10u);
  EXPECT_LT(told, 5010u);
}

TEST_F(FollowerTest, ReadsAFileToItsEndThatLogrotateMovedAway) {
  append(100);
  LogFollower follower(log_path_, 1);
  EXPECT_EQ(count(follower, 30), 30u);
  std::filesystem::rename(log_path_, folder_ + "/events.jsonl.1");
  append(20);  // the writer has not noticed yet
  ASSERT_TRUE(log_.reopen(now_));
  append(50);
  EXPECT_EQ(count(follower), 140u);
  EXPECT_EQ(follower.take_missing(), 0u);
}

TEST_F(FollowerTest, FinishesTheOldFileWhereTheLogMoves) {
  append(100);
  rotate();
  append(50);
  LogFollower follower(log_path_, 1);
  EXPECT_EQ(count(follower, 10), 10u);
  const std::string elsewhere = folder_ + "/other.jsonl";
  ASSERT_TRUE(log_.open(elsewhere, now_));
  append(30);
  follower.move_to(elsewhere);
  EXPECT_EQ(count(follower), 170u);
  append(5);
  EXPECT_EQ(count(follower), 5u);
  EXPECT_EQ(follower.take_missing(), 0u);
}

TEST_F(FollowerTest, PassesOverWhatIsNoLineOfTheLog) {
  append(3);
  write(log_path_, content(log_path_) + std::string(200000, 'x') + "\n{\"seq\":4}\n");
  ChainLink link = log_.link();
  LineHasher hasher;
  std::string more;
  append_chained(event(4), link, hasher, more);
  write(log_path_, content(log_path_) + more);
  LogFollower follower(log_path_, 1);
  EXPECT_EQ(count(follower, 4), 4u);
}

TEST_F(FollowerTest, SaysThatThereIsNoLog) {
  LogFollower follower(folder_ + "/nothing.jsonl", 1);
  const auto line = follower.next(5);
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().code, ENOENT);
}

}  // namespace
}  // namespace sekisho

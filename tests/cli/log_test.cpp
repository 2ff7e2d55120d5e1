// sekisho log: what is printed, and how it ends.
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"
#include "sekisho/base/file.h"
#include "sekisho/evidence/ring.h"
#include "sekisho/log/event_log.h"
#include "sekisho/log/keep.h"

namespace sekisho::cli {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

// Five sealed lines and five in the written file, an hour apart.
class LogCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto key = SigningKey::open_or_make(folder_ / "");
    ASSERT_TRUE(key);
    EventLog log(std::nullopt);
    ASSERT_TRUE(log.open(path_, now_));
    for (int part = 0; part < 2; ++part) {
      std::vector<std::string> lines;
      for (int i = 5 * part; i < 5 * part + 5; ++i) {
        lines.push_back(R"({"timestamp":"2026-11-20T0)" + std::to_string(i) +
                        R"(:00:00.000000+0900","event_type":"deny","severity":"high","reason":")" +
                        (i % 2 ? "no-state" : "default-deny") +
                        R"(","src_zone":"net","dest_zone":"lg","src_ip":"10.0.0.)" +
                        std::to_string(i) + R"(","dest_ip":"10.9.0.1","device":"pc-)" +
                        std::to_string(i) + "\"}");
      }
      ASSERT_TRUE(log.append(lines, now_));
      ASSERT_TRUE(part == 1 || log.rotate(now_));
    }
    for (const SegmentName& segment : find_unsealed(path_))
      ASSERT_TRUE(seal_segment(folder_ / "", segment, *key, {now_, 0}));
    ASSERT_TRUE(write_head(folder_ / "", log.head(), *key));
  }
  static std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  // Of the written file.
  void change_line_8() const {
    std::ifstream file(path_);
    std::string text((std::istreambuf_iterator<char>(file)), {});
    file.close();
    text.replace(text.find("pc-7"), 4, "pc-9");
    folder_.write("events.jsonl", text);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "events.jsonl";
  Instant now_ = *parse_instant("2026-11-20T10:00:00+09:00");
};

TEST_F(LogCommand, VerifyEndsWithZeroForAWholeLog) {
  const Ran ran = run({"log", "verify", folder_ / ""});
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("10 lines, seq 1 to 10, in 2 files; 1 seals checked"));
}

TEST_F(LogCommand, VerifyNamesThePlaceInBothLanguagesAndInJson) {
  change_line_8();
  const Ran ran = run({"log", "verify", folder_ / ""});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out,
              HasSubstr("events.jsonl:3: changed: 1 line(s) are not as they were written (seq 8)"));
  const Ran japanese = run({"log", "verify", path_, "--lang", "ja"});
  EXPECT_EQ(japanese.exit, 1);
  EXPECT_THAT(japanese.out, HasSubstr("events.jsonl:3: 改変: 1 行"));
  const Ran json = run({"log", "verify", folder_ / "", "--format", "json"});
  EXPECT_EQ(json.exit, 1);
  EXPECT_EQ(json.json()["ok"], false);
  ASSERT_EQ(json.json()["breaks"].size(), 1u);
  EXPECT_EQ(json.json()["breaks"][0]["kind"], "changed");
  EXPECT_EQ(json.json()["breaks"][0]["line"], 3);
  EXPECT_EQ(json.json()["breaks"][0]["first_seq"], 8);
}

TEST_F(LogCommand, VerifyEndsWithTwoForWhatItCannotRead) {
  EXPECT_EQ(run({"log", "verify", folder_ / "nothing.jsonl"}).exit, 2);
  EXPECT_EQ(run({"log", "verify", path_, "--key", path_}).exit, 2);
  EXPECT_EQ(run({"log"}).exit, 2);
}

TEST_F(LogCommand, SearchFindsByEveryOption) {
  struct Row {
    std::vector<std::string> options;
    std::size_t found;
    const char* why;
  };
  const Row rows[] = {
      {{}, 10, "everything"},
      {{"--device", "pc-3"}, 1, "a device, in a compressed file"},
      {{"--device", "pc-3", "--device", "pc-8"}, 2, "either of two"},
      {{"--device", "pc"}, 0, "not a part of an id"},
      {{"--zone", "lg"}, 10, "a zone on either side"},
      {{"--zone", "mn"}, 0, "another zone"},
      {{"--reason", "no-state"}, 5, "a reason"},
      {{"--reason", "no-state", "--device", "pc-4"}, 0, "both must fit"},
      {{"--severity", "high"}, 10, "a severity"},
      {{"--type", "allow"}, 0, "a type"},
      {{"--rule", "r"}, 0, "a rule"},
      {{"--from", "2026-11-20T03:00:00+09:00", "--until", "2026-11-20T06:00:00+09:00"}, 4, "times"},
      {{"--from", "2026-11-20T05:00:00+09:00"}, 5, "only the written file"},
      {{"--address", "10.0.0.4"}, 1, "an address"},
      {{"--address", "10.0.0.4/30"}, 4, "a prefix"},
      {{"--address", "10.0.0.8-10.0.0.20"}, 2, "a range"},
      {{"--limit", "3"}, 3, "no more than asked for"},
  };
  for (const Row& row : rows) {
    std::vector<std::string> arguments = {"log", "search", folder_ / "", "--format", "jsonl"};
    arguments.insert(arguments.end(), row.options.begin(), row.options.end());
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit, 0) << row.why << ran.err;
    EXPECT_EQ(lines(ran.out), row.found) << row.why;
    std::uint64_t last = 0;
    for (const auto& event : ran.lines()) {
      EXPECT_GT(event["seq"].get<std::uint64_t>(), last) << row.why;
      last = event["seq"].get<std::uint64_t>();
    }
  }
  EXPECT_EQ(run({"log", "search", folder_ / "", "--address", "x"}).exit, 2);
  EXPECT_THAT(run({"log", "search", path_, "--device", "pc-8"}).out,
              HasSubstr("net 10.0.0.8 > lg 10.9.0.1"));
}

// Packets of three moments, in the ring's files one to three.
TEST_F(LogCommand, HoldsTheEvidenceOfItsPeriod) {
  EvidenceOptions options{folder_ / "evidence"};
  const char* times[] = {"2026-11-20T01:00:00+09:00", "2026-11-20T03:00:00+09:00",
                         "2026-11-20T09:00:00+09:00"};
  for (int i = 0; i < 3; ++i) {
    const KeptFrame frame{"eth1", *parse_instant(times[i]), 60, std::vector<std::byte>(60)};
    const EvidencePacket packet{&frame, {"sekisho seq=1 deny"}};
    EvidenceRing ring(options);
    ASSERT_TRUE(ring.write({&packet, 1}));
    timespec touched[2] = {};
    touched[0].tv_sec = touched[1].tv_sec =
        std::chrono::duration_cast<std::chrono::seconds>(frame.time.time_since_epoch()).count();
    ASSERT_EQ(::utimensat(AT_FDCWD, ring.path().c_str(), touched, 0), 0);
  }
  const std::string held = folder_ / "holds/case-2/";
  const Ran ran = run({"log", "hold", "case-2", "--from", "2026-11-20T02:00:00+09:00", "--until",
                       "2026-11-20T05:00:00+09:00", "--log", path_, "--state", folder_ / ""});
  ASSERT_EQ(ran.exit, 0) << ran.err;
  EXPECT_FALSE(std::filesystem::exists(held + "sekisho-00000001.pcapng")) << "before";
  EXPECT_TRUE(std::filesystem::exists(held + "sekisho-00000002.pcapng"));
  EXPECT_FALSE(std::filesystem::exists(held + "sekisho-00000003.pcapng")) << "after";
  EXPECT_THAT(
      read_file(held + "manifest.json")->bytes,
      HasSubstr(sha256_hex(read_file(folder_ / "evidence/sekisho-00000002.pcapng")->bytes)));
  EXPECT_EQ(run({"log", "verify", held}).exit, 0) << "packets are no lines";
}

TEST_F(LogCommand, HoldsListsAndReleases) {
  const std::vector<std::string> hold = {"log",
                                         "hold",
                                         "case-1",
                                         "--from",
                                         "2026-11-20T02:00:00+09:00",
                                         "--until",
                                         "2026-11-20T05:00:00+09:00",
                                         "--reason",
                                         "a case",
                                         "--log",
                                         path_,
                                         "--state",
                                         folder_ / ""};
  const Ran held = run(hold);
  ASSERT_EQ(held.exit, 0) << held.err;
  EXPECT_THAT(held.out, HasSubstr("2 file(s)"));
  EXPECT_EQ(run({"log", "verify", folder_ / "holds/case-1"}).exit, 0);
  EXPECT_EQ(run(hold).exit, 0) << "and once more";
  EXPECT_THAT(run({"log", "hold", "--list", "--log", path_}).out, HasSubstr("a case"));
  EXPECT_EQ(run({"log", "hold", "--release", "case-1", "--log", path_}).exit, 0);
  EXPECT_THAT(run({"log", "hold", "--list", "--log", path_}).out, Not(HasSubstr("a case")));
  EXPECT_EQ(run({"log", "hold", "--release", "case-1", "--log", path_}).exit, 2);
  EXPECT_EQ(run({"log", "hold", "../x", "--from", "2026-11-20T02:00:00+09:00", "--until",
                 "2026-11-20T05:00:00+09:00", "--log", path_, "--state", folder_ / ""})
                .exit,
            2);
  EXPECT_EQ(run({"log", "hold", "case-2"}).exit, 2);
}

TEST_F(LogCommand, ShowsTheKeyAsOpensslReadsIt) {
  const Ran ran = run({"log", "key", "--state", folder_ / ""});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("-----BEGIN PUBLIC KEY-----\n"));
  EXPECT_EQ(run({"log", "key", "--state", folder_ / "nowhere"}).exit, 2);
}

}  // namespace
}  // namespace sekisho::cli

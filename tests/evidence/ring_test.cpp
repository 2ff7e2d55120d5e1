// Evidence files as others read them: by libpcap, and block by block.
#include "sekisho/evidence/ring.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <gtest/gtest.h>

#include "sekisho/base/file.h"
#include "sekisho/dataplane/capture.h"

namespace sekisho {
namespace {

const Instant kTime = *parse_instant("2026-11-21T12:00:00.123456+09:00");

KeptFrame frame_of(std::size_t bytes, const char* interface_name = "eth1") {
  KeptFrame frame{interface_name, kTime, static_cast<std::uint32_t>(bytes), {}};
  for (std::size_t i = 0; i < bytes; ++i) frame.bytes.push_back(static_cast<std::byte>(i));
  return frame;
}

class Ring : public ::testing::Test {
 protected:
  Ring() {
    std::string pattern = ::testing::TempDir() + "sekisho-evidence-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    options_.folder = folder_ + "/evidence";
  }
  ~Ring() override { std::filesystem::remove_all(folder_); }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(options_.folder))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  // Lengths kept and on the wire of each packet, as libpcap reads them.
  static std::vector<std::pair<std::size_t, std::uint32_t>> read(const std::string& path) {
    std::vector<std::pair<std::size_t, std::uint32_t>> lengths;
    auto file = CaptureFile::open(path);
    EXPECT_TRUE(file) << file.error().message();
    while (file) {
      const auto packet = file->next();
      EXPECT_TRUE(packet) << packet.error().message();
      if (!packet || !*packet) break;
      EXPECT_EQ((*packet)->time_ns,
                static_cast<std::uint64_t>(kTime.time_since_epoch().count()) * 1000);
      lengths.emplace_back((*packet)->bytes.size(), (*packet)->wire_length);
    }
    return lengths;
  }

  std::string folder_;
  EvidenceOptions options_;
};

// The options of kind `wanted` (1: comment, 2: interface name) in the blocks of kind `block`.
std::vector<std::string> options_in(const std::string& path, std::uint32_t block, unsigned wanted) {
  const std::string bytes = read_file(path)->bytes;
  const auto number = [&](std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, size);
    return value;
  };
  std::vector<std::string> found;
  for (std::size_t at = 0; at < bytes.size(); at += number(at + 4, 4)) {
    if (number(at, 4) != block) continue;
    const std::size_t end = at + number(at + 4, 4) - 4;
    EXPECT_EQ(number(end, 4), number(at + 4, 4)) << "a block's length stands at both ends";
    std::size_t option = at + 16;
    if (block == 6) option = at + 28 + (number(at + 20, 4) + 3) / 4 * 4;
    while (option < end && number(option, 2) != 0) {
      const std::size_t size = number(option + 2, 2);
      if (number(option, 2) == wanted) found.push_back(bytes.substr(option + 4, size));
      option += 4 + (size + 3) / 4 * 4;
    }
  }
  return found;
}

TEST_F(Ring, KeepsPacketsWithTheirEvents) {
  EvidenceRing ring(options_);
  const KeptFrame first = frame_of(60), second = frame_of(1514, "eth2"), third = frame_of(61);
  const EvidencePacket packets[] = {
      {&first, {"sekisho seq=7 deny default-deny"}},
      {&second, {"sekisho seq=8 deny no-state", "sekisho seq=9 scan"}},
      {&third, {"関所"}}};
  ASSERT_TRUE(ring.write(packets));
  ASSERT_EQ(files(), (std::vector<std::string>{"sekisho-00000001.pcapng"}));
  using Lengths = std::vector<std::pair<std::size_t, std::uint32_t>>;
  EXPECT_EQ(read(ring.path()), (Lengths{{60, 60}, {256, 1514}, {61, 61}}))
      << "nothing beyond the snap length";
  EXPECT_EQ(
      options_in(ring.path(), 6, 1),
      (std::vector<std::string>{"sekisho seq=7 deny default-deny", "sekisho seq=8 deny no-state",
                                "sekisho seq=9 scan", "関所"}));
  EXPECT_EQ(options_in(ring.path(), 1, 2), (std::vector<std::string>{"eth1", "eth2"}));
}

TEST_F(Ring, IsBoundedAndKeepsTheNewest) {
  options_.rotate_bytes = 10'000;
  options_.keep_files = 3;
  EvidenceRing ring(options_);
  const KeptFrame frame = frame_of(250);
  for (int i = 0; i < 400; ++i) {
    const EvidencePacket packet{&frame, {"sekisho seq=" + std::to_string(i) + " deny"}};
    ASSERT_TRUE(ring.write({&packet, 1}));
  }
  const auto names = files();
  ASSERT_EQ(names.size(), 3u);
  std::size_t packets = 0;
  for (const std::string& name : names) {
    const std::string path = options_.folder + "/" + name;
    EXPECT_LE(std::filesystem::file_size(path), 10'000u);
    packets += read(path).size();
  }
  EXPECT_GT(packets, 50u);
  EXPECT_EQ(options_in(options_.folder + "/" + names.back(), 6, 1).back(), "sekisho seq=399 deny");
}

TEST_F(Ring, BeginsAFileOfItsOwnEachRun) {
  const KeptFrame frame = frame_of(60);
  const EvidencePacket packet{&frame, {"one"}};
  for (int run = 0; run < 2; ++run) {
    EvidenceRing ring(options_);
    ASSERT_TRUE(ring.write({&packet, 1}));
  }
  EXPECT_EQ(files(),
            (std::vector<std::string>{"sekisho-00000001.pcapng", "sekisho-00000002.pcapng"}));
}

TEST_F(Ring, GoesOnInANewFileWhereOneWasRemoved) {
  EvidenceRing ring(options_);
  const KeptFrame frame = frame_of(60);
  const EvidencePacket packet{&frame, {"one"}};
  ASSERT_TRUE(ring.write({&packet, 1}));
  std::filesystem::remove_all(options_.folder);
  ASSERT_TRUE(ring.write({&packet, 1}));
  EXPECT_EQ(read(ring.path()).size(), 1u);
}

TEST_F(Ring, LeavesNoHalfPacketWhereTheDiskIsFull) {
  EvidenceRing ring(options_);
  const KeptFrame frame = frame_of(250, "eth1"), other = frame_of(250, "eth9");
  const EvidencePacket packet{&frame, {"one"}}, another{&other, {"two"}};
  ASSERT_TRUE(ring.write({&packet, 1}));
  const std::string first = ring.path();
  const auto size = std::filesystem::file_size(first);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit full{size + 100, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &full);
  EXPECT_FALSE(ring.write({&another, 1}));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, ignored);
  EXPECT_EQ(std::filesystem::file_size(first), size);
  ASSERT_TRUE(ring.write({&another, 1}));
  EXPECT_EQ(read(first).size(), 1u);
  EXPECT_EQ(options_in(ring.path(), 1, 2), (std::vector<std::string>{"eth9"}));
}

TEST_F(Ring, IsNotTheirsToRead) {
  EvidenceRing ring(options_);
  const KeptFrame frame = frame_of(60);
  const EvidencePacket packet{&frame, {}};
  ASSERT_TRUE(ring.write({&packet, 1}));
  const auto others = std::filesystem::perms::others_all;
  EXPECT_EQ(std::filesystem::status(ring.path()).permissions() & others,
            std::filesystem::perms::none);
  EXPECT_EQ(std::filesystem::status(options_.folder).permissions() & others,
            std::filesystem::perms::none);
}

TEST(EvidenceNames, AreNumbered) {
  EXPECT_EQ(evidence_number_of("sekisho-00000012.pcapng"), 12u);
  EXPECT_EQ(evidence_number_of("sekisho-123456789.pcapng"), 123456789u);
  for (const char* other :
       {"sekisho-.pcapng", "sekisho-1x.pcapng", "other.pcapng", "sekisho-1.pcap"})
    EXPECT_EQ(evidence_number_of(other), 0u) << other;
}

}  // namespace
}  // namespace sekisho

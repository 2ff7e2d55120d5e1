// The journal and the packets: those behind its lines, and sums that go on from run to run.
#include "journal_fixture.h"

namespace sekisho::daemon {
namespace {

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
    if (run % 2) journal_->read(stats.zones);
    start();         // repeats that were not yet written are gone
    counter += 100;  // and nobody looks meanwhile
    journal_->begin(stats, 0);
  }
  for (int i = 0; i < 2; ++i) {
    journal_->read(stats.zones);
    journal_->tick({});
  }
  EXPECT_EQ(sum(), counter);
  stats.counters_id = 8;  // other maps: those were lost with their packets
  counter = 40;
  start();
  journal_->begin(stats, 0);
  counter += 2;
  journal_->read(stats.zones);
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

}  // namespace
}  // namespace sekisho::daemon

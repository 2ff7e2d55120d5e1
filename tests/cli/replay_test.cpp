// sekisho replay.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

using testing::CaptureWriter;
using testing::data;
using ::testing::HasSubstr;
using testing::Ran;
using testing::reply_to;
using testing::run;
using testing::TemporaryFolder;
using testing::web_packet;

constexpr const char* kWebMac = "00:00:5e:00:53:80";

Ran replay(const std::vector<std::string>& options) {
  std::vector<std::string> arguments{"replay", data("policy.json"), "--format", "jsonl"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run(arguments);
}

std::vector<std::byte> arp_request() {
  std::vector<std::byte> frame;
  for (const int byte :
       {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0,  0, 0x5e, 0, 0x53, 1, 8,    6,                //
        0,    1,    8,    0,    6,    4,    0,  1, 0,    0, 0x5e, 0, 0x53, 1, 10, 1, 0, 10,  //
        0,    0,    0,    0,    0,    0,    10, 1, 0,    1})
    frame.push_back(static_cast<std::byte>(byte));
  return frame;
}

TEST(Replay, MergesCapturesByTimeAndKeepsFlows) {
  const TemporaryFolder folder;
  const auto syn = web_packet();
  CaptureWriter(folder / "in.pcap")
      .add("2026-11-20T10:00:00.000001+09:00", build_frame(syn), SIZE_MAX, 999)
      .add("2026-11-20T10:00:02+09:00", arp_request());
  CaptureWriter(folder / "out.pcap")
      .add("2026-11-20T10:00:01+09:00", build_frame(reply_to(syn, kWebMac, 20)))
      .add("2026-11-20T10:00:02+09:00", build_frame(reply_to(syn, kWebMac, 0)));
  const Ran ran =
      replay({"--in", "eth2=" + (folder / "out.pcap"), "--in", "eth1=" + (folder / "in.pcap")});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  const auto lines = ran.lines();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(
      ran.out.substr(0, ran.out.find('\n')),
      R"({"packet":1,"timestamp":"2026-11-20T01:00:00.000001Z","in":"eth1","verdict":"allow",)"
      R"("reason":"rule","rule":"a-web","src_zone":"office","dst_zone":"server",)"
      R"("src_mac":"00:00:5e:00:53:01","src_ip":"10.1.0.10","src_port":50000,)"
      R"("dst_ip":"10.2.0.80","dst_port":443,"proto":"tcp"})");
  EXPECT_EQ(lines[1]["reason"], "established");
  EXPECT_EQ(lines[1]["in"], "eth2");
  EXPECT_EQ(lines[1]["src_zone"], "server");
  // Equal times: eth2 was named first. Untagged frames of eth2 have no zone.
  EXPECT_EQ(lines[2]["reason"], "no-zone");
  EXPECT_EQ(lines[2]["src_zone"], nullptr);
  EXPECT_EQ(lines[2]["dst_zone"], nullptr);
  EXPECT_EQ(lines[3]["reason"], "link-control");
  EXPECT_EQ(lines[3]["src_zone"], "office");
  EXPECT_EQ(lines[3]["dst_zone"], nullptr);
  EXPECT_EQ(lines[3]["src_ip"], "10.1.0.10");
  EXPECT_FALSE(lines[3].contains("proto") || lines[3].contains("src_port"));
}

TEST(Replay, LeavesOutWhatAPacketDoesNotHave) {
  const TemporaryFolder folder;
  CaptureWriter(folder / "a.pcap")
      .add("2026-11-20T10:00:00+09:00", build_frame(web_packet()), 10)
      .add("2026-11-20T10:00:01+09:00", build_frame(web_packet()), 20);
  const auto lines = replay({"--in", "eth1=" + (folder / "a.pcap")}).lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["reason"], "malformed");
  EXPECT_FALSE(lines[0].contains("src_mac"));
  EXPECT_EQ(lines[0]["src_zone"], nullptr);
  EXPECT_EQ(lines[1]["reason"], "malformed");
  EXPECT_EQ(lines[1]["src_mac"], "00:00:5e:00:53:01");
  EXPECT_FALSE(lines[1].contains("src_ip"));
}

TEST(Replay, PolicyTimeIsThePacketsUnlessAMomentIsGiven) {
  const TemporaryFolder folder;
  PacketSpec ssh = web_packet();
  ssh.dport = 22;
  PacketSpec later = ssh;
  later.sport = 50001;
  CaptureWriter(folder / "a.pcap")
      .add("2026-11-20T17:14:59+09:00", build_frame(ssh))
      .add("2026-11-20T17:15:00+09:00", build_frame(later))
      .add("2026-11-20T17:15:01+09:00", build_frame(ssh))
      .add("2026-11-20T16:00:00+09:00", build_frame(later));
  const std::string in = "eth1=" + (folder / "a.pcap");
  const auto by_packet = replay({"--in", in}).lines();
  ASSERT_EQ(by_packet.size(), 4u);
  EXPECT_EQ(by_packet[0]["rule"], "a-ssh");
  EXPECT_EQ(by_packet[1]["reason"], "default-deny");
  EXPECT_EQ(by_packet[2]["reason"], "default-deny");  // its flow ended with the schedule
  EXPECT_EQ(by_packet[3]["rule"], "a-ssh");           // the capture went back in time
  const auto fixed = replay({"--in", in, "--at", "2026-11-20T10:00:00+09:00"}).lines();
  EXPECT_EQ(fixed[1]["rule"], "a-ssh");
  EXPECT_EQ(fixed[2]["reason"], "established");
}

TEST(Replay, JudgesWhatStandsBeforeACutAndSaysSo) {
  const TemporaryFolder folder;
  CaptureWriter(folder / "a.pcap")
      .add("2026-11-20T10:00:00+09:00", build_frame(web_packet()))
      .add("2026-11-20T10:00:01+09:00", build_frame(web_packet()));
  std::filesystem::resize_file(folder / "a.pcap",
                               std::filesystem::file_size(folder / "a.pcap") - 5);
  const Ran ran = replay({"--in", "eth1=" + (folder / "a.pcap")});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.lines().size(), 1u);
  EXPECT_THAT(ran.err, HasSubstr("a.pcap"));
}

TEST(Replay, SumsUpInText) {
  const TemporaryFolder folder;
  PacketSpec denied = web_packet();
  denied.dport = 80;
  CaptureWriter(folder / "a.pcap")
      .add("2026-11-20T10:00:00+09:00", build_frame(web_packet()))
      .add("2026-11-20T10:00:01+09:00", build_frame(denied))
      .add("2026-11-20T10:00:02+09:00", build_frame(denied));
  const Ran ran = run({"replay", data("policy.json"), "--in", "eth1=" + (folder / "a.pcap")});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_THAT(ran.out, HasSubstr("3 packets, 1 allowed, 2 denied\n"));
  EXPECT_THAT(ran.out, HasSubstr("office  server  deny     default-deny  -            2    108\n"));
  EXPECT_THAT(ran.out, HasSubstr("most denied:\n10.1.0.10  10.2.0.80  2\n"));
}

TEST(Replay, EndsWithTwoForInputsItCannotUse) {
  const TemporaryFolder folder;
  CaptureWriter(folder / "a.pcap").add("2026-11-20T10:00:00+09:00", build_frame(web_packet()));
  const std::string file = folder / "a.pcap";
  EXPECT_EQ(replay({"--in", "eth1=" + (folder / "none.pcap")}).exit, 2);
  EXPECT_EQ(replay({"--in", "eth2.20=" + file}).exit, 2);
  EXPECT_EQ(replay({"--in", file}).exit, 2);
  EXPECT_EQ(replay({"--in", "eth1=" + data("policy.json")}).exit, 2);
  EXPECT_EQ(replay({"--in", "eth1=" + file, "--at", "noon"}).exit, 2);
  EXPECT_EQ(replay({}).exit, 2);
  EXPECT_EQ(replay({"--in", "eth77=" + file}).lines().at(0)["reason"], "no-zone");
}

}  // namespace
}  // namespace sekisho::cli

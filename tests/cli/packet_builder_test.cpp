#include "sekisho/dataplane/packet_builder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

std::string hex(const std::vector<std::byte>& bytes) {
  std::string text;
  for (const std::byte byte : bytes) text += fmt::format("{:02x}", std::to_integer<int>(byte));
  return text;
}

PacketSpec between(const char* src, const char* dst, std::uint8_t protocol) {
  PacketSpec spec = testing::web_packet();
  spec.src = *parse_address(src);
  spec.dst = *parse_address(dst);
  spec.protocol = protocol;
  return spec;
}

// The sum that a receiver makes over pseudo-header and segment is all ones (RFC 1071).
std::uint32_t received_sum(const std::vector<std::byte>& frame, std::size_t addresses,
                           std::size_t transport, std::uint32_t protocol) {
  std::uint32_t sum = protocol + static_cast<std::uint32_t>(frame.size() - transport);
  for (std::size_t i = addresses; i < frame.size(); ++i)
    sum += std::to_integer<std::uint32_t>(frame[i]) << ((i - addresses) % 2 == 0 ? 8 : 0);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

TEST(PacketBuilder, WritesATcpSynByteForByte) {
  EXPECT_EQ(hex(build_frame(testing::web_packet())),
            "0200000000fe00005e0053010800"  // Ethernet
            "450000280000400040062674"      // IPv4, 40 bytes, do not fragment
            "0a01000a0a020050"              // 10.1.0.10 to 10.2.0.80
            "c35001bb00000001000000005002faf0"
            "db880000");  // SYN
}

TEST(PacketBuilder, TagsAFrameOfAVlan) {
  PacketSpec spec = testing::web_packet();
  spec.vlan = 20;
  const std::string frame = hex(build_frame(spec));
  EXPECT_EQ(frame.substr(24, 12), "810000140800");
  EXPECT_EQ(frame.size() / 2, 58u);
}

TEST(PacketBuilder, SumsTcpAndUdpOfBothFamiliesRight) {
  for (const std::uint8_t protocol : {SK_PROTOCOL_TCP, SK_PROTOCOL_UDP}) {
    EXPECT_EQ(
        received_sum(build_frame(between("10.1.0.10", "10.2.0.80", protocol)), 26, 34, protocol),
        0xffffu)
        << int{protocol};
    EXPECT_EQ(received_sum(build_frame(between("2001:db8::1", "2001:db8::2", protocol)), 22, 54,
                           protocol),
              0xffffu)
        << int{protocol};
  }
}

TEST(PacketBuilder, WritesAnEchoRequestOfIcmp) {
  PacketSpec spec = between("10.1.0.10", "10.2.0.80", SK_PROTOCOL_ICMP);
  spec.type = 8;
  EXPECT_EQ(hex(build_frame(spec)).substr(68), "0800f7fd00010001");
}

TEST(PacketBuilder, SumsIcmpv6WithItsPseudoHeader) {
  PacketSpec spec = between("2001:db8::1", "2001:db8::2", SK_PROTOCOL_ICMPV6);
  spec.type = 128;
  const std::vector<std::byte> frame = build_frame(spec);
  EXPECT_EQ(received_sum(frame, 22, 54, 58), 0xffffu);
  EXPECT_EQ(frame[21], std::byte{64});
}

TEST(PacketBuilder, SendsNeighbourDiscoveryWholeAndWithHopLimit255) {
  PacketSpec spec = between("2001:db8::1", "2001:db8::2", SK_PROTOCOL_ICMPV6);
  spec.type = 136;
  const std::vector<std::byte> frame = build_frame(spec);
  EXPECT_EQ(frame[21], std::byte{255});
  EXPECT_EQ(hex(frame).substr(2 * 62), "20010db8000000000000000000000001");
}

TEST(PacketBuilder, ChecksSctpWithCrc32c) {
  // Reference value: the bitwise definition of RFC 9260 appendix A.
  const std::vector<std::byte> frame =
      build_frame(between("10.1.0.10", "10.2.0.80", SK_PROTOCOL_SCTP));
  std::uint32_t crc = 0xffffffff;
  for (std::size_t i = 34; i < frame.size(); ++i) {
    crc ^= i >= 42 && i < 46 ? 0 : std::to_integer<std::uint32_t>(frame[i]);
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0x82f63b78u : crc >> 1;
  }
  crc = ~crc;
  std::uint32_t written = 0;  // least significant byte first
  for (int i = 3; i >= 0; --i)
    written =
        written << 8 | std::to_integer<std::uint32_t>(frame[42 + static_cast<std::size_t>(i)]);
  EXPECT_EQ(written, crc);
}

TEST(PacketBuilder, GivesOtherProtocolsNoPayload) {
  EXPECT_EQ(build_frame(between("10.1.0.10", "10.2.0.80", 47)).size(), 34u);
}

}  // namespace
}  // namespace sekisho::cli

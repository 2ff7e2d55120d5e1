// Frames byte by byte, for tests: right lengths and checksums unless a test asks for wrong ones.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sekisho::test {

using Bytes = std::vector<std::uint8_t>;

Bytes operator+(Bytes a, const Bytes& b);
Bytes zeros(std::size_t count);
Bytes be16(std::uint16_t value);
Bytes be32(std::uint32_t value);
Bytes mac(std::string_view text);
Bytes ip(std::string_view text);  // 4 or 16 bytes

// Ethernet and tags.
Bytes ethernet(std::string_view src, std::string_view dst, std::uint16_t ethertype,
               const Bytes& payload);
Bytes tag(std::uint16_t tpid, std::uint16_t tci, const Bytes& frame);  // in front of the ethertype

struct Ipv4 {
  std::string src = {}, dst = {};
  std::uint8_t protocol = 17;
  std::uint16_t id = 1;
  std::uint16_t fragment = 0;  // flags and offset as on the wire
  Bytes options = {};          // padded to four bytes with zeros
  int version = 4;
  int ihl = -1;           // words; -1: right
  int total_length = -1;  // -1: right
  bool wrong_checksum = false;
  std::uint8_t ttl = 64;
};
Bytes ipv4(const Ipv4& header, const Bytes& payload);

struct Ipv6 {
  std::string src = {}, dst = {};
  std::uint8_t next = 17;
  std::uint8_t hop_limit = 64;
  int version = 6;
  int payload_length = -1;
};
Bytes ipv6(const Ipv6& header, const Bytes& payload);
// An extension header of 8 + extra bytes.
Bytes extension(std::uint8_t next, const Bytes& body, const Bytes& payload);
Bytes fragment_header(std::uint8_t next, std::uint16_t offset_bytes, bool more, std::uint32_t id,
                      const Bytes& payload);

constexpr std::uint8_t kFin = 1, kSyn = 2, kRst = 4, kPsh = 8, kAck = 16, kUrg = 32;
Bytes tcp(std::uint16_t sport, std::uint16_t dport, std::uint8_t flags, const Bytes& payload = {},
          int data_offset = 5);
Bytes udp(std::uint16_t sport, std::uint16_t dport, const Bytes& payload = {}, int length = -1);
Bytes sctp(std::uint16_t sport, std::uint16_t dport);
// `rest`: what follows type, code and checksum; at least four bytes.
Bytes icmp(std::uint8_t type, std::uint8_t code, const Bytes& rest);
Bytes echo(std::uint8_t type, std::uint16_t identifier);
Bytes arp(std::uint16_t operation, std::string_view sender_mac, std::string_view sender,
          std::string_view target);
Bytes neighbour(std::uint8_t type, std::string_view target);  // 135 or 136

Bytes cut(Bytes bytes, std::size_t size);

}  // namespace sekisho::test

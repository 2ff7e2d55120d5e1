#include "support/frame_builder.h"

#include <arpa/inet.h>
#include <cstdio>
#include <stdexcept>

namespace sekisho::test {

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes zeros(std::size_t count) {
  return Bytes(count);
}

Bytes be16(std::uint16_t value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

Bytes be32(std::uint32_t value) {
  return be16(static_cast<std::uint16_t>(value >> 16)) + be16(static_cast<std::uint16_t>(value));
}

Bytes mac(std::string_view text) {
  unsigned v[6];
  if (std::sscanf(std::string(text).c_str(), "%x:%x:%x:%x:%x:%x", v, v + 1, v + 2, v + 3, v + 4,
                  v + 5) != 6)
    throw std::invalid_argument("no MAC: " + std::string(text));
  Bytes bytes;
  for (const unsigned byte : v) bytes.push_back(static_cast<std::uint8_t>(byte));
  return bytes;
}

Bytes ip(std::string_view text) {
  const std::string copy(text);
  Bytes bytes(16);
  if (::inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(4);
  if (::inet_pton(AF_INET, copy.c_str(), bytes.data()) != 1)
    throw std::invalid_argument("no address: " + copy);
  return bytes;
}

Bytes ethernet(std::string_view src, std::string_view dst, std::uint16_t ethertype,
               const Bytes& payload) {
  return mac(dst) + mac(src) + be16(ethertype) + payload;
}

Bytes tag(std::uint16_t tpid, std::uint16_t tci, const Bytes& frame) {
  Bytes tagged(frame.begin(), frame.begin() + 12);
  return tagged + be16(tpid) + be16(tci) + Bytes(frame.begin() + 12, frame.end());
}

namespace {

std::uint16_t internet_checksum(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    sum += static_cast<std::uint32_t>(bytes[i] << 8 | bytes[i + 1]);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

}  // namespace

Bytes ipv4(const Ipv4& h, const Bytes& payload) {
  Bytes options = h.options;
  while (options.size() % 4) options.push_back(0);
  const std::size_t header_length = 20 + options.size();
  const int ihl = h.ihl >= 0 ? h.ihl : static_cast<int>(header_length / 4);
  const int total =
      h.total_length >= 0 ? h.total_length : static_cast<int>(header_length + payload.size());
  Bytes header{static_cast<std::uint8_t>(h.version << 4 | ihl), 0};
  header = header + be16(static_cast<std::uint16_t>(total)) + be16(h.id) + be16(h.fragment) +
           Bytes{h.ttl, h.protocol} + zeros(2) + ip(h.src) + ip(h.dst) + options;
  const std::uint16_t sum =
      static_cast<std::uint16_t>(internet_checksum(header) ^ (h.wrong_checksum ? 1 : 0));
  header[10] = static_cast<std::uint8_t>(sum >> 8);
  header[11] = static_cast<std::uint8_t>(sum);
  return header + payload;
}

Bytes ipv6(const Ipv6& h, const Bytes& payload) {
  const int length = h.payload_length >= 0 ? h.payload_length : static_cast<int>(payload.size());
  return Bytes{static_cast<std::uint8_t>(h.version << 4), 0, 0, 0} +
         be16(static_cast<std::uint16_t>(length)) + Bytes{h.next, h.hop_limit} + ip(h.src) +
         ip(h.dst) + payload;
}

Bytes extension(std::uint8_t next, const Bytes& body, const Bytes& payload) {
  Bytes header = Bytes{next, 0} + body;
  while (header.size() % 8) header.push_back(0);
  header[1] = static_cast<std::uint8_t>(header.size() / 8 - 1);
  return header + payload;
}

Bytes fragment_header(std::uint8_t next, std::uint16_t offset_bytes, bool more, std::uint32_t id,
                      const Bytes& payload) {
  return Bytes{next, 0} + be16(static_cast<std::uint16_t>(offset_bytes | (more ? 1 : 0))) +
         be32(id) + payload;
}

Bytes tcp(std::uint16_t sport, std::uint16_t dport, std::uint8_t flags, const Bytes& payload,
          int data_offset) {
  return be16(sport) + be16(dport) + be32(1) + be32(flags & kAck ? 1 : 0) +
         Bytes{static_cast<std::uint8_t>(data_offset << 4), flags} + be16(1024) + zeros(4) +
         payload;
}

Bytes udp(std::uint16_t sport, std::uint16_t dport, const Bytes& payload, int length) {
  const int right = static_cast<int>(8 + payload.size());
  return be16(sport) + be16(dport) +
         be16(static_cast<std::uint16_t>(length >= 0 ? length : right)) + zeros(2) + payload;
}

Bytes sctp(std::uint16_t sport, std::uint16_t dport) {
  return be16(sport) + be16(dport) + zeros(8);
}

Bytes icmp(std::uint8_t type, std::uint8_t code, const Bytes& rest) {
  return Bytes{type, code, 0, 0} + rest;
}

Bytes echo(std::uint8_t type, std::uint16_t identifier) {
  return icmp(type, 0, be16(identifier) + be16(1));
}

Bytes arp(std::uint16_t operation, std::string_view sender_mac, std::string_view sender,
          std::string_view target) {
  return be16(1) + be16(0x0800) + Bytes{6, 4} + be16(operation) + mac(sender_mac) + ip(sender) +
         zeros(6) + ip(target);
}

Bytes neighbour(std::uint8_t type, std::string_view target) {
  return icmp(type, 0, zeros(4) + ip(target));
}

Bytes cut(Bytes bytes, std::size_t size) {
  bytes.resize(std::min(bytes.size(), size));
  return bytes;
}

}  // namespace sekisho::test

#include "sekisho/dataplane/packet_builder.h"

#include <algorithm>
#include <span>

#include <boost/crc.hpp>

namespace sekisho {
namespace {

constexpr std::uint8_t kHopLimit = 64;
constexpr std::uint8_t kDiscoveryHopLimit = 255;  // RFC 4861 7.1: anything else came from elsewhere

class Bytes {
 public:
  Bytes& u8(unsigned value) {
    bytes_.push_back(static_cast<std::byte>(value & 0xff));
    return *this;
  }
  Bytes& u16(unsigned value) { return u8(value >> 8).u8(value); }
  Bytes& u32(std::uint32_t value) { return u16(value >> 16).u16(value & 0xffff); }
  Bytes& zeros(std::size_t count) {
    bytes_.resize(bytes_.size() + count);
    return *this;
  }
  Bytes& address(const Address& address) {
    for (std::size_t i = 0; i < bits_of(address.family) / 8; ++i) u8(address.bytes[i]);
    return *this;
  }
  Bytes& mac(const Mac& mac) {
    for (const std::uint8_t byte : mac.bytes) u8(byte);
    return *this;
  }
  Bytes& append(const std::vector<std::byte>& other) {
    bytes_.insert(bytes_.end(), other.begin(), other.end());
    return *this;
  }
  void put_u16(std::size_t offset, std::uint16_t value) {
    bytes_[offset] = static_cast<std::byte>(value >> 8);
    bytes_[offset + 1] = static_cast<std::byte>(value & 0xff);
  }
  const std::vector<std::byte>& get() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

// RFC 1071, over an even or odd number of bytes.
std::uint16_t internet_checksum(std::span<const std::byte> bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += std::to_integer<std::uint32_t>(bytes[i]) << (i % 2 == 0 ? 8 : 0);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

// RFC 793 3.1 and RFC 8200 8.1: the two pseudo-headers sum to the same when lengths fit 16 bits.
std::uint16_t transport_checksum(const PacketSpec& spec, const std::vector<std::byte>& segment) {
  Bytes covered;
  covered.address(spec.src).address(spec.dst);
  covered.u16(spec.protocol).u16(static_cast<unsigned>(segment.size())).append(segment);
  return internet_checksum(covered.get());
}

std::vector<std::byte> build_tcp(const PacketSpec& spec) {
  constexpr unsigned kWords = 5, kWindow = 64240;
  Bytes segment;
  segment.u16(spec.sport).u16(spec.dport).u32(1).u32(spec.tcp_flags & SK_TCP_ACK ? 1 : 0);
  segment.u8(kWords << 4).u8(spec.tcp_flags).u16(kWindow).u16(0).u16(0);
  segment.put_u16(16, transport_checksum(spec, segment.get()));
  return segment.get();
}

std::vector<std::byte> build_udp(const PacketSpec& spec) {
  constexpr unsigned kLength = 8;
  Bytes datagram;
  datagram.u16(spec.sport).u16(spec.dport).u16(kLength).u16(0);
  const std::uint16_t sum = transport_checksum(spec, datagram.get());
  datagram.put_u16(6, sum == 0 ? 0xffff : sum);  // RFC 768: 0 says that there is none
  return datagram.get();
}

// An INIT, the first packet of an association (RFC 9260 3.3.2).
std::vector<std::byte> build_sctp(const PacketSpec& spec) {
  constexpr unsigned kInit = 1, kInitLength = 20, kWindow = 106496;
  Bytes packet;
  packet.u16(spec.sport).u16(spec.dport).u32(0).u32(0);
  packet.u8(kInit).u8(0).u16(kInitLength).u32(1).u32(kWindow).u16(1).u16(1).u32(1);
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc32c;
  crc32c.process_bytes(packet.get().data(), packet.get().size());
  const std::uint32_t sum = crc32c.checksum();
  packet.put_u16(8, static_cast<std::uint16_t>((sum & 0xff) << 8 | (sum >> 8 & 0xff)));
  packet.put_u16(10, static_cast<std::uint16_t>((sum >> 16 & 0xff) << 8 | sum >> 24));
  return packet.get();
}

bool is_discovery(const PacketSpec& spec) {
  return spec.protocol == SK_PROTOCOL_ICMPV6 && spec.type >= SK_ND_ROUTER_SOLICITATION &&
         spec.type <= SK_ND_REDIRECT;
}

// What follows the first eight bytes of a neighbour discovery message (RFC 4861 4).
void append_discovery(Bytes& message, const PacketSpec& spec) {
  switch (spec.type) {
    case SK_ND_ROUTER_ADVERTISEMENT:
      message.zeros(8);
      break;
    case SK_ND_NEIGHBOUR_SOLICITATION:
      message.address(spec.dst);
      break;
    case SK_ND_NEIGHBOUR_ADVERTISEMENT:
      message.address(spec.src);
      break;
    case SK_ND_REDIRECT:
      message.address(spec.dst).address(spec.dst);
      break;
    default:
      break;
  }
}

std::vector<std::byte> build_icmp(const PacketSpec& spec) {
  constexpr unsigned kIdentifier = 1, kSequence = 1;
  Bytes message;
  message.u8(spec.type).u8(0).u16(0);
  if (sk_is_echo_request(spec.protocol, spec.type) || sk_is_echo_reply(spec.protocol, spec.type))
    message.u16(kIdentifier).u16(kSequence);
  else
    message.u32(0);
  if (is_discovery(spec) && spec.src.family == Family::ipv6) append_discovery(message, spec);
  message.put_u16(2, spec.protocol == SK_PROTOCOL_ICMPV6 ? transport_checksum(spec, message.get())
                                                         : internet_checksum(message.get()));
  return message.get();
}

std::vector<std::byte> build_transport(const PacketSpec& spec) {
  switch (spec.protocol) {
    case SK_PROTOCOL_TCP:
      return build_tcp(spec);
    case SK_PROTOCOL_UDP:
      return build_udp(spec);
    case SK_PROTOCOL_SCTP:
      return build_sctp(spec);
    case SK_PROTOCOL_ICMP:
    case SK_PROTOCOL_ICMPV6:
      return build_icmp(spec);
    default:
      return {};
  }
}

Bytes build_ipv4_header(const PacketSpec& spec, std::size_t payload_length) {
  constexpr unsigned kDontFragment = 0x4000, kHeaderLength = 20;
  Bytes header;
  header.u8(0x45).u8(0).u16(static_cast<unsigned>(kHeaderLength + payload_length));
  header.u16(0).u16(kDontFragment).u8(kHopLimit).u8(spec.protocol).u16(0);
  header.address(spec.src).address(spec.dst);
  header.put_u16(10, internet_checksum(header.get()));
  return header;
}

Bytes build_ipv6_header(const PacketSpec& spec, std::size_t payload_length) {
  Bytes header;
  header.u32(0x60000000).u16(static_cast<unsigned>(payload_length)).u8(spec.protocol);
  header.u8(is_discovery(spec) ? kDiscoveryHopLimit : kHopLimit);
  header.address(spec.src).address(spec.dst);
  return header;
}

}  // namespace

std::vector<std::byte> build_frame(const PacketSpec& spec) {
  constexpr unsigned kTag8021Q = 0x8100;
  const bool is_ipv4 = spec.src.family == Family::ipv4;
  const std::vector<std::byte> transport = build_transport(spec);
  Bytes frame;
  frame.mac(spec.dst_mac).mac(spec.src_mac);
  if (spec.vlan != 0) frame.u16(kTag8021Q).u16(spec.vlan);
  frame.u16(is_ipv4 ? SK_ETHERTYPE_IPV4 : SK_ETHERTYPE_IPV6);
  const Bytes header = is_ipv4 ? build_ipv4_header(spec, transport.size())
                               : build_ipv6_header(spec, transport.size());
  return frame.append(header.get()).append(transport).get();
}

}  // namespace sekisho

#include "reference/frame.h"

#include <algorithm>

namespace sekisho::test {

bool is_icmp(std::uint8_t protocol) {
  return protocol == kIcmp || protocol == kIcmpv6;
}
bool has_ports(std::uint8_t protocol) {
  return protocol == kTcp || protocol == kUdp || protocol == kSctp;
}
bool is_echo_request(const Transport& t) {
  return (t.protocol == kIcmp && t.type == 8) || (t.protocol == kIcmpv6 && t.type == 128);
}
bool is_echo_reply(const Transport& t) {
  return (t.protocol == kIcmp && t.type == 0) || (t.protocol == kIcmpv6 && t.type == 129);
}

namespace {

std::uint16_t number16(Octets bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] * 256 + bytes[at + 1]);
}

Mac mac_at(Octets bytes, std::size_t at) {
  Mac mac;
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 6, mac.bytes.begin());
  return mac;
}

Address address_at(Octets bytes, std::size_t at, Family family) {
  Address address;
  address.family = family;
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), bits_of(family) / 8,
              address.bytes.begin());
  return address;
}

bool is_extension(std::uint8_t next) {
  return next == 0 || next == 43 || next == 44 || next == 51 || next == 60;
}

// "The quoted header must be whole and no later fragment, with 8 bytes behind it; a quote whose
// next header is an IPv6 extension header, or ICMP of the other family, quotes nothing."
std::optional<Quote> read_quote(Octets bytes, Family family) {
  Quote quote;
  std::size_t header = 0;
  if (family == Family::ipv4) {
    if (bytes.size() < 20 || bytes[0] >> 4 != 4) return std::nullopt;
    header = (bytes[0] & 15u) * 4u;
    if (header < 20 || bytes.size() < header + 8) return std::nullopt;
    if (number16(bytes, 6) & 0x1fff) return std::nullopt;
    quote.transport.protocol = bytes[9];
    if (quote.transport.protocol == kIcmpv6) return std::nullopt;
    quote.source = address_at(bytes, 12, family);
    quote.destination = address_at(bytes, 16, family);
  } else {
    header = 40;
    if (bytes.size() < header + 8 || bytes[0] >> 4 != 6) return std::nullopt;
    quote.transport.protocol = bytes[6];
    if (is_extension(bytes[6]) || bytes[6] == kIcmp) return std::nullopt;
    quote.source = address_at(bytes, 8, family);
    quote.destination = address_at(bytes, 24, family);
  }
  Transport& transport = quote.transport;
  if (has_ports(transport.protocol)) {
    transport.source_port = number16(bytes, header);
    transport.destination_port = number16(bytes, header + 2);
  }
  if (is_icmp(transport.protocol)) {
    transport.type = bytes[header];
    transport.identifier = number16(bytes, header + 4);
  }
  return quote;
}

bool is_error(const Transport& t) {
  if (t.protocol == kIcmp) return t.type == 3 || t.type == 4 || t.type == 11 || t.type == 12;
  return t.protocol == kIcmpv6 && t.type >= 1 && t.type <= 4;
}

// The transport header of an unfragmented packet or a first fragment. False: malformed.
bool read_transport(IpPacket& ip) {
  const Octets bytes(ip.payload);
  Transport& t = ip.transport;
  const std::size_t least = t.protocol == kTcp                          ? 20
                            : t.protocol == kSctp                       ? 12
                            : t.protocol == kUdp || is_icmp(t.protocol) ? 8
                                                                        : 0;
  if (bytes.size() < least) return false;
  if (has_ports(t.protocol)) {
    t.source_port = number16(bytes, 0);
    t.destination_port = number16(bytes, 2);
  }
  if (t.protocol == kTcp) {
    const std::size_t words = bytes[12] >> 4;
    if (words < 5 || words * 4 > bytes.size()) return false;
    ip.flags = {(bytes[13] & 2) != 0, (bytes[13] & 16) != 0, (bytes[13] & 1) != 0,
                (bytes[13] & 4) != 0};
  }
  if (t.protocol == kUdp) {
    const std::size_t length = number16(bytes, 4);
    if (length < 8) return false;
    if (ip.fragment == FragmentKind::none && length > bytes.size()) return false;
  }
  if (is_icmp(t.protocol)) {
    t.type = bytes[0];
    t.identifier = number16(bytes, 4);
    if (is_error(t)) ip.quote = read_quote(bytes.subspan(8), ip.source.family);
  }
  return true;
}

bool are_options_well_formed(Octets options) {
  for (std::size_t at = 0; at < options.size();) {
    const std::uint8_t kind = options[at];
    if (kind == 0) return true;  // End of Option List
    if (kind == 1) {
      ++at;
      continue;
    }
    if (at + 1 >= options.size()) return false;
    const std::size_t length = options[at + 1];
    if (length < 2 || at + length > options.size()) return false;
    if (kind == 131 || kind == 137) return false;  // loose and strict source routing
    at += length;
  }
  return true;
}

bool is_checksum_right(Octets header) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 1 < header.size(); at += 2) sum += number16(header, at);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

bool read_ipv4(Octets bytes, IpPacket& ip) {
  if (bytes.size() < 20 || bytes[0] >> 4 != 4) return false;
  const std::size_t header = (bytes[0] & 15u) * 4u, total = number16(bytes, 2);
  if (header < 20 || header > bytes.size()) return false;
  if (total > bytes.size() || total < header) return false;
  if (!is_checksum_right(bytes.first(header))) return false;
  if (!are_options_well_formed(bytes.subspan(20, header - 20))) return false;
  ip.source = address_at(bytes, 12, Family::ipv4);
  ip.destination = address_at(bytes, 16, Family::ipv4);
  ip.hop_limit = bytes[8];
  ip.transport.protocol = bytes[9];
  ip.identification = number16(bytes, 4);
  ip.payload.assign(bytes.begin() + static_cast<std::ptrdiff_t>(header),
                    bytes.begin() + static_cast<std::ptrdiff_t>(total));
  const bool more = (bytes[6] & 0x20) != 0;
  ip.fragment_begin = (number16(bytes, 6) & 0x1fffu) * 8u;
  ip.fragment_end = ip.fragment_begin + static_cast<std::uint32_t>(ip.payload.size());
  if (ip.fragment_begin != 0)
    ip.fragment = FragmentKind::later;
  else if (more)
    ip.fragment = FragmentKind::first;
  if (ip.transport.protocol == kIcmpv6) return false;
  return ip.fragment == FragmentKind::later || read_transport(ip);
}

// Follows the chain from the header of kind `next`. False: malformed.
bool read_extensions(std::uint8_t next, Octets rest, IpPacket& ip) {
  int extensions = 0, fragment_headers = 0;
  while (ip.fragment != FragmentKind::later && is_extension(next)) {
    if (++extensions > 8) return false;
    if (rest.size() < 8) return false;
    std::size_t size = (rest[1] + 1u) * 8u;
    if (next == 51) size = (rest[1] + 2u) * 4u;
    if (next == 44) size = 8;
    if (size > rest.size()) return false;
    if (next == 43 && (rest[2] == 0 || rest[3] != 0)) return false;  // RFC 5095
    if (next == 44) {
      if (++fragment_headers > 1) return false;
      const bool more = (rest[3] & 1) != 0;
      ip.fragment_begin = number16(rest, 2) & 0xfff8u;
      ip.fragment_end = ip.fragment_begin + static_cast<std::uint32_t>(rest.size() - 8);
      ip.identification = number16(rest, 4) * 65536u + number16(rest, 6);
      if (ip.fragment_begin != 0)
        ip.fragment = FragmentKind::later;
      else if (more)
        ip.fragment = FragmentKind::first;  // without `more` it is atomic, RFC 6946
    }
    next = rest[0];
    rest = rest.subspan(size);
  }
  ip.transport.protocol = next;
  ip.payload.assign(rest.begin(), rest.end());
  return true;
}

bool read_ipv6(Octets bytes, IpPacket& ip) {
  if (bytes.size() < 40 || bytes[0] >> 4 != 6) return false;
  const std::size_t length = number16(bytes, 4);
  if (40 + length > bytes.size()) return false;
  ip.source = address_at(bytes, 8, Family::ipv6);
  ip.destination = address_at(bytes, 24, Family::ipv6);
  ip.hop_limit = bytes[7];
  if (!read_extensions(bytes[6], bytes.subspan(40, length), ip)) return false;
  if (ip.transport.protocol == kIcmp) return false;
  return ip.fragment == FragmentKind::later || read_transport(ip);
}

std::optional<ArpMessage> read_arp(Octets bytes) {
  if (bytes.size() < 28) return std::nullopt;
  const bool is_ethernet_ipv4 =
      number16(bytes, 0) == 1 && number16(bytes, 2) == 0x0800 && bytes[4] == 6 && bytes[5] == 4;
  const std::uint16_t operation = number16(bytes, 6);
  if (!is_ethernet_ipv4 || (operation != 1 && operation != 2)) return std::nullopt;
  return ArpMessage{mac_at(bytes, 8), address_at(bytes, 14, Family::ipv4),
                    address_at(bytes, 24, Family::ipv4)};
}

bool is_tag(std::uint16_t ethertype) {
  return ethertype == 0x8100 || ethertype == 0x88a8;
}

}  // namespace

FrameContent read_frame(Octets frame) {
  FrameContent content;
  if (frame.size() < 14) return content;
  content.destination_mac = mac_at(frame, 0);
  content.source_mac = mac_at(frame, 6);
  std::uint16_t ethertype = number16(frame, 12);
  Octets rest = frame.subspan(14);
  if (is_tag(ethertype)) {
    if (rest.size() < 4) return content;
    content.vlan = number16(rest, 0) & 0x0fff;
    ethertype = number16(rest, 2);
    rest = rest.subspan(4);
    if (is_tag(ethertype)) return content;
  }
  if (ethertype == 0x0806) {
    content.parsed = Parsed::arp;
    content.arp = read_arp(rest);
  } else if (ethertype == 0x0800) {
    if (read_ipv4(rest, content.ip)) content.parsed = Parsed::ip;
  } else if (ethertype == 0x86dd) {
    if (read_ipv6(rest, content.ip)) content.parsed = Parsed::ip;
  } else {
    content.parsed = Parsed::non_ip;
  }
  return content;
}

}  // namespace sekisho::test

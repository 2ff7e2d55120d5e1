// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// The transport header of a whole packet or a first fragment, and what an ICMP error quotes.
// Part of parse.h, which comes first and has sk_get.
#ifndef SEKISHO_ABI_PARSE_TRANSPORT_H
#define SEKISHO_ABI_PARSE_TRANSPORT_H

SK_INLINE int sk_is_icmp_error(__u8 protocol, __u8 type) {
  if (protocol == SK_PROTOCOL_ICMP) return type == 3 || type == 4 || type == 11 || type == 12;
  return protocol == SK_PROTOCOL_ICMPV6 && type >= 1 && type <= 4;
}

SK_INLINE int sk_is_extension(__u8 next_header);

// Ports, or for echo the identifier, out of the first eight bytes of a transport header.
SK_INLINE void sk_read_ports(struct sk_tuple* tuple, const __u8* header) {
  __u8 protocol = tuple->protocol;
  if (sk_has_ports(protocol)) {
    tuple->sport = sk_load16(header);
    tuple->dport = sk_load16(header + 2);
  } else if (sk_is_echo_request(protocol, header[0]) || sk_is_echo_reply(protocol, header[0])) {
    tuple->sport = sk_load16(header + 4);
  }
}

// The packet that an error at `at` quotes: a whole header, no later fragment, eight bytes behind
// it. Its options, checksum and total length are not judged. Otherwise SK_HAS_QUOTE stays unset.
SK_INLINE void sk_parse_quote(const struct sk_frame* frame, struct sk_packet* packet, __u32 at) {
  struct sk_tuple* quote = &packet->quote;
  __builtin_memset(quote, 0, sizeof(*quote));
  __u32 end = SK_FORGET(packet->packet_end);
  __u32 start = at + 8;
  __u32 header_length = 40;
  quote->family = packet->tuple.family;
  if (quote->family == 4) {
    const __u8* header;
    if (!sk_get(&header, frame, start, 20) || header[0] >> 4 != 4 || (header[0] & 15) < 5) return;
    if (sk_load16(header + 6) & 0x1fff) return;
    header_length = (header[0] & 15) * 4u;
    quote->protocol = header[9];
    if (quote->protocol == SK_PROTOCOL_ICMPV6) return;
    sk_copy_bytes(quote->src, header + 12, 4);
    sk_copy_bytes(quote->dst, header + 16, 4);
  } else {
    const __u8* header;
    if (!sk_get(&header, frame, start, 40) || header[0] >> 4 != 6) return;
    quote->protocol = header[6];
    if (quote->protocol == SK_PROTOCOL_ICMP || sk_is_extension(quote->protocol)) return;
    sk_copy_bytes(quote->src, header + 8, 16);
    sk_copy_bytes(quote->dst, header + 24, 16);
  }
  packet->cursor = start + header_length;
  __u32 behind = SK_FORGET(packet->cursor);
  const __u8* transport;
  if (!sk_get(&transport, frame, behind, 8) || behind + 8 > end) return;
  sk_read_ports(quote, transport);
  if (sk_is_icmp(quote->protocol)) packet->quote_type = transport[0];
  packet->has |= SK_HAS_QUOTE;
}

SK_INLINE int sk_parse_icmp(const struct sk_frame* frame, struct sk_packet* packet, __u32 at) {
  const __u8* header;
  if (!sk_get(&header, frame, at, 8) || packet->l4_length < 8) return SK_MALFORMED;
  packet->icmp_type = header[0];
  packet->icmp_code = header[1];
  packet->has |= SK_HAS_TYPE;
  sk_read_ports(&packet->tuple, header);
  if (sk_is_icmp_error(packet->tuple.protocol, packet->icmp_type))
    sk_parse_quote(frame, packet, at);
  if (packet->tuple.protocol == SK_PROTOCOL_ICMPV6 && packet->l4_length >= 24) {
    const __u8* target;
    if (!sk_get(&target, frame, at, 24)) return SK_MALFORMED;
    sk_copy_bytes(packet->nd_target, target + 8, 16);
    packet->has |= SK_HAS_TARGET;
  }
  return SK_UNDECIDED;
}

SK_INLINE int sk_parse_tcp(const struct sk_frame* frame, struct sk_packet* packet, __u32 at) {
  const __u8* header;
  if (!sk_get(&header, frame, at, 20) || packet->l4_length < 20) return SK_MALFORMED;
  __u32 header_length = (header[12] >> 4) * 4u;
  sk_read_ports(&packet->tuple, header);
  packet->has |= SK_HAS_PORTS;
  packet->tcp_flags = header[13];
  return header_length < 20 || header_length > packet->l4_length ? SK_MALFORMED : SK_UNDECIDED;
}

SK_INLINE int sk_parse_udp(const struct sk_frame* frame, struct sk_packet* packet, __u32 at) {
  const __u8* header;
  if (!sk_get(&header, frame, at, 8) || packet->l4_length < 8) return SK_MALFORMED;
  __u16 length = sk_load16(header + 4);
  sk_read_ports(&packet->tuple, header);
  packet->has |= SK_HAS_PORTS;
  if (length < 8) return SK_MALFORMED;
  return packet->fragment == SK_WHOLE && length > packet->l4_length ? SK_MALFORMED : SK_UNDECIDED;
}

SK_INLINE int sk_parse_sctp(const struct sk_frame* frame, struct sk_packet* packet, __u32 at) {
  const __u8* header;
  if (!sk_get(&header, frame, at, 12) || packet->l4_length < 12) return SK_MALFORMED;
  sk_read_ports(&packet->tuple, header);
  packet->has |= SK_HAS_PORTS;
  return SK_UNDECIDED;
}

// The header at the cursor. A later fragment has none; other protocols have nothing to read.
SK_INLINE int sk_parse_transport(const struct sk_frame* frame, struct sk_packet* packet) {
  if (packet->fragment == SK_LATER_FRAGMENT) return SK_UNDECIDED;
  __u32 at = SK_FORGET(packet->cursor);
  packet->l4_length = packet->packet_end - at;
  switch (packet->tuple.protocol) {
    case SK_PROTOCOL_TCP:
      return sk_parse_tcp(frame, packet, at);
    case SK_PROTOCOL_UDP:
      return sk_parse_udp(frame, packet, at);
    case SK_PROTOCOL_ICMP:
    case SK_PROTOCOL_ICMPV6:
      return sk_parse_icmp(frame, packet, at);
    case SK_PROTOCOL_SCTP:
      return sk_parse_sctp(frame, packet, at);
    default:
      return SK_UNDECIDED;
  }
}

#endif

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Step 1 of the judge: a frame to a struct sk_packet, or `malformed`, or `non-ip`.
//
// Every read is behind its own bounds check, every loop is bounded, nothing is trusted that was not
// compared with the bytes that are there. Transport: parse_transport.h.
#ifndef SEKISHO_ABI_PARSE_H
#define SEKISHO_ABI_PARSE_H

#include "sekisho/abi/machine.h"
#include "sekisho/abi/packet.h"
#include "sekisho/abi/reason.h"

#define SK_MAX_EXTENSION_HEADERS 8
#define SK_MAX_IPV4_OPTION_BYTES 40
// No header begins behind this: 18 + 40 + 8 extension headers of 2048 + an ICMP header and a quote.
#define SK_MAX_OFFSET 0x7fff

struct sk_frame {
  const __u8* data;
  const __u8* end;
};

// Points `bytes` at `offset`; true if `size` bytes are there. (A null instead would make the
// compiler choose between two pointers, and the verifier lose sight of the check.)
SK_INLINE int sk_get(const __u8** bytes, const struct sk_frame* frame, __u32 offset, __u32 size) {
  *bytes = frame->data + (offset & SK_MAX_OFFSET);
  return *bytes + size <= frame->end;
}

#include "sekisho/abi/parse_transport.h"

// RFC 791 options: fit their lengths, are read up to End of Option List, hold no source route (131,
// 137).
SK_INLINE int sk_parse_ipv4_options(const struct sk_frame* frame, struct sk_packet* packet,
                                    __u32 end) {
  for (int i = 0; i < SK_MAX_IPV4_OPTION_BYTES; i++) {
    __u32 at = SK_FORGET(packet->cursor);
    if (at >= end) return SK_UNDECIDED;
    const __u8* kind;
    if (!sk_get(&kind, frame, at, 1)) return SK_MALFORMED;
    if (*kind == 0) return SK_UNDECIDED;
    if (*kind == 131 || *kind == 137) return SK_MALFORMED;
    __u32 length = 1;
    if (*kind != 1) {
      const __u8* header;
      if (!sk_get(&header, frame, at, 2) || at + 2 > end) return SK_MALFORMED;
      length = header[1];
      if (length < 2 || at + length > end) return SK_MALFORMED;
    }
    packet->cursor = at + length;
  }
  return SK_UNDECIDED;
}

// The ones' complement sum of a header with its checksum is all ones, in any byte order (RFC 1071).
// `header` has its first 20 bytes there; options, in words of 32 bits, follow.
SK_INLINE int sk_has_right_checksum(const struct sk_frame* frame, const __u8* header, __u32 start,
                                    __u32 option_words) {
  __u64 sum = 0;
  for (__u32 i = 0; i < 5; i++) sum += sk_word32(header + 4 * i);
  for (__u32 i = 0; i < 10; i++) {
    if (i >= option_words) break;
    const __u8* word;
    if (!sk_get(&word, frame, start + 20 + 4 * i, 4)) return 0;
    sum += sk_word32(word);
  }
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

SK_INLINE int sk_parse_ipv4(const struct sk_frame* frame, struct sk_packet* packet, __u32 start) {
  const __u8* header;
  if (!sk_get(&header, frame, start, 20) || header[0] >> 4 != 4) return SK_MALFORMED;
  __u32 header_length = (header[0] & 15) * 4u;
  __u32 total_length = sk_load16(header + 2);
  if (header_length < 20 || total_length < header_length) return SK_MALFORMED;
  if (start + total_length > packet->length) return SK_MALFORMED;

  packet->tuple.family = 4;
  packet->tuple.protocol = header[9];
  packet->hop_limit = header[8];
  sk_copy_bytes(packet->tuple.src, header + 12, 4);
  sk_copy_bytes(packet->tuple.dst, header + 16, 4);
  packet->has |= SK_HAS_ADDRESSES;
  packet->packet_end = start + total_length;
  __u16 fragment = sk_load16(header + 6) & 0x3fff;
  if (fragment) {
    packet->fragment = fragment & 0x1fff ? SK_LATER_FRAGMENT : SK_FIRST_FRAGMENT;
    packet->fragment_id = sk_load16(header + 4);
    packet->fragment_offset = (fragment & 0x1fff) * 8u;
    packet->fragment_length = total_length - header_length;
  }

  if (!sk_has_right_checksum(frame, header, start, header_length / 4 - 5)) return SK_MALFORMED;
  if (header_length > 20) {
    packet->cursor = start + 20;
    if (sk_parse_ipv4_options(frame, packet, start + header_length)) return SK_MALFORMED;
  }
  if (packet->tuple.protocol == SK_PROTOCOL_ICMPV6) return SK_MALFORMED;
  packet->cursor = start + header_length;
  return SK_UNDECIDED;
}

enum sk_ipv6_extension {
  SK_IPV6_HOP_BY_HOP = 0,
  SK_IPV6_ROUTING = 43,
  SK_IPV6_FRAGMENT = 44,
  SK_IPV6_AUTHENTICATION = 51,
  SK_IPV6_DESTINATION = 60,
};

SK_INLINE int sk_is_extension(__u8 next_header) {
  return next_header == SK_IPV6_HOP_BY_HOP || next_header == SK_IPV6_ROUTING ||
         next_header == SK_IPV6_FRAGMENT || next_header == SK_IPV6_AUTHENTICATION ||
         next_header == SK_IPV6_DESTINATION;
}

// One extension header at the cursor, which ends behind it. RFC 8200 4.3 to 4.6, RFC 4302 2.2.
SK_INLINE int sk_parse_extension(const struct sk_frame* frame, struct sk_packet* packet) {
  __u32 limit = SK_FORGET(packet->packet_end);
  __u32 at = SK_FORGET(packet->cursor);
  __u8 kind = SK_FORGET(packet->tuple.protocol);
  const __u8* header;
  if (!sk_get(&header, frame, at, 8) || at + 8 > limit) return SK_MALFORMED;
  __u32 length = kind == SK_IPV6_AUTHENTICATION ? (header[1] + 2) * 4u : (header[1] + 1) * 8u;
  if (kind == SK_IPV6_FRAGMENT) {
    if (packet->has & SK_HAS_FRAGMENT) return SK_MALFORMED;
    packet->has |= SK_HAS_FRAGMENT;
    __u16 field = sk_load16(header + 2);
    packet->fragment_id = sk_load32(header + 4);
    packet->fragment_offset = field & 0xfff8;
    packet->fragment_length = limit - (at + 8);
    if (packet->fragment_offset)
      packet->fragment = SK_LATER_FRAGMENT;
    else if (field & 1)
      packet->fragment = SK_FIRST_FRAGMENT;  // else atomic, RFC 6946: whole
    length = 8;
  }
  // RFC 5095: type 0 is dead; a route with segments left would change the destination behind us.
  if (kind == SK_IPV6_ROUTING && (header[2] == 0 || header[3] != 0)) return SK_MALFORMED;
  if (at + length > limit) return SK_MALFORMED;
  packet->tuple.protocol = header[0];
  packet->cursor = at + length;
  return SK_UNDECIDED;
}

SK_INLINE int sk_parse_ipv6(const struct sk_frame* frame, struct sk_packet* packet, __u32 start) {
  const __u8* header;
  if (!sk_get(&header, frame, start, 40) || header[0] >> 4 != 6) return SK_MALFORMED;
  __u32 limit = start + 40 + sk_load16(header + 4);
  if (limit > packet->length) return SK_MALFORMED;
  packet->tuple.family = 6;
  packet->tuple.protocol = header[6];
  packet->hop_limit = header[7];
  sk_copy_bytes(packet->tuple.src, header + 8, 16);
  sk_copy_bytes(packet->tuple.dst, header + 24, 16);
  packet->has |= SK_HAS_ADDRESSES;
  packet->packet_end = limit;
  packet->cursor = start + 40;
  for (int i = 0; i <= SK_MAX_EXTENSION_HEADERS; i++) {
    if (packet->fragment == SK_LATER_FRAGMENT) break;  // not read past its fragment header
    if (!sk_is_extension(SK_FORGET(packet->tuple.protocol))) break;
    if (i == SK_MAX_EXTENSION_HEADERS) return SK_MALFORMED;
    if (sk_parse_extension(frame, packet)) return SK_MALFORMED;
  }
  if (SK_FORGET(packet->tuple.protocol) == SK_PROTOCOL_ICMP) return SK_MALFORMED;
  return SK_UNDECIDED;
}

// RFC 826, Ethernet and IPv4, request or reply, all 28 bytes; anything else leaves SK_HAS_ARP
// unset, which step 4 calls malformed.
SK_INLINE void sk_parse_arp(const struct sk_frame* frame, struct sk_packet* packet, __u32 start) {
  const __u8* arp;
  if (!sk_get(&arp, frame, start, 28) || sk_load64(arp) >> 16 != 0x000108000604ULL) return;
  __u16 operation = sk_load16(arp + 6);
  if (operation != 1 && operation != 2) return;
  packet->tuple.family = 4;
  sk_copy_bytes(packet->arp_sender_mac, arp + 8, 6);
  sk_copy_bytes(packet->tuple.src, arp + 14, 4);
  sk_copy_bytes(packet->tuple.dst, arp + 24, 4);
  packet->has |= SK_HAS_ARP;
}

// The whole of step 1. Of `packet`, `length` is given and SK_PACKET_ZEROED bytes are zero.
SK_INLINE int sk_parse_frame(const struct sk_frame* frame, struct sk_packet* packet) {
  const __u8* ethernet;
  if (!sk_get(&ethernet, frame, 0, 14)) return SK_MALFORMED;
  sk_copy_bytes(packet->dst_mac, ethernet, 6);
  sk_copy_bytes(packet->src_mac, ethernet + 6, 6);
  packet->has |= SK_HAS_ETHERNET;
  __u16 ethertype = sk_load16(ethernet + 12);
  __u32 start = 14;
  if (ethertype == 0x8100 || ethertype == 0x88a8) {
    const __u8* tag;
    if (!sk_get(&tag, frame, 14, 4)) return SK_MALFORMED;
    packet->vlan = sk_load16(tag) & 0x0fff;  // VID 0 is a priority tag: untagged
    ethertype = sk_load16(tag + 2);
    if (ethertype == 0x8100 || ethertype == 0x88a8) return SK_MALFORMED;
    start = 18;
  }
  packet->ethertype = ethertype;
  if (ethertype == SK_ETHERTYPE_ARP) {
    sk_parse_arp(frame, packet, start);
    return SK_UNDECIDED;
  }
  int reason = SK_NON_IP;
  if (ethertype == SK_ETHERTYPE_IPV4) reason = sk_parse_ipv4(frame, packet, start);
  if (ethertype == SK_ETHERTYPE_IPV6) reason = sk_parse_ipv6(frame, packet, start);
  if (reason) return reason;
  return sk_parse_transport(frame, packet);
}

#endif

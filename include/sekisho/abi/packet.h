// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// A frame as the parser leaves it: what the judge may know about a packet, and nothing else.
// Numbers are in host order, addresses and MACs as on the wire. IPv4 addresses take the first four
// of sixteen bytes, the rest is zero; `family` tells them apart, so ::ffff:192.0.2.1 is never
// 192.0.2.1.
#ifndef SEKISHO_ABI_PACKET_H
#define SEKISHO_ABI_PACKET_H

#include <linux/types.h>

enum sk_ethertype {
  SK_ETHERTYPE_IPV4 = 0x0800,
  SK_ETHERTYPE_ARP = 0x0806,
  SK_ETHERTYPE_IPV6 = 0x86dd
};

enum sk_protocol {
  SK_PROTOCOL_ICMP = 1,
  SK_PROTOCOL_TCP = 6,
  SK_PROTOCOL_UDP = 17,
  SK_PROTOCOL_ICMPV6 = 58,
  SK_PROTOCOL_SCTP = 132,
};

enum sk_tcp_flag { SK_TCP_FIN = 1, SK_TCP_SYN = 2, SK_TCP_RST = 4, SK_TCP_ACK = 16 };

enum sk_icmp_type {
  SK_ICMP_ECHO_REPLY = 0,
  SK_ICMP_ECHO_REQUEST = 8,
  SK_ICMPV6_ECHO_REQUEST = 128,
  SK_ICMPV6_ECHO_REPLY = 129,
  SK_ND_ROUTER_SOLICITATION = 133,
  SK_ND_ROUTER_ADVERTISEMENT = 134,
  SK_ND_NEIGHBOUR_SOLICITATION = 135,
  SK_ND_NEIGHBOUR_ADVERTISEMENT = 136,
  SK_ND_REDIRECT = 137,
};

enum sk_fragment_kind { SK_WHOLE = 0, SK_FIRST_FRAGMENT = 1, SK_LATER_FRAGMENT = 2 };

// The two ends and what is spoken between them. Also the key of a flow, in its forward direction:
// for echo `sport` is the identifier and `dport` 0; without ports both are 0. Aligned, so that it
// is copied and compared by words.
struct sk_tuple {
  __u8 src[16];
  __u8 dst[16];
  __u16 sport;
  __u16 dport;
  __u8 protocol;
  __u8 family;  // 4 or 6
  __u16 reserved;
} __attribute__((aligned(8)));

// What the parser found, as far as it came.
enum sk_packet_has {
  SK_HAS_ETHERNET = 1,
  SK_HAS_ADDRESSES = 2,   // tuple.src, dst, protocol, family
  SK_HAS_PORTS = 4,       // tuple.sport, dport are those of TCP, UDP or SCTP
  SK_HAS_TYPE = 8,        // icmp_type, icmp_code
  SK_HAS_ARP = 16,        // a whole Ethernet/IPv4 request or reply: arp_*, tuple.src, dst
  SK_HAS_QUOTE = 32,      // quote, quote_type: an error quotes this packet
  SK_HAS_TARGET = 64,     // nd_target
  SK_HAS_FRAGMENT = 128,  // an IPv6 fragment header
};

struct sk_packet {
  // Zero where the packet has nothing of the kind.
  struct sk_tuple tuple;
  __u8 dst_mac[6];  // the two MACs as they stand in the frame
  __u8 src_mac[6];
  __u16 ethertype;  // behind the tag
  __u16 vlan;       // 0: untagged
  __u16 has;        // sk_packet_has
  __u8 fragment;    // sk_fragment_kind
  __u8 hop_limit;
  __u8 tcp_flags;
  __u8 icmp_type;
  __u8 icmp_code;
  __u8 quote_type;  // ICMP type of the quoted packet, where it is ICMP
  __u32 cursor;     // the parser's place in the frame, bytes
  __u32 l4_length;  // bytes of the transport header and what follows it in this packet
  // Given.
  __u32 length;  // of the frame, bytes
  // Of any value where the packet has nothing of the kind (`has`, `fragment`).
  __u32 packet_end;  // where the IP packet ends in the frame, bytes; padding follows
  __u32 fragment_id;
  __u32 fragment_offset;  // bytes
  __u32 fragment_length;  // bytes of the fragmentable part that this fragment carries
  __u8 arp_sender_mac[6];
  __u8 nd_target[16];
  struct sk_tuple quote;  // the quoted packet, as it travelled
};

#define SK_PACKET_ZEROED 72  // bytes of struct sk_packet that begin as zero
#define SK_JUDGED_BYTES 64   // and those that hold all that is judged of a whole packet with ports

#ifdef __cplusplus
static_assert(__builtin_offsetof(sk_packet, length) == SK_PACKET_ZEROED);
#else
_Static_assert(__builtin_offsetof(struct sk_packet, length) == SK_PACKET_ZEROED, "zeroed part");
#endif

static inline __attribute__((always_inline)) int sk_is_icmp(__u8 protocol) {
  return protocol == SK_PROTOCOL_ICMP || protocol == SK_PROTOCOL_ICMPV6;
}

static inline __attribute__((always_inline)) int sk_has_ports(__u8 protocol) {
  return protocol == SK_PROTOCOL_TCP || protocol == SK_PROTOCOL_UDP || protocol == SK_PROTOCOL_SCTP;
}

static inline __attribute__((always_inline)) int sk_is_echo_request(__u8 protocol, __u8 type) {
  return (protocol == SK_PROTOCOL_ICMP && type == SK_ICMP_ECHO_REQUEST) ||
         (protocol == SK_PROTOCOL_ICMPV6 && type == SK_ICMPV6_ECHO_REQUEST);
}

static inline __attribute__((always_inline)) int sk_is_echo_reply(__u8 protocol, __u8 type) {
  return (protocol == SK_PROTOCOL_ICMP && type == SK_ICMP_ECHO_REPLY) ||
         (protocol == SK_PROTOCOL_ICMPV6 && type == SK_ICMPV6_ECHO_REPLY);
}

// SYN set; ACK, RST and FIN clear.
static inline __attribute__((always_inline)) int sk_is_bare_syn(__u8 flags) {
  return (flags & (SK_TCP_SYN | SK_TCP_ACK | SK_TCP_RST | SK_TCP_FIN)) == SK_TCP_SYN;
}

#endif

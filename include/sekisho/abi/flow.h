// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// A flow and a remembered first fragment, as both hosts keep them. A flow's key is the tuple in its
// forward direction. Times are nanoseconds of the host's clock.
#ifndef SEKISHO_ABI_FLOW_H
#define SEKISHO_ABI_FLOW_H

#include <linux/types.h>

#include "sekisho/abi/next_hop.h"
#include "sekisho/abi/packet.h"
#include "sekisho/abi/table.h"

// Bits are only ever set, each by one atomic or: two CPUs may see the two directions of a flow.
enum sk_flow_bit {
  SK_FLOW_REPLIED = 1,  // TCP: established; UDP: replied
  SK_FLOW_CLOSING = 2,  // TCP: a FIN or RST was seen
  SK_FLOW_PASSED = 4,   // << direction: that passage was written; what stands in it before is old
};

// What steps 2 to 7 let through of a flow, in one direction. They ask only of the frame's
// interface, tag and MACs, of the two addresses, and of rules and isolation, which `epoch` stands
// for; so a packet of which all these are the same passes them again. Written at a flow's second
// packet in a direction: what asks once and is answered once, as DNS, leaves these lines alone.
#define SK_EPOCH_BEING_WRITTEN 1  // epochs of packets begin at 2

struct sk_passage {
  __u32 epoch;  // sk_judgement::epoch when they did; 0: never
  __u32 link;
  __u8 dst_mac[6];
  __u16 vlan;
  __u8 src_mac[6];
  __u16 zone;               // ingress
  __u16 destination_flags;  // sk_address::flags
  __u16 reserved;
  // Where the datapath sends such packets; the judge does not ask.
  __u32 hop_asked;  // when, about; 0: never, 1: being written
  struct sk_next_hop hop;
  __u64 bytes;  // of frames since it was written; CPUs that share a direction may lose some
};

// Which packet is looked for: as a flow's forward direction or its reverse.
enum sk_direction { SK_FORWARD = 0, SK_REVERSE = 1, SK_DIRECTIONS = 2 };
enum sk_ways { SK_LOOK_FORWARD = 1, SK_LOOK_REVERSE = 2 };

struct sk_flow {
  // The first line: all that a flow begins with.
  struct sk_tuple key;
  __u64 last_seen_ns;
  __u64 judged;  // generation << 32 | rule: one store, one load
  __u32 bits;
  __u16 zone_slot;  // of the zone it was begun from
  __u16 place;      // the host's
  struct sk_passage passages[SK_DIRECTIONS];
};

struct sk_fragment_key {
  __u8 src[16];
  __u8 dst[16];
  __u32 id;
  __u8 protocol;  // 0 for IPv6
  __u8 family;
  __u16 reserved;
} __attribute__((aligned(8)));

// An address that an operator has cut off.
struct sk_isolated_address {
  __u8 address[16];  // of IPv4 the first 4, the rest zero
  __u32 family;      // 4 or 6
};

struct sk_fragment {
  __u64 since_ns;
  __u32 generation;
  __u32 rule;
  __u32 end;  // bytes: where the first fragment ends
  __u32 reserved;
};

SK_ASSERT_SIZE(struct sk_tuple, 40);
SK_ASSERT_SIZE(struct sk_passage, 64);
SK_ASSERT_SIZE(struct sk_flow, 192);
SK_ASSERT_SIZE(struct sk_fragment_key, 40);
SK_ASSERT_SIZE(struct sk_fragment, 24);
SK_ASSERT_SIZE(struct sk_isolated_address, 20);

static inline __attribute__((always_inline)) __u32 sk_flow_timeout(__u8 protocol, __u32 bits) {
  if (protocol == SK_PROTOCOL_TCP) {
    if (bits & SK_FLOW_CLOSING) return SK_TIMEOUT_TCP_CLOSING;
    return bits & SK_FLOW_REPLIED ? SK_TIMEOUT_TCP_ESTABLISHED : SK_TIMEOUT_TCP_OPENING;
  }
  if (protocol == SK_PROTOCOL_UDP)
    return bits & SK_FLOW_REPLIED ? SK_TIMEOUT_UDP_REPLIED : SK_TIMEOUT_UDP_UNREPLIED;
  return sk_is_icmp(protocol) ? SK_TIMEOUT_ICMP : SK_TIMEOUT_OTHER;
}

// A timer of n seconds has run out n seconds after the last packet.
static inline __attribute__((always_inline)) int sk_has_run_out(__u64 since_ns, __u64 now_ns,
                                                                __u32 seconds) {
  return now_ns > since_ns && now_ns - since_ns >= (__u64)seconds * 1000000000ULL;
}

#endif

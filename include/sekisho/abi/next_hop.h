// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Where a frame goes that the XDP program sends itself: what may be remembered of it from packet to
// packet. Whoever remembers it asks anew every SK_NEXT_HOP_LIFE_NS: a neighbour may have another
// MAC by then, a port may be down.
#ifndef SEKISHO_ABI_NEXT_HOP_H
#define SEKISHO_ABI_NEXT_HOP_H

#include <linux/types.h>

#include "sekisho/abi/table.h"

#define SK_NEXT_HOP_LIFE_NS 100000000ULL

enum sk_hop_kind {
  SK_HOP_KERNEL = 0,   // the kernel forwards it; all else is zero
  SK_HOP_BRIDGED = 1,  // the frame goes out as it is; the MACs here are zero
  SK_HOP_ROUTED = 2,   // with these MACs, and one hop less to live
};

struct sk_next_hop {
  __u32 ifindex;
  __u16 mtu;  // bytes that may follow the Ethernet header and its tag; 65535 also means more
  __u8 kind;  // sk_hop_kind
  __u8 reserved;
  __u8 dst_mac[6];
  __u8 src_mac[6];
};

SK_ASSERT_SIZE(struct sk_next_hop, 20);

#endif

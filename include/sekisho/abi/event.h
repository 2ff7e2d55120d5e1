// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// What a datapath tells of one packet, or of several of one key. Numbers in host order, indexes
// into the image of `generation`. In the ring the packet's first bytes stand behind it.
#ifndef SEKISHO_ABI_EVENT_H
#define SEKISHO_ABI_EVENT_H

#include <linux/types.h>

#include "sekisho/abi/packet.h"
#include "sekisho/abi/table.h"

struct sk_event {
  __u64 time_ns;  // of the host's clock (monotonic in the kernel)
  __u64 generation;
  struct sk_tuple tuple;  // as far as packet.h's `has` says
  __u32 rule;
  __u32 source_device;  // owner of the source MAC, or of the source address behind a router
  __u32 port;           // of the image; 0: none
  __u32 length;         // of the frame
  __u16 vlan;
  __u16 ethertype;
  __u16 source_zone;       // the ingress zone
  __u16 destination_zone;  // of the destination address; 0 for ARP
  __u16 has;
  __u8 reason;
  __u8 tcp_flags;
  __u8 icmp_type;
  __u8 icmp_code;
  __u8 src_mac[6];
  __u8 dst_mac[6];
  __u16 frame_bytes;  // of the frame that stand behind the record
  __u64 count;        // packets; more than one: like this one, until `time_ns`
};

SK_ASSERT_SIZE(struct sk_event, 112);

#endif

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// What the BPF program and its loader share besides the tables: maps and their sizes.
#ifndef SEKISHO_ABI_KERNEL_H
#define SEKISHO_ABI_KERNEL_H

#include <linux/types.h>

#include "sekisho/abi/event.h"
#include "sekisho/abi/reason.h"

#define SK_MAX_ISOLATED_ADDRESSES 1024
#define SK_MAX_ZONE_SLOTS 256     // slot 0: packets of no zone
#define SK_MAX_RULE_SLOTS 131072  // slot 0: not used
#define SK_REASON_STRIDE 32       // counters of a zone slot
#define SK_IMAGE_SLOTS 3          // two that take turns, one to wait on (see commit in xdp.cpp)
#define SK_IMAGE_SLACK 4096  // bytes behind the masked part of an image map; no element is larger
#define SK_FLOW_WAYS 15      // flows of a bucket
#define SK_FLOW_LEVELS 4
#define SK_FLOW_LEVEL_0 128           // buckets; a power of two
#define SK_FLOW_LEVEL_1 2048          // the same; all that follow are of levels 2 and 3
#define SK_DENIALS 16384              // denied keys whose repeats are summed in the kernel
#define SK_RATE_BUCKETS 256           // of each kind (rate_limit.h)
#define SK_REFUSALS 1024              // denied packets that each CPU remembers
#define SK_SWEEP_TURN_NS 10000000ULL  // a slice of the flow table is swept each turn,
#define SK_SWEEP_TURNS 50             // the whole of it in so many, and then the fragments
#define SK_SWEEP_GRACE_NS \
  250000000ULL  // after the timer: no packet path still holds the flow for live

enum sk_gauge {
  SK_GAUGE_FLOWS = 0,
  SK_GAUGE_FRAGMENTS = 1,
  SK_GAUGE_GENERATION = 2,  // the last one committed; generations rise across restarts
  SK_GAUGE_EPOCH = 3,       // the last one: rises with each commit and each change of isolation
  SK_GAUGE_SEEDS = 4,       // of the flow table's hash: four of them, made with the table
  SK_GAUGE_ZONE_FLOWS = 8,  // + zone slot
  SK_GAUGE_COUNT = 8 + SK_MAX_ZONE_SLOTS
};

#define SK_SLOT_NAME_SIZE 64  // an id (63 at most) and its zero

// By whose rules packets are judged: one word, so that they change at once.
struct sk_control {
  __u32 active;  // slot of the image that decides
  __u32 epoch;
  __u64 test_now_ns;  // the clock of a test run
};

// Tags of 16 bits, one a way; the last place counts flows that went elsewhere.
struct sk_flow_bucket {
  __u64 tags[4];
};

// A key of denied packets whose first one was told; those since then wait in `repeats`.
struct sk_denial {
  __u64 key;      // a hash; 0: free, 1: being written
  __u64 repeats;  // packets
  __u64 last_seen_ns;
  struct sk_event event;  // the first one
};

struct sk_count {
  __u64 packets;
  __u64 bytes;
};

// A denied packet, and what was decided of it.
struct sk_refusal {
  __u8 packet[SK_JUDGED_BYTES];
  __u32 epoch;
  __u32 link;
  __u32 reason;
  __u32 zone;
  __u32 rule;
  __u32 denial;      // its place in sk_denials,
  __u64 denial_key;  // and its key there
};

#ifndef __cplusplus
_Static_assert(SK_REASON_COUNT <= SK_REASON_STRIDE, "a zone slot holds every reason");
#endif

#endif

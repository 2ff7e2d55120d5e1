// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// What the BPF program and its loader share besides the tables: maps and their sizes.
#ifndef SEKISHO_ABI_KERNEL_H
#define SEKISHO_ABI_KERNEL_H

#include <linux/types.h>

#include "sekisho/abi/reason.h"

#define SK_MAX_ZONE_SLOTS 256    // slot 0: packets of no zone
#define SK_MAX_RULE_SLOTS 65536  // slot 0: not used
#define SK_REASON_STRIDE 32      // counters of a zone slot
#define SK_IMAGE_SLOTS 3         // two that take turns, one to wait on (see commit in xdp.cpp)
#define SK_IMAGE_SLACK 4096  // bytes behind the masked part of an image map; no element is larger
#define SK_SWEEP_PERIOD_NS 500000000ULL
#define SK_SWEEP_GRACE_NS \
  250000000ULL  // after the timer: no packet path still holds the flow for live

enum sk_gauge {
  SK_GAUGE_FLOWS = 0,
  SK_GAUGE_FRAGMENTS = 1,
  SK_GAUGE_GENERATION = 2,  // the last one committed; generations rise across restarts
  SK_GAUGE_ZONE_FLOWS = 3,  // + zone slot
  SK_GAUGE_COUNT = 3 + SK_MAX_ZONE_SLOTS
};

#define SK_SLOT_NAME_SIZE 64  // an id (63 at most) and its zero

struct sk_control {
  __u32 active;  // slot of the image that decides
  __u32 reserved;
  __u64 test_now_ns;  // the clock of a test run
};

struct sk_count {
  __u64 packets;
  __u64 bytes;
};

#ifndef __cplusplus
_Static_assert(SK_REASON_COUNT <= SK_REASON_STRIDE, "a zone slot holds every reason");
#endif

#endif

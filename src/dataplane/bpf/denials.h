// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Denied packets of one key are told once; repeats are only counted, and told as sums when the
// daemon asks (sk_collect, each time it has read the counters). Nothing hangs on it but the log's
// brevity: a sum that is lost is found missing against the counters.
#ifndef SEKISHO_BPF_DENIALS_H
#define SEKISHO_BPF_DENIALS_H

// (interface and tag, source MAC, source, destination, protocol, destination port, reason) under
// these rules, as a hash with secret seeds; 2 and up.
SK_INLINE __u64 sk_denial_key(const struct sk_judgement* j) {
  const struct sk_packet* packet = &j->packet;
  const struct sk_tuple* tuple = &packet->tuple;
  __u64 port = packet->has & SK_HAS_PORTS ? tuple->dport : 0;
  __u64 link = (__u64)sk_word32(packet->src_mac) | (__u64)sk_word16(packet->src_mac + 4) << 32 |
               (__u64)packet->vlan << 48;
  __u64 kind = port | (__u64)tuple->protocol << 16 | (__u64)j->reason << 24 |
               (__u64)packet->ethertype << 32 | (__u64)j->port << 48;
  __u64 key = (sk_tuple_word(tuple, 0) + sk_seeds[0]) * (sk_tuple_word(tuple, 1) + sk_seeds[1]) +
              (sk_tuple_word(tuple, 2) + sk_seeds[2]) * (sk_tuple_word(tuple, 3) + sk_seeds[3]) +
              (link + sk_seeds[1]) * (kind + sk_seeds[2]);
  key = (key ^ key >> 32) * (sk_seeds[3] | 1) + j->generation;
  return (key ^ key >> 29) | 2;
}

// One more of a key that was told, if it is still at its place.
SK_INLINE int sk_sum_denial(__u32 place, __u64 key, __u64 now_ns) {
  struct sk_denial* denial = bpf_map_lookup_elem(&sk_denials, &place);
  if (!denial || denial->key != key) return 0;
  __sync_fetch_and_add(&denial->repeats, 1);
  denial->last_seen_ns = now_ns;
  return 1;
}

#include "rate_limit.h"
#include "refusals.h"

// Whether this packet needs no record: its like was told already, and it is summed here; or there
// are too many to tell of, and the counters have it. The first of its like that is told takes a
// place for the sum, where there is one.
SK_INLINE int sk_is_untold(const struct sk_judgement* j, const __u8* image) {
  __u64 key = sk_denial_key(j);
  __u32 place = (__u32)(key >> 40) & (SK_DENIALS - 1);
  if (sk_sum_denial(place, key, j->now_ns)) {
    sk_remember_refusal(j, place, key);
    return 1;
  }
  if (!sk_may_be_told(j)) return 1;
  struct sk_denial* denial = bpf_map_lookup_elem(&sk_denials, &place);
  if (!denial) return 0;
  __u64 seen = denial->key;
  if (seen || __sync_val_compare_and_swap(&denial->key, 0, 1)) return 0;
  denial->repeats = 0;
  denial->last_seen_ns = j->now_ns;
  sk_tell(&denial->event, j, image);
  __sync_lock_test_and_set(&denial->key, key);
  return 0;
}

SK_INLINE void sk_lose_event(void) {
  __u32 zero = 0;
  __u64* lost = bpf_map_lookup_elem(&sk_lost_events, &zero);
  if (lost) ++*lost;
}

static long sk_collect_denial(__u32 place, void* context) {
  (void)context;
  struct sk_denial* denial = bpf_map_lookup_elem(&sk_denials, &place);
  if (!denial || denial->key < 2) return 0;
  __u64 repeats = __sync_lock_test_and_set(&denial->repeats, 0);
  if (!repeats) {  // quiet since the last time
    __sync_lock_test_and_set(&denial->key, 0);
    return 0;
  }
  struct sk_event* event = bpf_ringbuf_reserve(&sk_events, sizeof(*event), 0);
  if (!event) {
    sk_lose_event();
    return 0;
  }
  *event = denial->event;
  event->time_ns = denial->last_seen_ns;
  event->count = repeats;
  bpf_ringbuf_submit(event, 0);
  return 0;
}

// Run by the daemon.
SEC("syscall")
int sk_collect(void* context) {
  (void)context;
  bpf_loop(SK_DENIALS, sk_collect_denial, 0, 0);
  return 0;
}

#endif

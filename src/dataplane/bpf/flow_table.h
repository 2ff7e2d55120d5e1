// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// The flow table in the kernel: buckets of 15 flows, on four levels, without locks.
//
// A flow has one bucket a level and stands in the first that is not crowded: with few flows all are
// on the small first level, close together, where caches and address translation reach them. The
// third and fourth level are the same large array by two hashes; together they have nearly two
// places for each flow that is allowed. That a flow finds all its buckets full does not happen in
// practice; it is denied then as in a full table. Both directions of a flow have the same hash: one
// look finds either.
//
// A bucket is four words of 16-bit tags, one a way, 0 for a free one; all are compared at once. The
// last tag's place counts the flows that passed this bucket on to the next level, which is looked
// at only where that is not zero.
//
// A place is claimed by its tag (compare and swap), then written, then published by the last word
// of its key; it is given back by that word (compare and swap: one CPU wins), then by its tag. The
// seeds are secret: a stranger cannot choose flows that collide.
#ifndef SEKISHO_BPF_FLOW_TABLE_H
#define SEKISHO_BPF_FLOW_TABLE_H

#define SK_FLOW_BEGINNING 64  // bytes of struct sk_flow: all but the passages
#define SK_TAG_HIGH_BITS 0x8000800080008000ULL
#define SK_CLAIM_ATTEMPTS 4
#define SK_CROWDED_ROOM 3          // free ways
#define SK_PASSED_ON (1ULL << 48)  // one flow in the last tag's place
#define SK_EQUAL_TAGS 4  // that are looked at in a bucket; of 15 flows, 5 share 16 bits never

const volatile __u64 sk_seeds[4] = {1, 1, 1,
                                    1};    // set at load, the same as long as the tables live
const volatile __u32 sk_flow_buckets = 1;  // set at load: entries of sk_flow_tags
// Set at load: this machine's stores are seen in their order, as on x86. An exchange, which orders
// them elsewhere, would wait here until three cold lines have come.
const volatile __u8 sk_keeps_store_order = 0;

// A tuple by words: an address is two, ports and protocol are one.
SK_INLINE __u64 sk_tuple_word(const struct sk_tuple* tuple, int index) {
  return ((const __u64*)tuple)[index];
}

SK_INLINE __u64* sk_last_word(struct sk_tuple* key) {
  return (__u64*)key + 4;
}

SK_INLINE __u64 sk_hash_of_end(const struct sk_tuple* tuple, int word, __u64 port) {
  return (sk_tuple_word(tuple, word) + sk_seeds[0]) *
         ((sk_tuple_word(tuple, word + 1) ^ port << 40) + sk_seeds[1]);
}

// The same for both directions. An echo's identifier stays where it is, so it belongs to no end.
SK_INLINE __u64 sk_hash_of_tuple(const struct sk_tuple* tuple) {
  __u64 ends, rest = (__u64)tuple->protocol << 8 | tuple->family;
  if (sk_is_icmp(tuple->protocol)) {
    ends = sk_hash_of_end(tuple, 0, 0) + sk_hash_of_end(tuple, 2, 0);
    rest |= (__u64)tuple->sport << 16;
  } else {
    ends = sk_hash_of_end(tuple, 0, tuple->sport) + sk_hash_of_end(tuple, 2, tuple->dport);
  }
  __u64 hash = (ends ^ ends >> 32) * (sk_seeds[2] | 1) + rest * (sk_seeds[3] | 1);
  hash ^= hash >> 29;
  hash *= 0xff51afd7ed558ccdULL;
  return hash ^ hash >> 32;
}

SK_INLINE __u64 sk_tag_of(__u64 hash) {
  __u64 tag = hash & 0xffff;
  return tag ? tag : 1;
}

SK_INLINE __u32 sk_bucket_of(__u64 hash, __u32 level) {
  if (level == 0) return (__u32)(hash >> 32) & (SK_FLOW_LEVEL_0 - 1);
  if (level == 1) return SK_FLOW_LEVEL_0 + ((__u32)(hash >> 40) & (SK_FLOW_LEVEL_1 - 1));
  __u64 bits = (hash * (level == 2 ? 0x9e3779b97f4a7c15ULL : 0xc2b2ae3d27d4eb4fULL)) >> 32;
  __u32 below = SK_FLOW_LEVEL_0 + SK_FLOW_LEVEL_1;
  return below + (__u32)(bits * (sk_flow_buckets - below) >> 32);
}

// The high bit of each 16-bit lane that is zero.
SK_INLINE __u64 sk_zero_lanes(__u64 word) {
  __u64 low = word & ~SK_TAG_HIGH_BITS;
  return ~((low + ~SK_TAG_HIGH_BITS) | word | ~SK_TAG_HIGH_BITS);
}

// The ways of a bucket whose tag is `tag`, as bits: way 4 i + l is bit 16 l + 15 - i.
SK_INLINE __u64 sk_ways_with(const struct sk_flow_bucket* bucket, __u64 tag) {
  __u64 pattern = tag * 0x0001000100010001ULL;
  return sk_zero_lanes(bucket->tags[0] ^ pattern) | sk_zero_lanes(bucket->tags[1] ^ pattern) >> 1 |
         sk_zero_lanes(bucket->tags[2] ^ pattern) >> 2 |
         (sk_zero_lanes(bucket->tags[3] ^ pattern) & 0xffffffffffffULL) >> 3;
}

SK_INLINE __u32 sk_way_of_bit(__u64 bit) {
  __u32 way = 0;
  if (bit & SK_TAG_HIGH_BITS >> 1) way = 4;
  if (bit & SK_TAG_HIGH_BITS >> 2) way = 8;
  if (bit & SK_TAG_HIGH_BITS >> 3) way = 12;
  if (bit >> 16) way++;
  if (bit >> 32) way++;
  if (bit >> 48) way++;
  return way;
}

SK_INLINE struct sk_flow_bucket* sk_bucket_at(__u32 bucket) {
  return bpf_map_lookup_elem(&sk_flow_tags, &bucket);
}

SK_INLINE struct sk_flow* sk_flow_at(__u32 bucket, __u32 way) {
  __u32 place = bucket * SK_FLOW_WAYS + way;
  return bpf_map_lookup_elem(&sk_flows, &place);
}

SK_INLINE int sk_is_forward(const struct sk_flow* flow, const struct sk_tuple* tuple) {
  __u64 difference = 0;
  for (int i = 0; i < 5; i++) difference |= sk_tuple_word(&flow->key, i) ^ sk_tuple_word(tuple, i);
  return !difference;
}

SK_INLINE int sk_is_reverse(const struct sk_flow* flow, const struct sk_tuple* tuple) {
  __u64 last = sk_tuple_word(tuple, 4);
  if (!sk_is_icmp(tuple->protocol))
    last = (last & ~0xffffffffULL) | (last & 0xffff) << 16 | (last >> 16 & 0xffff);
  return !((sk_tuple_word(&flow->key, 0) ^ sk_tuple_word(tuple, 2)) |
           (sk_tuple_word(&flow->key, 1) ^ sk_tuple_word(tuple, 3)) |
           (sk_tuple_word(&flow->key, 2) ^ sk_tuple_word(tuple, 0)) |
           (sk_tuple_word(&flow->key, 3) ^ sk_tuple_word(tuple, 1)) |
           (sk_tuple_word(&flow->key, 4) ^ last));
}

// Whether `tuple` is one of this flow's, and in which of these directions.
SK_INLINE int sk_is_of_flow(const struct sk_flow* flow, const struct sk_tuple* tuple, __u32 ways,
                            __u32* direction) {
  *direction = SK_FORWARD;
  if (ways & SK_LOOK_FORWARD && sk_is_forward(flow, tuple)) return 1;
  *direction = SK_REVERSE;
  return ways & SK_LOOK_REVERSE && sk_is_reverse(flow, tuple);
}

SK_INLINE struct sk_flow* sk_find_in_bucket(__u32 number, __u64 candidates,
                                            const struct sk_tuple* tuple, __u32 ways,
                                            __u32* direction) {
#pragma clang loop unroll(disable)
  for (int i = 0; i < SK_EQUAL_TAGS && candidates; i++) {
    struct sk_flow* flow = sk_flow_at(number, sk_way_of_bit(candidates & -candidates));
    candidates &= candidates - 1;
    if (flow && sk_is_of_flow(flow, tuple, ways, direction)) return flow;
  }
  return 0;
}

SK_INLINE struct sk_flow* sk_host_find_flow(struct sk_host* host, const struct sk_tuple* tuple,
                                            __u32 ways, __u32* direction) {
  __u64 hash = sk_hash_of_tuple(tuple), tag = sk_tag_of(hash);
  host->hash = hash;
#pragma clang loop unroll(disable)
  for (__u32 level = 0; level < SK_FLOW_LEVELS; level++) {
    __u32 number = sk_bucket_of(hash, level);
    const struct sk_flow_bucket* bucket = sk_bucket_at(number);
    if (!bucket) break;
    __u64 candidates = sk_ways_with(bucket, tag);
    struct sk_flow* flow =
        candidates ? sk_find_in_bucket(number, candidates, tuple, ways, direction) : 0;
    if (flow || !(bucket->tags[3] >> 48)) return flow;
  }
  return 0;
}

// A free way of a bucket; SK_FLOW_WAYS: there is none.
SK_INLINE __u32 sk_free_way(const struct sk_flow_bucket* bucket) {
  __u64 free = sk_ways_with(bucket, 0);
  return free ? sk_way_of_bit(free & -free) : SK_FLOW_WAYS;
}

SK_INLINE __u32 sk_count_free_ways(const struct sk_flow_bucket* bucket) {
  __u64 free = sk_ways_with(bucket, 0);  // in the upper four bits of each lane
  free = (free & 0x5555555555555555ULL) + (free >> 1 & 0x5555555555555555ULL);
  free = (free & 0x3333333333333333ULL) + (free >> 2 & 0x3333333333333333ULL);
  return (__u32)((free >> 12) * 0x0001000100010001ULL >> 48);
}

// Claims a free way; SK_FLOW_WAYS: there is none.
SK_INLINE __u32 sk_claim_way(struct sk_flow_bucket* bucket, __u64 tag) {
  for (int i = 0; i < SK_CLAIM_ATTEMPTS; i++) {
    __u32 way = sk_free_way(bucket);
    if (way >= SK_FLOW_WAYS) break;
    __u64* word = &bucket->tags[way >> 2 & 3];
    __u32 shift = (way & 3) * 16;
    __u64 seen = *(volatile __u64*)word;
    if (seen >> shift & 0xffff) continue;
    if (__sync_val_compare_and_swap(word, seen, seen | tag << shift) == seen) return way;
  }
  return SK_FLOW_WAYS;
}

SK_INLINE void sk_write_flow(struct sk_flow* flow, const struct sk_flow* begun, __u32 way,
                             __u32 level) {
  __u64* to = (__u64*)flow;
  const __u64* from = (const __u64*)begun;
  for (__u32 i = 0; i < SK_FLOW_BEGINNING / 8; i++)
    if (i != 4) to[i] = from[i];
  flow->place = (__u16)(way | level << 8);
  if (sk_keeps_store_order) {
    __asm__ volatile("" ::: "memory");
    *(volatile __u64*)&to[4] = from[4];
  } else {
    __sync_lock_test_and_set(&to[4], from[4]);  // all before it is seen before it
  }
}

// The first level whose bucket is not crowded, else the one with most room.
SK_INLINE __u32 sk_choose_level(__u64 hash) {
  __u32 chosen = 0, most = 0;
#pragma clang loop unroll(disable)
  for (__u32 level = 0; level < SK_FLOW_LEVELS; level++) {
    const struct sk_flow_bucket* bucket = sk_bucket_at(sk_bucket_of(hash, level));
    __u32 room = bucket ? sk_count_free_ways(bucket) : 0;
    if (room > most) {
      chosen = level;
      most = room;
    }
    if (room > SK_CROWDED_ROOM) break;
  }
  return chosen;
}

// Counts a flow into or out of the buckets that it passed over.
SK_INLINE void sk_count_passed_on(__u64 hash, __u32 level, __u64 change) {
#pragma clang loop unroll(disable)
  for (__u32 passed = 0; passed < SK_FLOW_LEVELS && passed < level; passed++) {
    struct sk_flow_bucket* bucket = sk_bucket_at(sk_bucket_of(hash, passed));
    if (bucket) __sync_fetch_and_add(&bucket->tags[3], change);
  }
}

SK_INLINE struct sk_flow* sk_put_flow(const struct sk_flow* begun, __u64 hash) {
  __u32 level = sk_choose_level(hash), number = sk_bucket_of(hash, level);
  struct sk_flow_bucket* bucket = sk_bucket_at(number);
  if (!bucket) return 0;
  sk_count_passed_on(hash, level, SK_PASSED_ON);
  __u32 way = sk_claim_way(bucket, sk_tag_of(hash));
  struct sk_flow* flow = way < SK_FLOW_WAYS ? sk_flow_at(number, way) : 0;
  if (flow)
    sk_write_flow(flow, begun, way, level);
  else
    sk_count_passed_on(hash, level, -SK_PASSED_ON);
  return flow;
}

SK_INLINE struct sk_flow* sk_host_begin_flow(struct sk_host* host, const struct sk_flow* begun,
                                             const struct sk_image_header* header) {
  __u32 direction = SK_FORWARD;
  struct sk_flow* flow = sk_host_find_flow(host, &begun->key, SK_LOOK_FORWARD, &direction);
  if (flow) return flow;  // another CPU has just begun it
  if (!sk_raise_gauge(SK_GAUGE_FLOWS, header->max_flows)) return 0;
  __u32 zone = SK_GAUGE_ZONE_FLOWS + begun->zone_slot;
  if (sk_raise_gauge(zone, header->max_flows_per_zone)) {
    flow = sk_put_flow(begun, host->hash);
    if (flow) return flow;
    sk_lower_gauge(zone);
  }
  sk_lower_gauge(SK_GAUGE_FLOWS);
  return 0;
}

// Who takes the last word of the key gives the places back; who comes second removes nothing.
SK_INLINE void sk_host_end_flow(struct sk_host* host, struct sk_flow* flow) {
  (void)host;
  __u64 hash = sk_hash_of_tuple(&flow->key);
  __u32 place = flow->place, zone_slot = flow->zone_slot & (SK_MAX_ZONE_SLOTS - 1);
  __u64* last = sk_last_word(&flow->key);
  __u64 seen = *last;
  if (!seen || __sync_val_compare_and_swap(last, seen, 0) != seen) return;
  __u32 level = place >> 8, way = place & 15;
  struct sk_flow_bucket* bucket = sk_bucket_at(sk_bucket_of(hash, level));
  if (bucket) __sync_fetch_and_and(&bucket->tags[way >> 2], ~(0xffffULL << (way & 3) * 16));
  sk_count_passed_on(hash, level, -SK_PASSED_ON);
  sk_lower_gauge(SK_GAUGE_FLOWS);
  sk_lower_gauge(SK_GAUGE_ZONE_FLOWS + zone_slot);
}

#endif

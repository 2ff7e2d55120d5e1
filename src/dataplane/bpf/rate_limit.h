// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Which denied packets leave a record of their own when too many do. Quiet times tell every new
// key. In a flood of keys a record needs a token of one of three buckets, each chosen by what a
// flood may hold still: its target (address, port, protocol, reason), its source MAC, its source
// address. So who floods empties buckets of his own, and another one's first packet still finds a
// token in one of the three. What leaves no record is found in the counters.
//
// A bucket is one word: the time until which its tokens are spent (the generic cell rate algorithm,
// ITU-T I.371). Two CPUs may spend one token twice.
#ifndef SEKISHO_BPF_RATE_LIMIT_H
#define SEKISHO_BPF_RATE_LIMIT_H

// Of each CPU: keys are told up to such a burst, then as many a second; more is a flood. It ends
// when for a burst's time fewer came.
#define SK_CALM_BURST 4096
#define SK_CALM_NS 5000000ULL  // 200 a second
// Of each bucket, in a flood.
#define SK_BUCKET_BURST 8
#define SK_BUCKET_NS 2000000000ULL  // one in two seconds

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} sk_calm SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 3 * SK_RATE_BUCKETS);
  __type(key, __u32);
  __type(value, __u64);
} sk_rates SEC(".maps");

// Every packet counts, whether or not it is told: a flood stays one while it goes on.
SK_INLINE int sk_is_calm(__u64 now_ns) {
  __u32 zero = 0;
  __u64* spent = bpf_map_lookup_elem(&sk_calm, &zero);
  if (!spent) return 0;
  __u64 until = *spent < now_ns ? now_ns : *spent;
  int is_calm = until - now_ns <= (SK_CALM_BURST - 1) * SK_CALM_NS;
  *spent = is_calm ? until + SK_CALM_NS : now_ns + SK_CALM_BURST * SK_CALM_NS;
  return is_calm;
}

// `feature`: 0 to 2; `value` is what is held still.
SK_INLINE int sk_take_token(__u32 feature, __u64 value, __u64 now_ns) {
  value = (value ^ value >> 32) * (sk_seeds[0] | 1);
  __u32 place = feature * SK_RATE_BUCKETS + ((__u32)(value >> 40) & (SK_RATE_BUCKETS - 1));
  __u64* spent = bpf_map_lookup_elem(&sk_rates, &place);
  if (!spent) return 0;
  __u64 until = *spent < now_ns ? now_ns : *spent;
  if (until - now_ns > (SK_BUCKET_BURST - 1) * SK_BUCKET_NS) return 0;
  *spent = until + SK_BUCKET_NS;
  return 1;
}

SK_INLINE __u64 sk_mix(__u64 a, __u64 b) {
  return (a + sk_seeds[1]) * (b + sk_seeds[2]);
}

// Whether this denied packet, the first of its key, may leave a record.
SK_INLINE int sk_may_be_told(const struct sk_judgement* j) {
  if (sk_is_calm(j->now_ns)) return 1;
  const struct sk_packet* packet = &j->packet;
  const struct sk_tuple* tuple = &packet->tuple;
  __u64 link = (__u64)j->port << 32 | (__u64)packet->vlan << 16;
  __u64 port = packet->has & SK_HAS_PORTS ? tuple->dport : 0;
  __u64 mac = (__u64)sk_word32(packet->src_mac) | (__u64)sk_word16(packet->src_mac + 4) << 32;
  __u64 target = sk_mix(sk_tuple_word(tuple, 2), sk_tuple_word(tuple, 3)) ^
                 sk_mix(link, port | (__u64)tuple->protocol << 16 | (__u64)j->reason << 24 |
                                  (__u64)packet->ethertype << 32);
  return sk_take_token(0, target, j->now_ns) || sk_take_token(1, sk_mix(link, mac), j->now_ns) ||
         sk_take_token(2,
                       sk_mix(sk_tuple_word(tuple, 0), sk_tuple_word(tuple, 1)) ^ sk_mix(link, 1),
                       j->now_ns);
}

#endif

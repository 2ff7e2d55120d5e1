// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// A packet that was just denied, come again: the same headers, by the same link, of no flow still,
// under the same rules and isolation, are denied for the same reason. Steps 2 to 13 ask nothing
// else of a whole packet with ports, so they need not be asked. Each CPU remembers its own.
#ifndef SEKISHO_BPF_REFUSALS_H
#define SEKISHO_BPF_REFUSALS_H

SK_INLINE int sk_is_same_packet(const struct sk_refusal* refusal, const struct sk_judgement* j) {
  const __u64 *old = (const __u64*)refusal->packet, *new = (const __u64*)&j->packet;
  __u64 difference = (refusal->epoch ^ j->epoch) | (refusal->link ^ j->link);
  for (int i = 0; i < SK_JUDGED_BYTES / 8; i++) difference |= old[i] ^ new[i];
  return !difference;
}

SK_INLINE struct sk_refusal* sk_refusal_of(const struct sk_judgement* j) {
  __u32 place = (__u32)(j->host.hash >> 20) & (SK_REFUSALS - 1);
  return bpf_map_lookup_elem(&sk_refusals, &place);
}

// For a packet of no flow: denies and sums it, if its like is remembered and is still being summed.
SK_INLINE int sk_refuse_again(struct sk_judgement* j) {
  const struct sk_refusal* refusal = j->has_no_flow ? sk_refusal_of(j) : 0;
  if (!refusal || !sk_is_same_packet(refusal, j)) return 0;
  if (!sk_sum_denial(refusal->denial, refusal->denial_key, j->now_ns)) return 0;
  j->reason = refusal->reason;
  j->zone = refusal->zone;
  j->rule = refusal->rule;
  return 1;
}

// What the parser found wrong is not all in the headers that are compared; a table may have room
// the next time.
SK_INLINE int sk_is_refusal_for_good(const struct sk_judgement* j) {
  return j->has_no_flow && !j->packet.fragment &&
         j->packet.has == (SK_HAS_ETHERNET | SK_HAS_ADDRESSES | SK_HAS_PORTS) &&
         j->reason != SK_MALFORMED && j->reason != SK_FLOW_TABLE_FULL;
}

SK_INLINE void sk_remember_refusal(const struct sk_judgement* j, __u32 denial, __u64 denial_key) {
  struct sk_refusal* refusal = sk_is_refusal_for_good(j) ? sk_refusal_of(j) : 0;
  if (!refusal) return;
  __builtin_memcpy(refusal->packet, &j->packet, SK_JUDGED_BYTES);
  refusal->epoch = j->epoch;
  refusal->link = j->link;
  refusal->reason = j->reason;
  refusal->zone = j->zone;
  refusal->rule = j->rule;
  refusal->denial = denial;
  refusal->denial_key = denial_key;
}

#endif

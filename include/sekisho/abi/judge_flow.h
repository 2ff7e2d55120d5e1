// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Steps 9, 10 and 13: fragments and flows, what is remembered of earlier packets. Part of judge.h.
#ifndef SEKISHO_ABI_JUDGE_FLOW_H
#define SEKISHO_ABI_JUDGE_FLOW_H

SK_INLINE __u32 sk_timeout_s(const __u8* image, __u32 timeout) {
  return *SK_AT(__u32, image,
                (__u32) __builtin_offsetof(struct sk_image_header, timeouts_s) + 4 * timeout);
}

SK_INLINE void sk_key_of_fragment(struct sk_fragment_key* key, const struct sk_packet* packet) {
  __builtin_memset(key, 0, sizeof(*key));
  sk_copy_bytes(key->src, packet->tuple.src, 16);
  sk_copy_bytes(key->dst, packet->tuple.dst, 16);
  key->id = packet->fragment_id;
  key->family = packet->tuple.family;
  key->protocol = packet->tuple.family == 4 ? packet->tuple.protocol : 0;
}

// 9. A first fragment needs room to be remembered; a later one the memory of its first.
SK_STEP int sk_step_fragment(struct sk_judgement* j) {
  SK_REQUIRE(j, SK_FRAGMENT);
  const __u8* image = sk_host_image(&j->host);
  if (!image) return SK_FRAGMENT;
  if (!(sk_zone_at(image, j->zone)->flags & SK_ZONE_TRACKS_FRAGMENTS)) return SK_FRAGMENT;
  if (j->destination.zone &&
      !(sk_zone_at(image, j->destination.zone)->flags & SK_ZONE_TRACKS_FRAGMENTS))
    return SK_FRAGMENT;
  struct sk_fragment_key key;
  sk_key_of_fragment(&key, &j->packet);
  if (j->packet.fragment == SK_FIRST_FRAGMENT)
    return sk_host_has_fragment_room(&j->host, &key, SK_HEADER(image)->max_fragments) ? SK_UNDECIDED
                                                                                      : SK_FRAGMENT;
  struct sk_fragment* first = sk_host_find_fragment(&j->host, &key);
  if (!first || first->generation != j->generation) return SK_FRAGMENT;
  if (sk_has_run_out(first->since_ns, j->now_ns, sk_timeout_s(image, SK_TIMEOUT_FRAGMENT)))
    return SK_FRAGMENT;
  if (j->packet.fragment_offset < first->end) return SK_FRAGMENT;  // RFC 1858, 5722: overlaps
  j->rule = first->rule;
  return SK_FRAGMENT_FOLLOWS;
}

// 9, at the end: an allowed first fragment vouches for those that follow it.
SK_STEP int sk_remember_fragment(struct sk_judgement* j, int reason) {
  SK_REQUIRE(j, SK_FRAGMENT);
  struct sk_fragment_key key;
  sk_key_of_fragment(&key, &j->packet);
  struct sk_fragment first = {0, 0, 0, 0, 0};
  first.since_ns = j->now_ns;
  first.generation = j->generation;
  first.rule = j->rule;
  first.end = j->packet.fragment_length;
  return sk_host_remember_fragment(&j->host, &key, &first) ? reason : SK_FRAGMENT;
}

// Which packet is looked for: this one or the one it quotes; as a flow's forward direction or
// reverse.
enum sk_direction { SK_FORWARD = 0, SK_REVERSE = 1 };
enum sk_subject { SK_THIS_PACKET = 0, SK_QUOTED_PACKET = 1 };

SK_INLINE void sk_key_of_flow(struct sk_tuple* key, const struct sk_tuple* tuple, __u32 direction) {
  *key = *tuple;
  if (direction == SK_FORWARD) return;
  sk_copy_bytes(key->src, tuple->dst, 16);
  sk_copy_bytes(key->dst, tuple->src, 16);
  if (sk_is_icmp(tuple->protocol)) return;  // the identifier stays where it is
  key->sport = tuple->dport;
  key->dport = tuple->sport;
}

// 2.4: what a packet of a live flow does to it. SK_UNDECIDED: the flow has ended, the packet is
// new.
SK_INLINE int sk_advance_flow(struct sk_judgement* j, struct sk_flow* flow,
                              const struct sk_tuple* key, __u32 direction) {
  __u8 flags = j->packet.tcp_flags;
  __u32 bits = 0;
  if (key->protocol == SK_PROTOCOL_TCP) {
    if (direction == SK_REVERSE && flags & SK_TCP_SYN && !(flags & SK_TCP_ACK)) return SK_NO_STATE;
    if (direction == SK_FORWARD && sk_is_bare_syn(flags) && flow->bits & SK_FLOW_CLOSING) {
      sk_host_end_flow(&j->host, key, flow->zone_slot);
      return SK_UNDECIDED;
    }
    if (direction == SK_REVERSE && flags & SK_TCP_SYN) bits |= SK_FLOW_REPLIED;
    if (direction == SK_FORWARD && flags & SK_TCP_ACK && j->destination.flags & SK_ADDRESS_GATEWAY)
      bits |= SK_FLOW_REPLIED;  // the gateway's own SYN+ACK is not seen
    if (flags & (SK_TCP_FIN | SK_TCP_RST)) bits |= SK_FLOW_CLOSING;
  } else if (direction == SK_REVERSE) {
    bits = SK_FLOW_REPLIED;
  }
  if ((flow->bits & bits) != bits) __sync_fetch_and_or(&flow->bits, bits);
  flow->last_seen_ns = j->now_ns;
  return SK_ESTABLISHED;
}

// 10, one look: is there a live flow that the subject is a packet of, in this direction?
// A flow judged by other rules is judged again by these (2.4): it ends, or takes their rule's name.
SK_STEP int sk_look_for_flow(struct sk_judgement* j, __u32 subject, __u32 direction) {
  SK_REQUIRE(j, SK_NO_STATE);
  const __u8* image = sk_host_image(&j->host);
  if (!image) return SK_NO_STATE;
  struct sk_tuple key;
  sk_key_of_flow(&key, subject == SK_QUOTED_PACKET ? &j->packet.quote : &j->packet.tuple,
                 direction);
  struct sk_flow* flow = sk_host_find_flow(&j->host, &key);
  if (!flow) return SK_UNDECIDED;
  __u64 judged = flow->judged;
  if (sk_has_run_out(flow->last_seen_ns, j->now_ns,
                     sk_timeout_s(image, sk_flow_timeout(key.protocol, flow->bits)))) {
    sk_host_end_flow(&j->host, &key, flow->zone_slot);
    return SK_UNDECIDED;
  }
  if (judged >> 32 != j->generation) {
    const struct sk_address* near = subject == SK_QUOTED_PACKET ? &j->destination : &j->source;
    const struct sk_address* far = subject == SK_QUOTED_PACKET ? &j->quoted : &j->destination;
    __u32 rule = sk_rule_of_flow(j, image, &key, direction == SK_FORWARD ? near : far,
                                 direction == SK_FORWARD ? far : near);
    if (!rule) {
      sk_host_end_flow(&j->host, &key, flow->zone_slot);
      return SK_UNDECIDED;
    }
    judged = (__u64)j->generation << 32 | rule;
    flow->judged = judged;
  }
  int reason = subject == SK_QUOTED_PACKET ? SK_RELATED : sk_advance_flow(j, flow, &key, direction);
  if (sk_verdict_of(reason) == SK_ALLOW) j->rule = (__u32)judged;
  return reason;
}

// 10. Both directions, unless ICMP says which: a request is forward and a reply reverse.
SK_INLINE int sk_look_both_ways(struct sk_judgement* j, __u32 subject, __u8 protocol, __u8 type) {
  int is_icmp = sk_is_icmp(protocol);
  int reason = SK_UNDECIDED;
  if (!is_icmp || sk_is_echo_request(protocol, type))
    reason = sk_look_for_flow(j, subject, SK_FORWARD);
  if (!reason && (!is_icmp || sk_is_echo_reply(protocol, type)))
    reason = sk_look_for_flow(j, subject, SK_REVERSE);
  return reason;
}

SK_STEP int sk_step_established(struct sk_judgement* j) {
  SK_REQUIRE(j, SK_NO_STATE);
  const struct sk_packet* packet = &j->packet;
  int reason = sk_look_both_ways(j, SK_THIS_PACKET, packet->tuple.protocol, packet->icmp_type);
  if (reason || !(packet->has & SK_HAS_QUOTE)) return reason;
  const __u8* image = sk_host_image(&j->host);
  if (!image) return SK_NO_STATE;
  sk_copy_address(&j->quoted, image, packet->quote.family, packet->quote.dst);
  if (!sk_is_error_about_us(j)) return SK_UNDECIDED;
  return sk_look_both_ways(j, SK_QUOTED_PACKET, packet->quote.protocol, packet->quote_type);
}

// 13. A rule permits it: begin a flow, where its protocol has flows.
SK_STEP int sk_step_new_flow(struct sk_judgement* j) {
  SK_REQUIRE(j, SK_NO_STATE);
  const __u8* image = sk_host_image(&j->host);
  if (!image) return SK_NO_STATE;
  __u8 protocol = j->packet.tuple.protocol;
  if (protocol == SK_PROTOCOL_TCP && !sk_is_bare_syn(j->packet.tcp_flags)) return SK_NO_STATE;
  if (sk_is_icmp(protocol) && !sk_is_echo_request(protocol, j->packet.icmp_type)) return SK_RULE;
  struct sk_tuple key = j->packet.tuple;
  struct sk_flow flow = {0, 0, 0, 0};
  flow.last_seen_ns = j->now_ns;
  flow.judged = (__u64)j->generation << 32 | j->rule;
  flow.zone_slot = sk_zone_at(image, j->zone)->slot;
  if (protocol == SK_PROTOCOL_UDP && j->destination.flags & SK_ADDRESS_GATEWAY)
    flow.bits = SK_FLOW_REPLIED;
  return sk_host_begin_flow(&j->host, &key, &flow, SK_HEADER(image)) ? SK_RULE : SK_FLOW_TABLE_FULL;
}

#endif

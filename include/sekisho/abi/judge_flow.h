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

enum sk_subject { SK_THIS_PACKET = 0, SK_QUOTED_PACKET = 1 };

// The directions in which a packet may be one of a flow. ICMP says which: a request is forward and
// a reply reverse; its other types are of no flow.
SK_INLINE __u32 sk_ways_of(__u8 protocol, __u8 type) {
  if (!sk_is_icmp(protocol)) return SK_LOOK_FORWARD | SK_LOOK_REVERSE;
  if (sk_is_echo_request(protocol, type)) return SK_LOOK_FORWARD;
  return sk_is_echo_reply(protocol, type) ? SK_LOOK_REVERSE : 0;
}

SK_INLINE int sk_is_flow_run_out(const struct sk_judgement* j, const __u8* image,
                                 const struct sk_flow* flow) {
  return sk_has_run_out(flow->last_seen_ns, j->now_ns,
                        sk_timeout_s(image, sk_flow_timeout(flow->key.protocol, flow->bits)));
}

// The packet changes nothing of the flow but its timer.
SK_INLINE int sk_is_quiet(const struct sk_packet* packet, const struct sk_flow* flow,
                          __u32 direction, __u32 to_gateway) {
  if (packet->tuple.protocol == SK_PROTOCOL_TCP) {
    if ((packet->tcp_flags & (SK_TCP_SYN | SK_TCP_ACK | SK_TCP_RST | SK_TCP_FIN)) != SK_TCP_ACK)
      return 0;
    return direction == SK_REVERSE || !to_gateway || flow->bits & SK_FLOW_REPLIED;
  }
  return direction == SK_FORWARD || flow->bits & SK_FLOW_REPLIED;
}

SK_INLINE int sk_has_passed(const struct sk_passage* passage, const struct sk_judgement* j) {
  return passage->epoch == j->epoch && passage->link == j->link &&
         passage->vlan == j->packet.vlan &&
         sk_equal_bytes(passage->src_mac, j->packet.src_mac, 6) &&
         sk_equal_bytes(passage->dst_mac, j->packet.dst_mac, 6);
}

// 2 to 10 at once, for a whole packet of a flow that was let through in this way before: steps 2 to
// 7 would find what they found then (sk_passage), step 8 has nothing to say of a bare ACK, and 9
// nothing of a whole packet. Most packets end here: `established`, by the passage that is returned.
SK_INLINE struct sk_passage* sk_step_known(struct sk_judgement* j, const __u8* image) {
  const struct sk_packet* packet = &j->packet;
  if (packet->fragment || packet->ethertype == SK_ETHERTYPE_ARP) return 0;
  __u32 ways = sk_ways_of(packet->tuple.protocol, packet->icmp_type);
  __u32 direction = SK_FORWARD;
  struct sk_flow* flow = sk_host_find_flow(&j->host, &packet->tuple, ways, &direction);
  j->has_no_flow = !flow;
  if (!flow) return 0;
  if (!(flow->bits & SK_FLOW_PASSED << (direction == SK_REVERSE))) return 0;
  struct sk_passage* passage = &flow->passages[direction == SK_REVERSE];
  if (!sk_has_passed(passage, j)) return 0;
  if (!sk_is_quiet(packet, flow, direction, passage->destination_flags & SK_ADDRESS_GATEWAY))
    return 0;
  __u64 judged = flow->judged;
  if (judged >> 32 != j->generation) return 0;
  if (flow->last_seen_ns != j->now_ns) {
    if (sk_is_flow_run_out(j, image, flow)) return 0;
    flow->last_seen_ns = j->now_ns;
  }
  j->zone = passage->zone;
  j->destination.flags = passage->destination_flags;
  j->rule = (__u32)judged;
  j->reason = SK_ESTABLISHED;
  passage->bytes += packet->length;
  return passage;
}

// Steps 2 to 7 let this packet of `flow` through: the next one like it need not ask them. Who
// comes first under these rules is remembered; others are judged at length. No reader sees a
// passage half written: it has no epoch until it is whole.
SK_INLINE void sk_remember_passage(const struct sk_judgement* j, struct sk_flow* flow,
                                   __u32 direction) {
  struct sk_passage* passage = &flow->passages[direction];
  __u32 epoch = passage->epoch, bit = SK_FLOW_PASSED << direction;
  if (epoch == SK_EPOCH_BEING_WRITTEN || j->packet.fragment) return;
  if (epoch == j->epoch && flow->bits & bit) return;
  if (__sync_val_compare_and_swap(&passage->epoch, epoch, SK_EPOCH_BEING_WRITTEN) != epoch) return;
  passage->link = j->link;
  passage->vlan = j->packet.vlan;
  sk_copy_bytes(passage->dst_mac, j->packet.dst_mac, 6);
  sk_copy_bytes(passage->src_mac, j->packet.src_mac, 6);
  passage->zone = (__u16)j->zone;
  passage->destination_flags = j->destination.flags;
  passage->hop_asked = 0;
  if (!(flow->bits & bit)) passage->bytes = j->packet.length;
  __sync_val_compare_and_swap(&passage->epoch, SK_EPOCH_BEING_WRITTEN, j->epoch);
  if (!(flow->bits & bit)) __sync_fetch_and_or(&flow->bits, bit);
}

// 2.4: what a packet of a live flow does to it. SK_UNDECIDED: the flow has ended, the packet is
// new.
SK_INLINE int sk_advance_flow(struct sk_judgement* j, struct sk_flow* flow, __u32 direction) {
  __u8 flags = j->packet.tcp_flags;
  __u32 bits = 0;
  if (j->packet.tuple.protocol == SK_PROTOCOL_TCP) {
    if (direction == SK_REVERSE && flags & SK_TCP_SYN && !(flags & SK_TCP_ACK)) return SK_NO_STATE;
    if (direction == SK_FORWARD && sk_is_bare_syn(flags) && flow->bits & SK_FLOW_CLOSING) {
      sk_host_end_flow(&j->host, flow);
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
  sk_remember_passage(j, flow, direction);
  return SK_ESTABLISHED;
}

// The rule that steps 11 and 12 would allow `flow` by now, in its forward direction, or 0.
SK_INLINE __u32 sk_judge_flow_again(struct sk_judgement* j, const __u8* image,
                                    const struct sk_flow* flow, __u32 subject, __u32 direction) {
  struct sk_tuple key = flow->key;
  const struct sk_address* near = subject == SK_QUOTED_PACKET ? &j->destination : &j->source;
  const struct sk_address* far = subject == SK_QUOTED_PACKET ? &j->quoted : &j->destination;
  return sk_rule_of_flow(image, &key, direction == SK_FORWARD ? near : far,
                         direction == SK_FORWARD ? far : near);
}

// 10, one look: is there a live flow that the subject is a packet of, in one of these ways? There
// is one at most: while a flow lives, what comes the other way is of it and begins none. A flow
// judged by other rules is judged again by these (2.4): it ends, or takes their rule's name.
SK_STEP int sk_look_for_flow(struct sk_judgement* j, __u32 subject, __u32 ways) {
  SK_REQUIRE(j, SK_NO_STATE);
  const __u8* image = sk_host_image(&j->host);
  if (!image) return SK_NO_STATE;
  __u32 direction = SK_FORWARD;
  struct sk_flow* flow =
      sk_host_find_flow(&j->host, subject == SK_QUOTED_PACKET ? &j->packet.quote : &j->packet.tuple,
                        ways, &direction);
  if (!flow) return SK_UNDECIDED;
  __u64 judged = flow->judged;
  if (sk_is_flow_run_out(j, image, flow)) {
    sk_host_end_flow(&j->host, flow);
    return SK_UNDECIDED;
  }
  if (judged >> 32 != j->generation) {
    __u32 rule = sk_judge_flow_again(j, image, flow, subject, direction);
    if (!rule) {
      sk_host_end_flow(&j->host, flow);
      return SK_UNDECIDED;
    }
    judged = (__u64)j->generation << 32 | rule;
    flow->judged = judged;
  }
  int reason = subject == SK_QUOTED_PACKET ? SK_RELATED : sk_advance_flow(j, flow, direction);
  if (sk_verdict_of(reason) == SK_ALLOW) j->rule = (__u32)judged;
  return reason;
}

SK_STEP int sk_step_established(struct sk_judgement* j) {
  SK_REQUIRE(j, SK_NO_STATE);
  const struct sk_packet* packet = &j->packet;
  int reason = SK_UNDECIDED;
  if (!j->has_no_flow)
    reason =
        sk_look_for_flow(j, SK_THIS_PACKET, sk_ways_of(packet->tuple.protocol, packet->icmp_type));
  if (reason || !(packet->has & SK_HAS_QUOTE)) return reason;
  const __u8* image = sk_host_image(&j->host);
  if (!image) return SK_NO_STATE;
  sk_copy_address(&j->quoted, image, packet->quote.family, packet->quote.dst);
  if (!sk_is_error_about_us(j)) return SK_UNDECIDED;
  return sk_look_for_flow(j, SK_QUOTED_PACKET,
                          sk_ways_of(packet->quote.protocol, packet->quote_type));
}

// 13. A rule permits it: begin a flow, where its protocol has flows.
SK_STEP int sk_step_new_flow(struct sk_judgement* j) {
  SK_REQUIRE(j, SK_NO_STATE);
  const __u8* image = sk_host_image(&j->host);
  if (!image) return SK_NO_STATE;
  __u8 protocol = j->packet.tuple.protocol;
  if (protocol == SK_PROTOCOL_TCP && !sk_is_bare_syn(j->packet.tcp_flags)) return SK_NO_STATE;
  if (sk_is_icmp(protocol) && !sk_is_echo_request(protocol, j->packet.icmp_type)) return SK_RULE;
  struct sk_flow begun;
  __builtin_memset(&begun, 0, sizeof(begun));
  begun.key = j->packet.tuple;
  begun.last_seen_ns = j->now_ns;
  begun.judged = (__u64)j->generation << 32 | j->rule;
  begun.zone_slot = sk_zone_at(image, j->zone)->slot;
  if (protocol == SK_PROTOCOL_UDP && j->destination.flags & SK_ADDRESS_GATEWAY)
    begun.bits = SK_FLOW_REPLIED;
  return sk_host_begin_flow(&j->host, &begun, SK_HEADER(image)) ? SK_RULE : SK_FLOW_TABLE_FULL;
}

#endif

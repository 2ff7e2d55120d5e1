// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// How a packet is judged: the steps, in their order and with their numbers. The first that decides,
// decides; SK_UNDECIDED asks the next. Compiled unchanged for the kernel and for userland.
//
// Before them all, sk_step_known (judge_flow.h) answers for packets of a flow whose likes passed;
// the machine asks sk_judge_at_length where it does not.
//
//   1 parse        parse.h           8 TCP flags      here
//   2 zone         here              9 fragments      judge_flow.h
//   3 isolation    here             10 established    judge_flow.h
//   4 ARP          judge_link.h     11 destination    judge_rule.h
//   5 source       here, judge_link.h  12 rules       judge_rule.h
//   6 binding      here             13 new flow       judge_flow.h
//   7 block        here
#ifndef SEKISHO_ABI_JUDGE_H
#define SEKISHO_ABI_JUDGE_H

#include "sekisho/abi/judgement.h"

// 2. The zone that owns (interface, tag).
SK_INLINE int sk_step_zone(struct sk_judgement* j, const __u8* image) {
  j->zone = sk_zone_of_frame(image, j->port, j->packet.vlan);
  return j->zone ? SK_UNDECIDED : SK_NO_ZONE;
}

// 3. The ingress zone is cut off.
SK_INLINE int sk_step_isolation(struct sk_judgement* j, const __u8* image) {
  return sk_is_isolated_zone(image, j->zone) ? SK_ISOLATED : SK_UNDECIDED;
}

SK_INLINE int sk_is_bridge(const __u8* image) {
  return SK_HEADER(image)->forwarding == SK_FORWARDING_BRIDGE;
}

SK_INLINE int sk_is_router(const __u8* image, __u32 device) {
  return device && sk_device_at(image, device)->role == SK_ROLE_ROUTER;
}

// 6. M owns the source MAC, A the source address; without an address (`has_address` 0) there is no
// A.
SK_INLINE int sk_step_binding(struct sk_judgement* j, const __u8* image, int has_address) {
  __u32 m = j->mac_device;
  __u32 a = has_address ? j->source.device : 0;
  if (m && sk_device_at(image, m)->zone != j->zone) return SK_WRONG_ZONE;
  if (a) return m && sk_device_at(image, a)->mac_owner == m ? SK_UNDECIDED : SK_MAC_IP_MISMATCH;
  if (sk_zone_at(image, j->zone)->flags & SK_ZONE_REGISTERED)
    return has_address || !m ? SK_UNKNOWN_DEVICE : SK_UNDECIDED;
  return has_address && m && !sk_is_router(image, m) ? SK_MAC_IP_MISMATCH : SK_UNDECIDED;
}

// 6, bridge: the frame is addressed to a device of another zone than the packet's destination.
SK_INLINE int sk_step_bridge_binding(struct sk_judgement* j, const __u8* image) {
  if (!sk_is_bridge(image)) return SK_UNDECIDED;
  __u32 device = sk_device_of_mac(image, j->packet.dst_mac);
  if (!device || sk_device_at(image, device)->zone == j->destination.zone) return SK_UNDECIDED;
  return SK_MAC_IP_MISMATCH;
}

// 5, the common part: the source is the gateway's own, or of another zone.
SK_INLINE int sk_step_source(struct sk_judgement* j) {
  if (j->source.flags & SK_ADDRESS_GATEWAY) return SK_SPOOFED_SOURCE;
  return j->source.zone == j->zone ? SK_UNDECIDED : SK_SPOOFED_SOURCE;
}

// 7. The address itself is isolated, whosever it is.
SK_INLINE int sk_is_isolated_address(struct sk_judgement* j, const __u8* address) {
  struct sk_isolated_address key;
  sk_copy_bytes(key.address, address, 16);
  key.family = j->packet.tuple.family;
  return sk_host_is_isolated(&j->host, &key);
}

// 7. The first block in force, then isolation of the far zone, of devices and of addresses.
SK_INLINE int sk_step_block(struct sk_judgement* j, const __u8* image) {
  __u32 block = j->source.block;
  if (!block || (j->destination.block && j->destination.block < block))
    block = j->destination.block;
  if (block) {
    j->rule = block;
    return SK_BLOCKED;
  }
  int isolated = (j->destination.zone && sk_is_isolated_zone(image, j->destination.zone)) ||
                 sk_is_isolated_device(image, j->source.device) ||
                 sk_is_isolated_device(image, j->destination.device);
  if (!isolated && sk_has_isolated_addresses(image))
    isolated = sk_is_isolated_address(j, j->packet.tuple.src) ||
               sk_is_isolated_address(j, j->packet.tuple.dst);
  return isolated ? SK_ISOLATED : SK_UNDECIDED;
}

// 8. No flag that says what the segment is for, or flags that exclude each other.
SK_INLINE int sk_step_tcp_flags(const struct sk_packet* packet) {
  if (packet->tuple.protocol != SK_PROTOCOL_TCP || packet->fragment == SK_LATER_FRAGMENT)
    return SK_UNDECIDED;
  __u8 flags = packet->tcp_flags;
  if (!(flags & (SK_TCP_SYN | SK_TCP_ACK | SK_TCP_FIN | SK_TCP_RST))) return SK_BAD_TCP_FLAGS;
  if (flags & SK_TCP_SYN && flags & (SK_TCP_FIN | SK_TCP_RST)) return SK_BAD_TCP_FLAGS;
  return flags & SK_TCP_FIN && !(flags & SK_TCP_ACK) ? SK_BAD_TCP_FLAGS : SK_UNDECIDED;
}

// Each uses those before it.
// clang-format off
#include "sekisho/abi/judge_link.h"
#include "sekisho/abi/judge_rule.h"
#include "sekisho/abi/judge_flow.h"
// clang-format on

// What the image knows of the two ends and of the source MAC, for the steps to come and for the
// event.
SK_INLINE void sk_look_up_ends(struct sk_judgement* j, const __u8* image) {
  __u8 family = j->packet.tuple.family;
  sk_copy_address(&j->source, image, family, j->packet.tuple.src);
  sk_copy_address(&j->destination, image, family, j->packet.tuple.dst);
  j->mac_device = sk_device_of_mac(image, j->packet.src_mac);
  j->known_ends = 1;
}

// 2 to 8: where it comes from, who sends it, whether that is barred.
SK_INLINE int sk_judge_sender(struct sk_judgement* j, const __u8* image) {
  int reason = sk_step_zone(j, image);
  if (reason) return reason;
  sk_look_up_ends(j, image);
  reason = sk_step_isolation(j, image);
  if (reason) return reason;
  if (j->packet.ethertype == SK_ETHERTYPE_ARP) return sk_step_arp(j, image);
  reason = sk_step_neighbour_discovery(j, image);
  if (!reason) reason = sk_step_source(j);
  if (!reason) reason = sk_step_binding(j, image, 1);
  if (!reason) reason = sk_step_bridge_binding(j, image);
  if (!reason) reason = sk_step_block(j, image);
  if (!reason) reason = sk_step_tcp_flags(&j->packet);
  return reason;
}

// 9 and 10: what earlier packets settled.
SK_INLINE int sk_judge_memory(struct sk_judgement* j) {
  int reason = j->packet.fragment ? sk_step_fragment(j) : SK_UNDECIDED;
  if (!reason && !(j->has_no_flow && !(j->packet.has & SK_HAS_QUOTE)))
    reason = sk_step_established(j);
  return reason;
}

// The steps 2 to 13, one after the other, unless the parser (j->reason) has decided. Leaves the
// verdict's reason and rule in j.
SK_INLINE void sk_judge_at_length(struct sk_judgement* j, const __u8* image) {
  int reason = (int)j->reason;
  if (!reason) reason = sk_judge_sender(j, image);
  if (!reason) reason = sk_judge_memory(j);
  if (!reason) reason = sk_step_rules(j, image);
  if (reason == SK_RULE) reason = sk_step_new_flow(j);
  if (sk_verdict_of(reason) == SK_ALLOW && j->packet.fragment == SK_FIRST_FRAGMENT)
    reason = sk_remember_fragment(j, reason);
  if (sk_verdict_of(reason) == SK_DENY && reason != SK_BLOCKED) j->rule = 0;
  j->reason = (__u32)reason;
}

#endif

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// A judgement as a record: what a datapath tells of one packet.
#ifndef SEKISHO_ABI_TELL_H
#define SEKISHO_ABI_TELL_H

#include "sekisho/abi/event.h"
#include "sekisho/abi/judge.h"

// The MAC's owner names the sender, unless that is a router: then the address does.
SK_INLINE __u32 sk_sender_device(const struct sk_judgement* j, const __u8* image) {
  if (!j->known_ends) return 0;
  if (j->mac_device && !sk_is_router(image, j->mac_device)) return j->mac_device;
  return j->source.device ? j->source.device : j->mac_device;
}

SK_INLINE void sk_tell(struct sk_event* event, const struct sk_judgement* j, const __u8* image) {
  const struct sk_packet* packet = &j->packet;
  event->time_ns = j->now_ns;
  event->generation = j->generation;
  event->tuple = packet->tuple;
  event->rule = j->rule;
  event->source_device = sk_sender_device(j, image);
  event->port = j->port;
  event->length = packet->length;
  event->vlan = packet->vlan;
  event->ethertype = packet->ethertype;
  event->source_zone = (__u16)j->zone;
  event->destination_zone =
      j->known_ends && packet->ethertype != SK_ETHERTYPE_ARP ? j->destination.zone : 0;
  event->has = packet->has;
  event->reason = (__u8)j->reason;
  event->tcp_flags = packet->tcp_flags;
  event->icmp_type = packet->icmp_type;
  event->icmp_code = packet->icmp_code;
  sk_copy_bytes(event->src_mac, packet->src_mac, 6);
  sk_copy_bytes(event->dst_mac, packet->dst_mac, 6);
  event->frame_bytes = 0;
  event->count = 1;
}

// What a packet of a known flow was not asked, for who tells of every packet.
SK_INLINE void sk_complete_ends(struct sk_judgement* j, const __u8* image) {
  if (!j->known_ends && j->zone) sk_look_up_ends(j, image);
}

// Every denial is told, and each new flow of a rule that asks for it.
SK_INLINE int sk_is_told(const struct sk_judgement* j, const __u8* image) {
  if (sk_verdict_of((int)j->reason) == SK_DENY) return 1;
  return j->reason == SK_RULE && sk_rule_at(image, j->rule)->flags & SK_RULE_LOG;
}

#endif

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Step 4 and the first half of step 5: how neighbours on a link find each other, and who may say
// so. Part of judge.h.
#ifndef SEKISHO_ABI_JUDGE_LINK_H
#define SEKISHO_ABI_JUDGE_LINK_H

// Some rule in force stands between the two addresses, in either direction.
SK_INLINE int sk_is_conduit_between(const __u8* image, const struct sk_address* a,
                                    const struct sk_address* b) {
  return sk_has_conduit(image, a->source_class, b->destination_class) ||
         sk_has_conduit(image, b->source_class, a->destination_class);
}

// 4. ARP never goes further: it is link-control or denied.
SK_INLINE int sk_step_arp(struct sk_judgement* j, const __u8* image) {
  const struct sk_packet* packet = &j->packet;
  if (!(packet->has & SK_HAS_ARP)) return SK_MALFORMED;
  if (!sk_equal_bytes(packet->arp_sender_mac, packet->src_mac, 6)) return SK_ARP_SPOOF;
  if (j->source.flags & SK_ADDRESS_GATEWAY) return SK_ARP_SPOOF;
  if (sk_load32(packet->tuple.src) == 0) {  // a probe, RFC 5227
    int reason = sk_step_binding(j, image, 0);
    if (reason) return reason;
  } else if (j->source.zone != j->zone || sk_step_binding(j, image, 1)) {
    return SK_ARP_SPOOF;
  }
  if (sk_is_bridge(image) && j->destination.zone && j->destination.zone != j->zone &&
      !sk_is_conduit_between(image, &j->source, &j->destination))
    return SK_DEFAULT_DENY;
  return SK_LINK_CONTROL;
}

SK_INLINE int sk_is_link_local(const __u8* address) {
  return address[0] == 0xfe && (address[1] & 0xc0) == 0x80;
}

SK_INLINE int sk_is_unspecified(const __u8* address) {
  return (sk_load64(address) | sk_load64(address + 8)) == 0;
}

// 5. An advertisement for the gateway's own address, or for a device from a MAC that is not its
// own.
SK_INLINE int sk_is_false_advertisement(struct sk_judgement* j, const __u8* image) {
  const struct sk_address* target =
      sk_address_at(image, sk_address_entry_v6(image, j->packet.nd_target));
  if (target->flags & SK_ADDRESS_GATEWAY) return 1;
  if (!target->device) return 0;
  return !j->mac_device || sk_device_at(image, target->device)->mac_owner != j->mac_device;
}

SK_INLINE int sk_step_discovery_reach(struct sk_judgement* j, const __u8* image) {
  const __u8* to = j->packet.tuple.dst;
  if (to[0] == 0xff || sk_is_link_local(to)) return SK_LINK_CONTROL;
  if (j->destination.flags & SK_ADDRESS_GATEWAY || j->destination.zone == j->zone)
    return SK_LINK_CONTROL;
  if (sk_is_bridge(image) && sk_is_conduit_between(image, &j->source, &j->destination))
    return SK_LINK_CONTROL;
  return SK_DEFAULT_DENY;
}

// 5. ICMPv6 133 to 137. Everything else is left undecided, for the common part of step 5.
SK_INLINE int sk_step_neighbour_discovery(struct sk_judgement* j, const __u8* image) {
  const struct sk_packet* packet = &j->packet;
  __u8 type = packet->icmp_type;
  if (packet->tuple.protocol != SK_PROTOCOL_ICMPV6 || !(packet->has & SK_HAS_TYPE))
    return SK_UNDECIDED;
  if (type < SK_ND_ROUTER_SOLICITATION || type > SK_ND_REDIRECT) return SK_UNDECIDED;
  if (packet->fragment) return SK_FRAGMENT;  // RFC 6980
  if (type == SK_ND_REDIRECT) return SK_ROGUE_RA;
  if (packet->hop_limit != 255) return SK_UNDECIDED;
  if (type == SK_ND_ROUTER_ADVERTISEMENT && !sk_is_router(image, j->mac_device)) return SK_ROGUE_RA;
  int has_address = !sk_is_unspecified(packet->tuple.src) && !sk_is_link_local(packet->tuple.src);
  int reason = has_address ? sk_step_source(j) : SK_UNDECIDED;
  if (!reason) reason = sk_step_binding(j, image, has_address);
  if (reason) return reason;
  if (type >= SK_ND_NEIGHBOUR_SOLICITATION && !(packet->has & SK_HAS_TARGET)) return SK_MALFORMED;
  if (type == SK_ND_NEIGHBOUR_ADVERTISEMENT && sk_is_false_advertisement(j, image))
    return SK_ARP_SPOOF;
  return sk_step_discovery_reach(j, image);
}

#endif

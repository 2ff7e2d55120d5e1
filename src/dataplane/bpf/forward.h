// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// What becomes of a packet that is let through: it is sent straight out of its port, or handed to
// the kernel's bridge or router (XDP_PASS). docs/forwarding.md says when which.
#ifndef SEKISHO_BPF_FORWARD_H
#define SEKISHO_BPF_FORWARD_H

#include "next_hop.h"

#define SK_TURN_SHIFT 32  // a turn lasts 2^32 ns, 4.3 s
#define SK_TURN_SLOTS 16384

// The last turn in which the kernel was shown a frame of whoever falls into the slot.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, SK_TURN_SLOTS);
  __type(key, __u32);
  __type(value, __u32);
} sk_turns SEC(".maps");

// The kernel forgets what it does not see: a bridge where a station is, a router that a neighbour
// must be probed. So the first frame of each MAC in each turn is the kernel's to forward. Two MACs
// may share a slot, and one go without; not again in the next turn, which spreads them otherwise.
SK_INLINE int sk_is_kernels_turn(__u64 mac, __u64 now_ns) {
  __u32 turn = (__u32)(now_ns >> SK_TURN_SHIFT);
  __u32 slot = sk_mac_slot_of(mac, turn & 0xffff, SK_TURN_SLOTS);
  __u32* last = bpf_map_lookup_elem(&sk_turns, &slot);
  if (!last || *last == turn) return 0;
  *last = turn;
  return 1;
}

// Frames that could be another's than the gateway's own: an allowed IP packet to one station.
SK_INLINE int sk_is_forwardable(const struct sk_judgement* j) {
  if (sk_verdict_of((int)j->reason) != SK_ALLOW) return 0;  // in monitor mode
  if (j->reason == SK_LINK_CONTROL || j->reason == SK_GATEWAY_REPLY) return 0;
  if (j->destination.flags & SK_ADDRESS_GATEWAY) return 0;
  return j->packet.ethertype != SK_ETHERTYPE_ARP && !(j->packet.dst_mac[0] & 1);
}

// The bytes behind the Ethernet header and its tag, padding among them.
SK_INLINE __u32 sk_payload_size(const __u8* data, const __u8* end) {
  __u16 type = sk_load16(data + 12);
  int is_tagged = type == 0x8100 || type == 0x88a8;
  return (__u32)(end - data) - SK_ETHERNET_SIZE - (is_tagged ? 4 : 0);
}

// RFC 1624, for a word of which only the upper byte falls by one.
SK_INLINE void sk_lower_ttl(__u8* header) {
  __u32 sum = sk_load16(header + 10) + 0x0100u;
  sum += sum >= 0xffff;
  header[10] = (__u8)(sum >> 8);
  header[11] = (__u8)sum;
  header[8]--;
}

// One hop less to live. 0: it has none left, or options that each router is to read.
SK_INLINE int sk_take_hop(__u8* header, const __u8* end) {
  if (header + SK_IPV4_SIZE > end) return 0;
  if (header[0] == 0x45) {
    if (header[8] <= 1) return 0;
    sk_lower_ttl(header);
    return 1;
  }
  if (header[0] >> 4 != 6 || header[6] == 0 /* hop-by-hop */ || header[7] <= 1) return 0;
  header[7]--;
  return 1;
}

// Does to the frame what `hop` says: an XDP action. A frame that is handed to the kernel is as it
// came.
SK_STEP int sk_send(struct xdp_md* context, struct sk_next_hop* hop) {
  SK_REQUIRE(hop, XDP_PASS);
  __u8 *data = (__u8*)(long)context->data, *end = (__u8*)(long)context->data_end;
  if (data + SK_ETHERNET_SIZE > end) return XDP_PASS;
  if (hop->kind == SK_HOP_KERNEL || sk_payload_size(data, end) > hop->mtu) return XDP_PASS;
  if (hop->kind == SK_HOP_ROUTED) {
    if (!sk_take_hop(data + SK_ETHERNET_SIZE, end)) return XDP_PASS;
    __builtin_memcpy(data, hop->dst_mac, 6);
    __builtin_memcpy(data + 6, hop->src_mac, 6);
  }
  return (int)bpf_redirect(hop->ifindex, 0);
}

// When a next hop was asked for, in units of 2^20 ns, about a millisecond; never 0 or 1.
#define SK_MOMENT_SHIFT 20

SK_INLINE __u32 sk_moment_of(__u64 now_ns) {
  return (__u32)(now_ns >> SK_MOMENT_SHIFT) | 2;
}

// The next hop that a passage remembers, if that was asked lately and nobody is writing it.
SK_INLINE int sk_recall_hop(const struct sk_passage* passage, __u32 moment,
                            struct sk_next_hop* hop) {
  __u32 asked = SK_FORGET(passage->hop_asked);
  if (asked < 2 || moment - asked >= SK_NEXT_HOP_LIFE_NS >> SK_MOMENT_SHIFT) return 0;
  *hop = passage->hop;
  return SK_FORGET(passage->hop_asked) == asked;
}

SK_INLINE void sk_remember_hop(struct sk_passage* passage, __u32 moment,
                               const struct sk_next_hop* hop) {
  __u32 asked = SK_FORGET(passage->hop_asked);
  if (asked == 1 || __sync_val_compare_and_swap(&passage->hop_asked, asked, 1) != asked) return;
  passage->hop = *hop;
  __sync_val_compare_and_swap(&passage->hop_asked, 1, moment);
}

// The next hop, asked anew, unless it is the kernel's turn to see who sends or is sent to.
SK_INLINE int sk_ask_hop(struct xdp_md* context, struct sk_judgement* j, const __u8* image,
                         struct sk_next_hop* hop) {
  j->port = sk_port_of_ifindex(image, j->link);
  if (!sk_find_next_hop(context, j, hop)) return 0;
  const __u8* taught = hop->kind == SK_HOP_ROUTED ? hop->dst_mac : j->packet.src_mac;
  return !sk_is_kernels_turn(sk_load48(taught), j->now_ns);
}

// For a packet that is not dropped; its verdict and counts stand already. `passage`: that of a
// known flow, or null.
SK_INLINE int sk_forward(struct xdp_md* context, struct sk_judgement* j, const __u8* image,
                         struct sk_passage* passage) {
  if (SK_HEADER(image)->forwarding == SK_FORWARDING_KERNEL) return XDP_PASS;
  if (!sk_is_forwardable(j)) return XDP_PASS;
  __u32 moment = sk_moment_of(j->now_ns);
  struct sk_next_hop hop = {0};
  if (passage && sk_recall_hop(passage, moment, &hop)) {
    int fits = j->packet.length <= SK_ETHERNET_SIZE + (__u32)hop.mtu;
    if (hop.kind == SK_HOP_BRIDGED && fits) return (int)bpf_redirect(hop.ifindex, 0);
    return sk_send(context, &hop);
  }
  if (!sk_ask_hop(context, j, image, &hop)) return XDP_PASS;
  if (passage) sk_remember_hop(passage, moment, &hop);
  return sk_send(context, &hop);
}

#endif

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Which way a packet goes: asked of the image's ledger (`bridge`) or of the kernel's routes
// (`route`). Nothing is changed here, neither the frame nor a map; what has no certain answer is
// the kernel's.
#ifndef SEKISHO_BPF_NEXT_HOP_H
#define SEKISHO_BPF_NEXT_HOP_H

#include "sekisho/abi/next_hop.h"

#define SK_AF_INET 2
#define SK_AF_INET6 10
#define SK_ETHERNET_SIZE 14
#define SK_IPV4_SIZE 20
#define SK_IPV6_SIZE 40

// A frame can be sent from port `in` to `out`: another one, up, and with a driver that sends it.
// Where XDP runs outside the driver of `in`, the kernel sends it by the driver's common way.
SK_INLINE int sk_is_way(const __u8* image, __u32 in, __u32 out) {
  if (!out || in == out) return 0;
  __u64 link = sk_port_at(image, out)->link;
  if (!(link & SK_LINK_UP)) return 0;
  return link & SK_LINK_SENDS || !(sk_port_at(image, in)->link & SK_LINK_NATIVE);
}

// The port of the zone that the ledger gives for the destination MAC, where the zone has but one,
// with the tag that the frame already bears.
SK_INLINE int sk_find_bridge_hop(struct xdp_md* context, const struct sk_judgement* j,
                                 const __u8* image, struct sk_next_hop* hop) {
  __u32 device = sk_device_of_mac(image, j->packet.dst_mac);
  if (!device) return 0;
  const struct sk_zone* zone = sk_zone_at(image, sk_device_at(image, device)->zone);
  if (zone->exit_vlan != j->packet.vlan || !sk_is_way(image, j->port, zone->exit_port)) return 0;
  __u32 ifindex = sk_port_at(image, zone->exit_port)->ifindex;
  __u32 mtu = 0;
  // It also knows whether there is such an interface; the length is judged when it is sent.
  if (bpf_check_mtu(context, ifindex, &mtu, 0, 0) < 0) return 0;
  hop->kind = SK_HOP_BRIDGED;
  hop->ifindex = ifindex;
  hop->mtu = mtu > 0xffff ? 0xffff : (__u16)mtu;
  return 1;
}

// What the routing table wants to know of an untagged packet; 0: it is not one.
SK_INLINE int sk_ask_route_v4(const __u8* data, const __u8* end, const struct sk_tuple* tuple,
                              struct bpf_fib_lookup* question) {
  const __u8* header = data + SK_ETHERNET_SIZE;
  if (header + SK_IPV4_SIZE > end || sk_load16(data + 12) != SK_ETHERTYPE_IPV4) return 0;
  question->family = SK_AF_INET;
  question->tos = header[1];
  question->tot_len = sk_load16(header + 2);
  __builtin_memcpy(&question->ipv4_src, tuple->src, 4);
  __builtin_memcpy(&question->ipv4_dst, tuple->dst, 4);
  return 1;
}

SK_INLINE int sk_ask_route_v6(const __u8* data, const __u8* end, const struct sk_tuple* tuple,
                              struct bpf_fib_lookup* question) {
  const __u8* header = data + SK_ETHERNET_SIZE;
  if (header + SK_IPV6_SIZE > end || sk_load16(data + 12) != SK_ETHERTYPE_IPV6) return 0;
  __u32 length = (__u32)sk_load16(header + 4) + SK_IPV6_SIZE;
  question->family = SK_AF_INET6;
  question->flowinfo = SK_FROM_BE32(sk_load32(header) & 0x0fffffff);
  question->tot_len = length > 0xffff ? 0xffff : (__u16)length;
  __builtin_memcpy(question->ipv6_src, tuple->src, 16);
  __builtin_memcpy(question->ipv6_dst, tuple->dst, 16);
  return 1;
}

// The next hop of the kernel's routes and neighbours, where it is behind a port of the policy. A
// frame that is not addressed to the port that it came in by is not to be routed.
SK_INLINE int sk_find_route_hop(struct xdp_md* context, const struct sk_judgement* j,
                                const __u8* image, struct sk_next_hop* hop) {
  const __u8 *data = (const __u8*)(long)context->data, *end = (const __u8*)(long)context->data_end;
  const struct sk_tuple* tuple = &j->packet.tuple;
  __u64 own = sk_port_at(image, j->port)->link >> SK_LINK_MAC_SHIFT;
  if (!own || sk_load48(j->packet.dst_mac) != own) return 0;
  struct bpf_fib_lookup question = {.ifindex = context->ingress_ifindex,
                                    .l4_protocol = tuple->protocol};
  int is_whole = tuple->family == 4 ? sk_ask_route_v4(data, end, tuple, &question)
                                    : sk_ask_route_v6(data, end, tuple, &question);
  if (!is_whole) return 0;
  if (j->packet.has & SK_HAS_PORTS) {
    question.sport = SK_FROM_BE16(tuple->sport);
    question.dport = SK_FROM_BE16(tuple->dport);
  }
  if (bpf_fib_lookup(context, &question, sizeof(question), 0) != BPF_FIB_LKUP_RET_SUCCESS) return 0;
  __u32 out = sk_port_of_ifindex(image, question.ifindex);
  if (!sk_zone_of_frame(image, out, 0) || !sk_is_way(image, j->port, out)) return 0;
  __builtin_memcpy(hop->dst_mac, question.dmac, 6);
  if (!sk_load48(hop->dst_mac)) return 0;
  hop->kind = SK_HOP_ROUTED;
  hop->ifindex = question.ifindex;
  hop->mtu = question.mtu_result;
  __builtin_memcpy(hop->src_mac, question.smac, 6);
  return 1;
}

// Fills `hop` for the packet of `j`; 0, and SK_HOP_KERNEL, where the kernel has to forward it.
SK_STEP int sk_find_next_hop(struct xdp_md* context, struct sk_judgement* j,
                             struct sk_next_hop* hop) {
  SK_REQUIRE(j, 0);
  SK_REQUIRE(hop, 0);
  const __u8* image = sk_host_image(&j->host);
  __builtin_memset(hop, 0, sizeof(*hop));
  if (!image) return 0;
  if (sk_is_bridge(image)) return sk_find_bridge_hop(context, j, image, hop);
  return sk_find_route_hop(context, j, image, hop);
}

#endif

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Steps 11 and 12: what the rules in force say of a packet, of its reverse and of what it quotes.
// Part of judge.h.
#ifndef SEKISHO_ABI_JUDGE_RULE_H
#define SEKISHO_ABI_JUDGE_RULE_H

// The first rule that permits `protocol` from one address to another. For ICMP the type is `dport`.
SK_PART __u32 sk_rule_between(const __u8* image, __u32 source_class, __u32 destination_class,
                              __u32 protocol, __u32 ports) {
  return sk_first_rule(image, source_class, destination_class, (__u8)protocol, (__u16)(ports >> 16),
                       (__u16)ports);
}

SK_INLINE __u32 sk_pair_of_ports(__u32 sport, __u32 dport) {
  return sport << 16 | dport;
}

// A tuple as the classifier reads it: an ICMP type instead of ports.
SK_INLINE __u32 sk_ports_of(const struct sk_tuple* tuple, __u8 icmp_type) {
  if (sk_is_icmp(tuple->protocol)) return icmp_type;
  return sk_pair_of_ports(tuple->sport, tuple->dport);
}

SK_INLINE __u8 sk_echo_request_of(__u8 protocol) {
  return protocol == SK_PROTOCOL_ICMP ? SK_ICMP_ECHO_REQUEST : SK_ICMPV6_ECHO_REQUEST;
}

// 11. The rule that permits this packet's reverse from the gateway, or 0. The two ends are given as
// the packet has them: `from` the far one, `gateway` its own.
SK_INLINE __u32 sk_rule_of_gateway_reply(const __u8* image, const struct sk_tuple* tuple,
                                         __u8 icmp_type, const struct sk_address* from,
                                         const struct sk_address* gateway) {
  __u8 protocol = tuple->protocol;
  __u32 ports = sk_pair_of_ports(tuple->dport, tuple->sport);
  if (sk_is_icmp(protocol)) {
    if (!sk_is_echo_reply(protocol, icmp_type)) return 0;
    ports = sk_echo_request_of(protocol);
  }
  if (sk_has_ports(protocol) && !sk_is_local_port(image, tuple->dport)) return 0;
  return sk_rule_between(image, gateway->source_class, from->destination_class, protocol, ports);
}

SK_INLINE int sk_is_error_about_us(const struct sk_judgement* j) {
  return j->packet.has & SK_HAS_QUOTE && j->quoted.zone == j->zone &&
         sk_equal_bytes(j->packet.quote.src, j->packet.tuple.dst, 16);
}

// 11 and 12 for the first packet of a flow from `from` to `to`: its rule, or 0.
SK_INLINE __u32 sk_rule_of_flow(const __u8* image, const struct sk_tuple* key,
                                const struct sk_address* from, const struct sk_address* to) {
  __u8 type = sk_echo_request_of(key->protocol);
  if (to->flags & SK_ADDRESS_GATEWAY) {
    if (key->protocol != SK_PROTOCOL_TCP) {  // a flow begins with a bare SYN, which is no reply
      __u32 rule = sk_rule_of_gateway_reply(image, key, type, from, to);
      if (rule) return rule;
    }
  } else if (!to->zone) {
    return 0;
  }
  return sk_rule_between(image, from->source_class, to->destination_class, key->protocol,
                         sk_ports_of(key, type));
}

// 11. To the gateway: a reply, or an error about what it sent, that its own rules permit.
SK_INLINE int sk_step_destination(struct sk_judgement* j, const __u8* image) {
  const struct sk_packet* packet = &j->packet;
  if (!(j->destination.flags & SK_ADDRESS_GATEWAY))
    return j->destination.zone ? SK_UNDECIDED : SK_UNKNOWN_DESTINATION;
  __u32 rule = 0;
  if (packet->tuple.protocol != SK_PROTOCOL_TCP || !sk_is_bare_syn(packet->tcp_flags))
    rule = sk_rule_of_gateway_reply(image, &packet->tuple, packet->icmp_type, &j->source,
                                    &j->destination);
  if (!rule && sk_is_error_about_us(j))
    rule = sk_rule_between(image, j->destination.source_class, j->quoted.destination_class,
                           packet->quote.protocol, sk_ports_of(&packet->quote, packet->quote_type));
  j->rule = rule;
  return rule ? SK_GATEWAY_REPLY : SK_UNDECIDED;
}

// 11, then 12: the first rule in force.
SK_INLINE int sk_step_rules(struct sk_judgement* j, const __u8* image) {
  int reason = sk_step_destination(j, image);
  if (reason) return reason;
  j->rule =
      sk_rule_between(image, j->source.source_class, j->destination.destination_class,
                      j->packet.tuple.protocol, sk_ports_of(&j->packet.tuple, j->packet.icmp_type));
  return j->rule ? SK_RULE : SK_DEFAULT_DENY;
}

#endif

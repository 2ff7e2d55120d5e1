// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// What is known of one packet while it is judged, and what was decided. And what the judge asks of
// the machine it runs on.
//
// Before this file is included the machine defines struct sk_host and SK_AT (lookup.h), and
// declares:
//   const __u8 *sk_host_image(struct sk_host *)            the image of the generation, or null
//   struct sk_flow *sk_host_find_flow(struct sk_host *, const struct sk_tuple *, __u32 ways,
//                                     __u32 *direction)        forward before reverse, or null
//   struct sk_flow *sk_host_begin_flow(struct sk_host *, const struct sk_flow *,
//                                      const struct sk_image_header *)
//                                      the flow, begun; null: no room in all or for its zone
//   void sk_host_end_flow(struct sk_host *, struct sk_flow *)  found or begun for this packet
//   struct sk_fragment *sk_host_find_fragment(struct sk_host *, const struct sk_fragment_key *)
//   int sk_host_has_fragment_room(struct sk_host *, const struct sk_fragment_key *, __u32 max)
//   int sk_host_remember_fragment(struct sk_host *, const struct sk_fragment_key *,
//                                 const struct sk_fragment *)      1 remembered, 0 not
//   int sk_host_is_isolated(struct sk_host *, const struct sk_isolated_address *)
#ifndef SEKISHO_ABI_JUDGEMENT_H
#define SEKISHO_ABI_JUDGEMENT_H

#include "sekisho/abi/flow.h"
#include "sekisho/abi/lookup.h"
#include "sekisho/abi/packet.h"
#include "sekisho/abi/reason.h"

struct sk_judgement {
  struct sk_host host;
  // Given by the machine.
  __u64 now_ns;
  __u32 generation;
  __u32 epoch;  // another number whenever rules or isolation are others; from 2 on
  __u32 link;   // where the frame came in, by a number of the machine's own
  __u32 port;   // the same, of the image; 0: none. Not before sk_judge_at_length
  // Zero at first.
  __u32 zone;         // ingress
  __u32 mac_device;   // owner of the source MAC, or 0
  __u32 known_ends;   // source, destination and mac_device have been looked up
  __u32 has_no_flow;  // this packet is of no flow
  // Decided.
  __u32 reason;  // sk_reason
  __u32 rule;    // index in the image, or 0
  struct sk_packet packet;
  // Found on the way.
  struct sk_address source;       // what the image knows of tuple.src
  struct sk_address destination;  // of tuple.dst
  struct sk_address quoted;       // of quote.dst
};

// All that has to be zero or given before a packet is parsed.
SK_INLINE void sk_begin_judgement(struct sk_judgement* j, __u32 length) {
  j->zone = 0;
  j->mac_device = 0;
  j->known_ends = 0;
  j->has_no_flow = 0;
  j->reason = 0;
  j->rule = 0;
  __builtin_memset(&j->packet, 0, SK_PACKET_ZEROED);
  j->packet.length = length;
}

SK_INLINE void sk_copy_address(struct sk_address* to, const __u8* image, __u8 family,
                               const __u8* address) {
  *to = *sk_address_at(image, sk_address_entry(image, family, address));
}

#endif

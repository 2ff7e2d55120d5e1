// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// The XDP program: a frame in, the judge's verdict carried out, counted and told.
//
// sk_entry is what is attached; it hands over to the program in slot 0 of sk_programs, which the
// loader swaps when a new image needs a program of another size class. An empty slot drops
// everything.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

// Constants of the loaded program; the verifier knows their values.
const volatile __u32 sk_image_mask = 0xffff;  // size class of the images, less one
const volatile __u8 sk_test_clock = 0;        // time comes from sk_control, for test runs
const volatile __u32 sk_snap = 0;  // bytes of the frame that go with a record; 14 or more

#define SK_AT(type, image, offset) ((const type*)((image) + ((offset)&sk_image_mask)))

struct sk_host {
  __u32 slot;  // of sk_images: the generation that this packet is judged by
  __u64 hash;  // of the tuple that was looked for last
};

// clang-format off
#include "sekisho/abi/judgement.h"
#include "sekisho/abi/kernel.h"

// The host reads the maps.
#include "maps.h"
#include "host.h"
// clang-format on

#include "sekisho/abi/judge.h"
#include "sekisho/abi/parse.h"
#include "sekisho/abi/tell.h"

#include "denials.h"
#include "forward.h"
#include "sweep.h"

// 1.
SK_INLINE int sk_parse(struct xdp_md* context, struct sk_packet* packet) {
  struct sk_frame frame = {(const __u8*)(long)context->data, (const __u8*)(long)context->data_end};
  return sk_parse_frame(&frame, packet);
}

SK_INLINE void sk_add(struct sk_count* count, __u32 bytes) {
  if (!count) return;
  count->packets++;
  count->bytes += bytes;
}

SK_INLINE void sk_count_packet(__u32 zone_slot, __u32 reason, __u32 rule_slot, __u32 bytes) {
  __u32 key = zone_slot * SK_REASON_STRIDE + reason;
  sk_add(bpf_map_lookup_elem(&sk_zone_counts, &key), bytes);
  if (rule_slot) sk_add(bpf_map_lookup_elem(&sk_rule_counts, &rule_slot), bytes);
}

// The record is as large for each packet: the ring asks for a size that the verifier knows.
SK_INLINE void sk_tell_packet(struct xdp_md* context, const struct sk_judgement* j,
                              const __u8* image) {
  if (sk_verdict_of((int)j->reason) == SK_DENY && sk_is_untold(j, image)) return;
  struct sk_event* event = bpf_ringbuf_reserve(&sk_events, sizeof(*event) + sk_snap, 0);
  if (!event) {
    sk_lose_event();
    return;
  }
  sk_tell(event, j, image);
  __u32 taken = j->packet.length < sk_snap ? j->packet.length : sk_snap;
  // No frame is shorter than its Ethernet header; and a verifier sees that it is not 0.
  if (taken >= 14 && !bpf_xdp_load_bytes(context, 0, event + 1, taken))
    event->frame_bytes = (__u16)taken;
  bpf_ringbuf_submit(event, 0);
}

// For test runs: what was decided, with all that the image knows of the packet.
SK_INLINE void sk_record_decision(struct sk_judgement* j, const __u8* image) {
  __u32 zero = 0;
  struct sk_event* decision = bpf_map_lookup_elem(&sk_decisions, &zero);
  if (!decision) return;
  j->port = sk_port_of_ifindex(image, j->link);
  sk_complete_ends(j, image);
  sk_tell(decision, j, image);
}

// A coarse clock will do: it is a few milliseconds late at most, and costs no read of the hardware.
SK_INLINE __u64 sk_now_ns(const struct sk_control* control) {
  return sk_test_clock ? control->test_now_ns : bpf_ktime_get_coarse_ns();
}

SEC("xdp")
int sk_main(struct xdp_md* context) {
  __u32 zero = 0;
  __u32 length = (__u32)(context->data_end - context->data);
  struct sk_judgement* j = bpf_map_lookup_elem(&sk_scratch, &zero);
  struct sk_control* control = bpf_map_lookup_elem(&sk_controls, &zero);
  if (!j || !control) return XDP_DROP;
  __u64 in_force = *(volatile __u64*)&control->active;  // and the epoch, in one load
  j->host.slot = (__u32)in_force;
  j->epoch = (__u32)(in_force >> 32);
  const __u8* image = sk_host_image(&j->host);
  if (!image) {
    sk_count_packet(0, SK_NO_ZONE, 0, length);
    return XDP_DROP;
  }
  sk_begin_judgement(j, length);
  j->now_ns = sk_now_ns(control);
  j->generation = (__u32)SK_HEADER(image)->generation;
  j->link = context->ingress_ifindex;
  j->reason = (__u32)sk_parse(context, &j->packet);
  struct sk_passage* passage = j->reason ? 0 : sk_step_known(j, image);
  int is_told = 0;
  if (!passage && !sk_refuse_again(j)) {
    j->port = sk_port_of_ifindex(image, j->link);
    sk_judge_at_length(j, image);
    is_told = sk_is_told(j, image);
  }
  sk_count_packet(sk_zone_at(image, j->zone)->slot, j->reason, sk_rule_at(image, j->rule)->slot,
                  length);
  if (is_told) sk_tell_packet(context, j, image);
  if (sk_test_clock) sk_record_decision(j, image);
  if (sk_verdict_of((int)j->reason) == SK_DENY && SK_HEADER(image)->mode != SK_MODE_MONITOR)
    return XDP_DROP;
  return sk_forward(context, j, image, passage);
}

SEC("xdp")
int sk_entry(struct xdp_md* context) {
  bpf_tail_call(context, &sk_programs, 0);
  sk_count_packet(0, SK_NO_ZONE, 0, (__u32)(context->data_end - context->data));
  return XDP_DROP;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// The kernel itself removes what has run out, so that it takes room for less than a second whether
// or not the daemon lives. A hundred times a second it looks at a slice of the flow table.
#ifndef SEKISHO_BPF_SWEEP_H
#define SEKISHO_BPF_SWEEP_H

struct sk_sweep {
  __u64 now_ns;
  __u32 generation;
  __u32 bucket;  // the first one of the slice
  __u32 timeouts_s[SK_TIMEOUT_COUNT];
};

SK_INLINE void sk_sweep_flow(struct sk_flow* flow, const struct sk_sweep* sweep) {
  struct sk_host none = {0};
  __u32 timeout = sk_flow_timeout(flow->key.protocol, flow->bits);
  __u32 seconds = 0;
  for (__u32 i = 0; i < SK_TIMEOUT_COUNT; i++)
    if (i == timeout) seconds = sweep->timeouts_s[i];
  if (*sk_last_word(&flow->key) && sk_has_run_out(flow->last_seen_ns, sweep->now_ns, seconds))
    sk_host_end_flow(&none, flow);
}

static long sk_sweep_bucket(__u32 index, struct sk_sweep* sweep) {
  __u32 number = sweep->bucket + index;
  struct sk_flow_bucket* bucket = sk_bucket_at(number);
  if (!bucket) return 1;
  if (!(bucket->tags[0] | bucket->tags[1] | bucket->tags[2] | bucket->tags[3])) return 0;
#pragma clang loop unroll(disable)
  for (__u32 way = 0; way < SK_FLOW_WAYS; way++) {
    if (!(bucket->tags[way >> 2 & 3] >> (way & 3) * 16 & 0xffff)) continue;
    struct sk_flow* flow = sk_flow_at(number, way);
    if (flow) sk_sweep_flow(flow, sweep);
  }
  return 0;
}

static long sk_sweep_fragment(void* map, struct sk_fragment_key* key, struct sk_fragment* fragment,
                              struct sk_sweep* sweep) {
  (void)map;
  if (fragment->generation == sweep->generation &&
      !sk_has_run_out(fragment->since_ns, sweep->now_ns, sweep->timeouts_s[SK_TIMEOUT_FRAGMENT]))
    return 0;
  struct sk_fragment_key copy = *key;
  if (!bpf_map_delete_elem(&sk_fragments, &copy)) sk_lower_gauge(SK_GAUGE_FRAGMENTS);
  return 0;
}

// `now_ns` already has the grace taken off. 0: no image yet.
SK_INLINE int sk_begin_sweep(struct sk_sweep* sweep, __u64 now_ns) {
  __u32 zero = 0;
  struct sk_control* control = bpf_map_lookup_elem(&sk_controls, &zero);
  if (!control) return 0;
  struct sk_host host = {.slot = control->active};
  const __u8* image = sk_host_image(&host);
  if (!image) return 0;
  sweep->now_ns = now_ns;
  sweep->generation = (__u32)SK_HEADER(image)->generation;
  sweep->bucket = 0;
  for (__u32 i = 0; i < SK_TIMEOUT_COUNT; i++)
    sweep->timeouts_s[i] = SK_HEADER(image)->timeouts_s[i];
  return 1;
}

SK_INLINE void sk_sweep_fragments(struct sk_sweep* sweep) {
  bpf_for_each_map_elem(&sk_fragments, sk_sweep_fragment, sweep, 0);
}

SK_INLINE int sk_has_flows(void) {
  __u64* flows = sk_gauge(SK_GAUGE_FLOWS);
  return flows && *flows;
}

SK_INLINE void sk_sweep_turn(struct sk_alarm* alarm) {
  struct sk_sweep sweep;
  if (!sk_begin_sweep(&sweep, bpf_ktime_get_ns() - SK_SWEEP_GRACE_NS)) return;
  if (++alarm->turn >= SK_SWEEP_TURNS) {
    alarm->turn = 0;
    sk_sweep_fragments(&sweep);
  }
  if (!sk_has_flows()) return;
  __u32 slice = sk_flow_buckets / SK_SWEEP_TURNS + 1;
  sweep.bucket = alarm->bucket;
  bpf_loop(slice, sk_sweep_bucket, &sweep, 0);
  alarm->bucket = alarm->bucket + slice < sk_flow_buckets ? alarm->bucket + slice : 0;
}

static int sk_ring_alarm(void* map, __u32* key, struct sk_alarm* alarm) {
  (void)map;
  (void)key;
  if (!sk_test_clock) sk_sweep_turn(alarm);
  bpf_timer_start(&alarm->timer, SK_SWEEP_TURN_NS, 0);
  return 0;
}

// Run once by the loader; a timer that an earlier daemon set goes on with this program's callback.
SEC("syscall")
int sk_start_sweeping(void* context) {
  (void)context;
  __u32 zero = 0;
  struct sk_alarm* alarm = bpf_map_lookup_elem(&sk_alarms, &zero);
  if (!alarm) return 1;
  bpf_timer_init(&alarm->timer, &sk_alarms, 1 /* CLOCK_MONOTONIC */);
  if (bpf_timer_set_callback(&alarm->timer, sk_ring_alarm)) return 2;
  return bpf_timer_start(&alarm->timer, SK_SWEEP_TURN_NS, 0) ? 3 : 0;
}

// Run by tests: everything has run out.
SEC("syscall")
int sk_forget(void* context) {
  (void)context;
  struct sk_sweep sweep = {.now_ns = ~0ULL};
  bpf_loop(sk_flow_buckets, sk_sweep_bucket, &sweep, 0);
  sk_sweep_fragments(&sweep);
  return 0;
}

// Run by tests, with the test clock: all of it.
SEC("syscall")
int sk_sweep_now(void* context) {
  (void)context;
  __u32 zero = 0;
  struct sk_control* control = bpf_map_lookup_elem(&sk_controls, &zero);
  struct sk_sweep sweep;
  if (!control ||
      !sk_begin_sweep(&sweep, sk_test_clock ? control->test_now_ns : bpf_ktime_get_ns()))
    return 1;
  bpf_loop(sk_flow_buckets, sk_sweep_bucket, &sweep, 0);
  sk_sweep_fragments(&sweep);
  return 0;
}

#endif

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Twice a second the kernel itself removes what has run out, so that it takes room for less than a
// second whether or not the daemon lives.
#ifndef SEKISHO_BPF_SWEEP_H
#define SEKISHO_BPF_SWEEP_H

struct sk_sweep {
  __u64 now_ns;
  __u32 generation;
  __u32 timeouts_s[SK_TIMEOUT_COUNT];
};

static long sk_sweep_flow(void* map, struct sk_tuple* key, struct sk_flow* flow,
                          struct sk_sweep* sweep) {
  (void)map;
  struct sk_host none = {0};
  __u32 timeout = sk_flow_timeout(key->protocol, flow->bits);
  __u32 seconds = 0;
  for (__u32 i = 0; i < SK_TIMEOUT_COUNT; i++)
    if (i == timeout) seconds = sweep->timeouts_s[i];
  if (sk_has_run_out(flow->last_seen_ns, sweep->now_ns, seconds)) {
    struct sk_tuple copy = *key;
    sk_host_end_flow(&none, &copy, flow->zone_slot & (SK_MAX_ZONE_SLOTS - 1));
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

// `now_ns` already has the grace taken off.
static __attribute__((noinline)) int sk_sweep_tables(__u64 now_ns) {
  __u32 zero = 0;
  struct sk_control* control = bpf_map_lookup_elem(&sk_controls, &zero);
  if (!control) return 0;
  struct sk_host host = {.slot = control->active};
  const __u8* image = sk_host_image(&host);
  if (!image) return 0;
  struct sk_sweep sweep = {.now_ns = now_ns, .generation = (__u32)SK_HEADER(image)->generation};
  for (__u32 i = 0; i < SK_TIMEOUT_COUNT; i++)
    sweep.timeouts_s[i] = SK_HEADER(image)->timeouts_s[i];
  bpf_for_each_map_elem(&sk_flows, sk_sweep_flow, &sweep, 0);
  bpf_for_each_map_elem(&sk_fragments, sk_sweep_fragment, &sweep, 0);
  return 0;
}

static int sk_ring_alarm(void* map, __u32* key, struct sk_alarm* alarm) {
  (void)map;
  (void)key;
  if (!sk_test_clock) sk_sweep_tables(bpf_ktime_get_ns() - SK_SWEEP_GRACE_NS);
  bpf_timer_start(&alarm->timer, SK_SWEEP_PERIOD_NS, 0);
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
  return bpf_timer_start(&alarm->timer, SK_SWEEP_PERIOD_NS, 0) ? 3 : 0;
}

// Run by tests, with the test clock.
SEC("syscall")
int sk_sweep_now(void* context) {
  (void)context;
  __u32 zero = 0;
  struct sk_control* control = bpf_map_lookup_elem(&sk_controls, &zero);
  return control ? sk_sweep_tables(sk_test_clock ? control->test_now_ns : bpf_ktime_get_ns()) : 1;
}

#endif

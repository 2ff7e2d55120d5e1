// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// The benchmark's own programs: a generator of 64-byte UDP frames, the far end that counts and
// drops them, and the two bare gateways that everything else is a ratio to.
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "traffic.h"

struct sk_bench_frame frames[SK_BENCH_FRAMES];
struct sk_bench_order order;
struct sk_bench_result result;
__u32 samples_ns[SK_BENCH_SAMPLES];

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} judges SEC(".maps");

// Of the kernel's own, what is read; its place is found when the program is loaded.
struct sched_info {
  unsigned long long run_delay;
} __attribute__((preserve_access_index));
struct task_struct {
  struct sched_info sched_info;
} __attribute__((preserve_access_index));

static __always_inline __u64 waited_ns(void) {
  const struct task_struct* task = (const struct task_struct*)bpf_get_current_task();
  return BPF_CORE_READ(task, sched_info.run_delay);
}

// Live frames come back as the last receiver left them, so every byte is written afresh.
static __always_inline int write_next_frame(struct xdp_md* context) {
  __u8* data = (__u8*)(long)context->data;
  if (data + SK_BENCH_FRAME_BYTES > (__u8*)(long)context->data_end) return 0;
  __u32 flood = 1;
  if (++order.phase >= order.period) order.phase = flood = 0;
  struct sk_bench_stream* stream = &order.streams[flood];
  const struct sk_bench_frame* frame =
      &frames[(stream->first + stream->at_frame) & (SK_BENCH_FRAMES - 1)];
  for (int i = 0; i < SK_BENCH_FRAME_BYTES / 8; i++) ((__u64*)data)[i] = frame->words[i];
  __u16 port = __builtin_bswap16((__u16)(stream->first_port + stream->at_port));
  if (stream->is_reply)
    *(__u16*)(data + SK_BENCH_DPORT_AT) = port;
  else
    *(__u16*)(data + SK_BENCH_SPORT_AT) = port;
  if (++stream->at_frame >= stream->count) {
    stream->at_frame = 0;
    if (++stream->at_port >= stream->ports) stream->at_port = 0;
  }
  // A test run spends milliseconds before and behind the frames: that is not their time.
  if (!result.begin_ns) {
    result.begin_ns = bpf_ktime_get_ns();
    result.begin_waited_ns = waited_ns();
  }
  if (!--order.left) {
    result.end_ns = bpf_ktime_get_ns();
    result.end_waited_ns = waited_ns();
  }
  if (order.is_stamped) *(__u64*)(data + SK_BENCH_STAMP_AT) = bpf_ktime_get_ns();
  return 1;
}

// Sent out of the interface that the test run names.
SEC("xdp")
int generate(struct xdp_md* context) {
  return write_next_frame(context) ? XDP_TX : XDP_ABORTED;
}

// Handed to the program in `judges` in place of a link.
SEC("xdp")
int generate_and_judge(struct xdp_md* context) {
  if (!write_next_frame(context)) return XDP_ABORTED;
  bpf_tail_call(context, &judges, 0);
  return XDP_ABORTED;
}

SEC("xdp")
int receive(struct xdp_md* context) {
  const __u8* data = (const __u8*)(long)context->data;
  if (data + SK_BENCH_FRAME_BYTES > (const __u8*)(long)context->data_end) return XDP_DROP;
  result.received[data[SK_BENCH_STREAM_AT] & (SK_BENCH_STREAMS - 1)]++;
  __u64 sent_ns = *(const __u64*)(data + SK_BENCH_STAMP_AT);
  if (sent_ns)
    samples_ns[result.samples++ & (SK_BENCH_SAMPLES - 1)] = (__u32)(bpf_ktime_get_ns() - sent_ns);
  return XDP_DROP;
}

SEC("xdp")
int redirect(struct xdp_md* context) {
  (void)context;
  return (int)bpf_redirect(order.redirect_to, 0);
}

SEC("xdp")
int drop(struct xdp_md* context) {
  (void)context;
  result.dropped++;
  return XDP_DROP;
}

// An interface takes frames from an XDP program only while it has one itself.
SEC("xdp")
int pass(struct xdp_md* context) {
  (void)context;
  return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

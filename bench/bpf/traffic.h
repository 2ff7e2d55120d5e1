// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// What the benchmark's BPF programs share with the program that drives them: the frames to send and
// what became of them. All of it is written by one CPU.
#ifndef SEKISHO_BENCH_TRAFFIC_H
#define SEKISHO_BENCH_TRAFFIC_H

#include <linux/types.h>

#define SK_BENCH_FRAME_BYTES 64
#define SK_BENCH_FRAMES 4096    // a power of two
#define SK_BENCH_SAMPLES 65536  // a power of two
#define SK_BENCH_STREAMS 2      // steady traffic, and a flood beside it
#define SK_BENCH_SPORT_AT 34    // of the UDP header behind Ethernet and IPv4 without options
#define SK_BENCH_DPORT_AT 36
#define SK_BENCH_STREAM_AT 42  // first byte of the payload: which stream the frame is of
#define SK_BENCH_STAMP_AT 48   // eight bytes: when it was sent, or 0

// A frame as it goes on the wire, but for the port of its flow's beginner.
struct sk_bench_frame {
  __u64 words[SK_BENCH_FRAME_BYTES / 8];
};

// Frames `first` to `first + count - 1` in turn; after each turn the next of `ports` ports from
// `first_port` on, as the source port, or in replies the destination port. So a stream has
// count * ports flows.
struct sk_bench_stream {
  __u32 first;
  __u32 count;
  __u32 first_port;
  __u32 ports;
  __u32 is_reply;
  __u32 at_frame;  // the next one, from 0
  __u32 at_port;
};

struct sk_bench_order {
  struct sk_bench_stream streams[SK_BENCH_STREAMS];
  __u32 period;  // every `period`th frame is of stream 0, the others of stream 1
  __u32 phase;
  __u32 is_stamped;
  __u64 left;         // frames of this run to send yet
  __u32 redirect_to;  // an ifindex, for the bare redirect
  __u32 reserved;
};

struct sk_bench_result {
  __u64 begin_ns;         // the first frame of this run was written
  __u64 end_ns;           // the last one was
  __u64 begin_waited_ns;  // the sender had waited for its core until then, since ever
  __u64 end_waited_ns;
  __u64 received[SK_BENCH_STREAMS];  // at the far end
  __u64 dropped;                     // by the bare drop
  __u64 samples;                     // of stamped frames; the last SK_BENCH_SAMPLES are kept
};

#endif

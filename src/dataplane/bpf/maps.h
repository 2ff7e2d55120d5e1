// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// The maps of the datapath. Those down to sk_alarms are pinned and outlive programs and
// generations; sizes marked "set at load" are the loader's.
#ifndef SEKISHO_BPF_MAPS_H
#define SEKISHO_BPF_MAPS_H

// The program that judges. Empty: sk_entry drops everything.
struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} sk_programs SEC(".maps");

// The flow table (flow_table.h): buckets of tags, and the flows in the order of the tags. Arrays
// that can be mapped begin with a page, so that buckets and flows keep to their cache lines.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);  // set at load, from limits.max_flows
  __type(key, __u32);
  __type(value, struct sk_flow_bucket);
} sk_flow_tags SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, SK_FLOW_WAYS);  // set at load: for each bucket
  __type(key, __u32);
  __type(value, struct sk_flow);
} sk_flows SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);  // set at load: limits.max_fragments
  __type(key, struct sk_fragment_key);
  __type(value, struct sk_fragment);
} sk_fragments SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, SK_MAX_ISOLATED_ADDRESSES);
  __type(key, struct sk_isolated_address);
  __type(value, __u8);
} sk_isolated SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, SK_GAUGE_COUNT);
  __type(key, __u32);
  __type(value, __u64);
} sk_gauges SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, SK_MAX_ZONE_SLOTS* SK_REASON_STRIDE);
  __type(key, __u32);
  __type(value, struct sk_count);
} sk_zone_counts SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, SK_MAX_RULE_SLOTS);
  __type(key, __u32);
  __type(value, struct sk_count);
} sk_rule_counts SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} sk_lost_events SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 20);  // set at load
} sk_events SEC(".maps");

// What was denied lately (denials.h).
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, SK_DENIALS);
  __type(key, __u32);
  __type(value, struct sk_denial);
} sk_denials SEC(".maps");

// Packets denied just now (refusals.h).
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, SK_REFUSALS);
  __type(key, __u32);
  __type(value, struct sk_refusal);
} sk_refusals SEC(".maps");

struct sk_alarm {
  struct bpf_timer timer;
  __u32 turn;    // of the sweep
  __u32 bucket;  // where it goes on
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct sk_alarm);
} sk_alarms SEC(".maps");

// The images. Each is one value; its size, a power of two and a slack, is that of this program's
// size class (set at load).
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, SK_IMAGE_SLOTS);
  __type(key, __u32);
  __type(value, __u32);
} sk_images SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct sk_control);
} sk_controls SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct sk_judgement);
} sk_scratch SEC(".maps");

// The last packet of a test run.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct sk_event);
} sk_decisions SEC(".maps");

#endif

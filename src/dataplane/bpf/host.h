// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// The kernel as the judge's machine: images, flows and fragments in maps. See abi/judgement.h.
#ifndef SEKISHO_BPF_HOST_H
#define SEKISHO_BPF_HOST_H

SK_INLINE const __u8* sk_host_image(struct sk_host* host) {
  __u32 slot = host->slot, zero = 0;
  void* image = bpf_map_lookup_elem(&sk_images, &slot);
  return image ? bpf_map_lookup_elem(image, &zero) : 0;
}

SK_INLINE __u64* sk_gauge(__u32 index) {
  return bpf_map_lookup_elem(&sk_gauges, &index);
}

SK_INLINE void sk_lower_gauge(__u32 index) {
  __u64* gauge = sk_gauge(index);
  if (gauge) __sync_fetch_and_add(gauge, (__u64)-1);
}

// Takes one place of at most `max`, or none.
SK_INLINE int sk_raise_gauge(__u32 index, __u32 max) {
  __u64* gauge = sk_gauge(index);
  if (!gauge) return 0;
  if (__sync_fetch_and_add(gauge, 1) < max) return 1;
  __sync_fetch_and_add(gauge, (__u64)-1);
  return 0;
}

#include "flow_table.h"

SK_INLINE struct sk_fragment* sk_host_find_fragment(struct sk_host* host,
                                                    const struct sk_fragment_key* key) {
  (void)host;
  return bpf_map_lookup_elem(&sk_fragments, key);
}

SK_INLINE int sk_host_is_isolated(struct sk_host* host, const struct sk_isolated_address* address) {
  (void)host;
  return bpf_map_lookup_elem(&sk_isolated, address) != 0;
}

SK_INLINE int sk_host_has_fragment_room(struct sk_host* host, const struct sk_fragment_key* key,
                                        __u32 max) {
  __u64* remembered = sk_gauge(SK_GAUGE_FRAGMENTS);
  if (!remembered) return 0;
  return *remembered < max || (sk_host_find_fragment(host, key) && *remembered <= max);
}

SK_INLINE int sk_host_remember_fragment(struct sk_host* host, const struct sk_fragment_key* key,
                                        const struct sk_fragment* fragment) {
  (void)host;
  if (!bpf_map_update_elem(&sk_fragments, key, fragment, BPF_EXIST)) return 1;
  if (bpf_map_update_elem(&sk_fragments, key, fragment, BPF_NOEXIST)) return 0;
  __u64* remembered = sk_gauge(SK_GAUGE_FRAGMENTS);
  if (remembered) __sync_fetch_and_add(remembered, 1);
  return 1;
}

#endif

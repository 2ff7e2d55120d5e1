// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// The hashes of the image, for those who fill it and those who read it. Table sizes are powers of
// two.
#ifndef SEKISHO_ABI_LOOKUP_HASH_H
#define SEKISHO_ABI_LOOKUP_HASH_H

#include "sekisho/abi/machine.h"

// `seed` chooses among multipliers; all 48 bits of the MAC reach the upper half of the product.
SK_INLINE __u32 sk_mac_slot_of(__u64 mac, __u32 seed, __u32 buckets) {
  __u64 product = mac * (0x9e3779b97f4a7c15ULL * (2ULL * seed + 1));
  return (__u32)(product >> 32) & (buckets - 1);
}

SK_INLINE __u32 sk_interface_slot_of(__u32 ifindex, __u32 multiplier, __u32 slots) {
  return (ifindex * multiplier >> 16) & (slots - 1);
}

#endif

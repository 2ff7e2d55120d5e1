// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// What differs between the two machines that run the judge, in one place.
//
// In the kernel each step is a global BPF function: the verifier checks it once, alone, instead of
// along every path that leads to it. It then asks for a check of every pointer argument.
#ifndef SEKISHO_ABI_MACHINE_H
#define SEKISHO_ABI_MACHINE_H

#include <linux/types.h>

#define SK_INLINE static inline __attribute__((always_inline))

#ifdef __bpf__
#define SK_STEP __attribute__((noinline))
#define SK_REQUIRE(pointer, otherwise) \
  if (!(pointer)) return (otherwise)
#else
#define SK_STEP static inline
#define SK_REQUIRE(pointer, otherwise) (void)(pointer)
#endif

// Reads memory anew. The BPF verifier then forgets what it knew of the value, so that the rounds of
// a loop look alike to it and are walked once.
#define SK_FORGET(lvalue) (*(volatile __typeof__(lvalue)*)&(lvalue))

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SK_FROM_BE16(value) ((__u16)__builtin_bswap16(value))
#define SK_FROM_BE32(value) ((__u32)__builtin_bswap32(value))
#define SK_FROM_BE64(value) ((__u64)__builtin_bswap64(value))
#else
#define SK_FROM_BE16(value) ((__u16)(value))
#define SK_FROM_BE32(value) ((__u32)(value))
#define SK_FROM_BE64(value) ((__u64)(value))
#endif

// Numbers out of wire bytes at any alignment.
SK_INLINE __u16 sk_load16(const __u8* bytes) {
  return (__u16)(bytes[0] << 8 | bytes[1]);
}
SK_INLINE __u32 sk_load32(const __u8* bytes) {
  return (__u32)bytes[0] << 24 | (__u32)bytes[1] << 16 | (__u32)bytes[2] << 8 | bytes[3];
}
SK_INLINE __u64 sk_load48(const __u8* bytes) {
  return (__u64)sk_load16(bytes) << 32 | sk_load32(bytes + 2);
}
SK_INLINE __u64 sk_load64(const __u8* bytes) {
  return (__u64)sk_load32(bytes) << 32 | sk_load32(bytes + 4);
}

SK_INLINE int sk_equal_bytes(const __u8* a, const __u8* b, int size) {
  __u8 difference = 0;
  for (int i = 0; i < size; i++) difference |= (__u8)(a[i] ^ b[i]);
  return difference == 0;
}

SK_INLINE void sk_copy_bytes(__u8* to, const __u8* from, int size) {
  __builtin_memcpy(to, from, (__SIZE_TYPE__)size);
}

#endif

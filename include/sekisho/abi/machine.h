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
#define SK_PART static __attribute__((noinline))
#define SK_REQUIRE(pointer, otherwise) \
  if (!(pointer)) return (otherwise)
#else
#define SK_STEP static inline
#define SK_PART static inline
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

// Bytes at any alignment as one word, in the machine's order. The kernel's machines read unaligned
// words of packets and maps as they are; clang for BPF would otherwise go byte by byte. Not for the
// BPF stack, whose words the verifier wants aligned.
#ifdef __bpf__
#define SK_WORDS(bits)                                            \
  SK_INLINE __u##bits sk_word##bits(const void* bytes) {          \
    return *(const __u##bits*)bytes;                              \
  }                                                               \
  SK_INLINE void sk_put_word##bits(void* bytes, __u##bits word) { \
    *(__u##bits*)bytes = word;                                    \
  }
#else
#define SK_WORDS(bits)                                            \
  SK_INLINE __u##bits sk_word##bits(const void* bytes) {          \
    __u##bits word;                                               \
    __builtin_memcpy(&word, bytes, sizeof(word));                 \
    return word;                                                  \
  }                                                               \
  SK_INLINE void sk_put_word##bits(void* bytes, __u##bits word) { \
    __builtin_memcpy(bytes, &word, sizeof(word));                 \
  }
#endif
SK_WORDS(16)
SK_WORDS(32)
SK_WORDS(64)
#undef SK_WORDS

// Numbers out of wire bytes at any alignment.
SK_INLINE __u16 sk_load16(const __u8* bytes) {
  return SK_FROM_BE16(sk_word16(bytes));
}
SK_INLINE __u32 sk_load32(const __u8* bytes) {
  return SK_FROM_BE32(sk_word32(bytes));
}
SK_INLINE __u64 sk_load48(const __u8* bytes) {
  return (__u64)sk_load32(bytes) << 16 | sk_load16(bytes + 4);
}
SK_INLINE __u64 sk_load64(const __u8* bytes) {
  return SK_FROM_BE64(sk_word64(bytes));
}

// `size` is 4, 6 or 16: an IPv4 address, a MAC, an address.
SK_INLINE int sk_equal_bytes(const __u8* a, const __u8* b, int size) {
  if (size == 16)
    return ((sk_word64(a) ^ sk_word64(b)) | (sk_word64(a + 8) ^ sk_word64(b + 8))) == 0;
  __u32 difference = sk_word32(a) ^ sk_word32(b);
  if (size == 6) difference |= (__u32)(sk_word16(a + 4) ^ sk_word16(b + 4));
  return difference == 0;
}

SK_INLINE void sk_copy_bytes(__u8* to, const __u8* from, int size) {
  if (size == 16) {
    sk_put_word64(to, sk_word64(from));
    sk_put_word64(to + 8, sk_word64(from + 8));
    return;
  }
  sk_put_word32(to, sk_word32(from));
  if (size == 6) sk_put_word16(to + 4, sk_word16(from + 4));
}

#endif

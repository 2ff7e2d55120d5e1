// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Every reason that a verdict can have, once. Whoever needs the list expands it.
#ifndef SEKISHO_ABI_REASON_H
#define SEKISHO_ABI_REASON_H

// X(enumerator, name on the wire, verdict)
#define SK_REASONS(X)                                 \
  X(RULE, "rule", ALLOW)                              \
  X(ESTABLISHED, "established", ALLOW)                \
  X(RELATED, "related", ALLOW)                        \
  X(FRAGMENT_FOLLOWS, "fragment-follows", ALLOW)      \
  X(LINK_CONTROL, "link-control", ALLOW)              \
  X(GATEWAY_REPLY, "gateway-reply", ALLOW)            \
  X(MALFORMED, "malformed", DENY)                     \
  X(BAD_TCP_FLAGS, "bad-tcp-flags", DENY)             \
  X(NON_IP, "non-ip", DENY)                           \
  X(NO_ZONE, "no-zone", DENY)                         \
  X(SPOOFED_SOURCE, "spoofed-source", DENY)           \
  X(UNKNOWN_DEVICE, "unknown-device", DENY)           \
  X(WRONG_ZONE, "wrong-zone", DENY)                   \
  X(MAC_IP_MISMATCH, "mac-ip-mismatch", DENY)         \
  X(ARP_SPOOF, "arp-spoof", DENY)                     \
  X(ROGUE_RA, "rogue-ra", DENY)                       \
  X(ISOLATED, "isolated", DENY)                       \
  X(BLOCKED, "blocked", DENY)                         \
  X(UNKNOWN_DESTINATION, "unknown-destination", DENY) \
  X(FRAGMENT, "fragment", DENY)                       \
  X(NO_STATE, "no-state", DENY)                       \
  X(FLOW_TABLE_FULL, "flow-table-full", DENY)         \
  X(DEFAULT_DENY, "default-deny", DENY)

enum sk_verdict { SK_DENY = 0, SK_ALLOW = 1 };

// 0 is no reason: the step did not decide, the next one is asked.
enum sk_reason {
  SK_UNDECIDED = 0,
#define SK_X(enumerator, name, verdict) SK_##enumerator,
  SK_REASONS(SK_X)
#undef SK_X
      SK_REASON_COUNT
};

static inline __attribute__((always_inline)) int sk_verdict_of(int reason) {
  return reason >= SK_RULE && reason <= SK_GATEWAY_REPLY ? SK_ALLOW : SK_DENY;
}

#endif

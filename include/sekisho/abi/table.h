// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// The table image: a header, then flat arrays. One block, relocatable: every place in it is an
// offset from its first byte. docs/table-format.md describes each section.
//
// Element 0 of zones, ports, devices, rules and addresses is "none" and all zero, so that what is
// not found reads as nothing allowed. Byte order: that of the machine (checked by the magic).
// Change anything here: raise SK_LAYOUT_VERSION.
#ifndef SEKISHO_ABI_TABLE_H
#define SEKISHO_ABI_TABLE_H

#include <linux/types.h>

#define SK_MAGIC 0x6f6873696b6573ULL  // "sekisho" and a zero, little endian
#define SK_LAYOUT_VERSION 3
#define SK_NEVER 0x7fffffffffffffffLL
#define SK_NODE 0x80000000u  // a trie child with this bit is a node, else an address entry
#define SK_TREE_BITS 5       // of an index, a level of a shared tree
#define SK_TREE_WIDTH 32
#define SK_TREE_MAX_DEPTH 4  // indexes below 2^20
#define SK_MAX_PLANES 4
#define SK_MAC_WAYS 4
#define SK_V6_MAX_DEPTH 32  // nibbles of an IPv6 address
#define SK_VLANS 4096

// X(enumerator, name in --stats, element type). The order is that of the directory.
#define SK_SECTIONS(X)                                 \
  X(STRINGS, "strings", char)                          \
  X(ZONES, "zones", struct sk_zone)                    \
  X(PORTS, "ports", struct sk_port)                    \
  X(INTERFACES, "interfaces", struct sk_interface)     \
  X(PORT_ZONES, "port-zones", __u16)                   \
  X(DEVICES, "devices", struct sk_device)              \
  X(MACS, "macs", struct sk_mac_bucket)                \
  X(V4_ROOT, "v4-root", __u32)                         \
  X(V4_NODES, "v4-nodes", struct sk_v4_node)           \
  X(V6_NODES, "v6-nodes", struct sk_v6_node)           \
  X(ADDRESSES, "addresses", struct sk_address)         \
  X(SOURCE_ROWS, "source-rows", __u32)                 \
  X(DESTINATION_CLASSES, "destination-classes", __u32) \
  X(TREES, "trees", struct sk_tree_node)               \
  X(PROTOCOLS, "protocols", __u32)                     \
  X(DPORT_CLASSES, "dport-classes", __u16)             \
  X(SPORT_CLASSES, "sport-classes", __u16)             \
  X(LOCAL_PORTS, "local-ports", __u8)                  \
  X(RULES, "rules", struct sk_rule)                    \
  X(ISOLATION, "isolation", __u8)

enum sk_section_id {
#define SK_X(enumerator, name, type) SK_SECTION_##enumerator,
  SK_SECTIONS(SK_X)
#undef SK_X
      SK_SECTION_COUNT
};

struct sk_section {
  __u32 offset;  // from the image's first byte, a multiple of 64
  __u32 count;   // elements
};

enum sk_timeout {
  SK_TIMEOUT_TCP_OPENING,
  SK_TIMEOUT_TCP_ESTABLISHED,
  SK_TIMEOUT_TCP_CLOSING,
  SK_TIMEOUT_UDP_UNREPLIED,
  SK_TIMEOUT_UDP_REPLIED,
  SK_TIMEOUT_ICMP,
  SK_TIMEOUT_OTHER,
  SK_TIMEOUT_FRAGMENT,
  SK_TIMEOUT_COUNT
};

enum sk_mode { SK_MODE_ENFORCE = 0, SK_MODE_MONITOR = 1 };
enum sk_forwarding { SK_FORWARDING_KERNEL = 0, SK_FORWARDING_BRIDGE = 1, SK_FORWARDING_ROUTE = 2 };

struct sk_image_header {
  __u64 magic;
  __u32 layout_version;
  __u32 header_size;
  __u64 image_size;        // bytes, the header included
  __u64 generation;        // 0 in a file; given when the image is staged
  __u8 policy_digest[32];  // SHA-256 of the policy's files
  __u8 checksum[32];       // SHA-256 of the image with these bytes zero
  __s64 valid_from_us;     // the moment it is for, microseconds since 1970 UTC
  __s64 valid_until_us;    // the next moment at which the policy in force changes, or SK_NEVER
  __u32 timeouts_s[SK_TIMEOUT_COUNT];
  __u32 max_flows;
  __u32 max_flows_per_zone;
  __u32 max_fragments;
  __u32 mode;               // sk_mode
  __u32 forwarding;         // sk_forwarding
  __u32 interface_hash;     // multiplier of the interface table, given when the image is staged
  __u32 mac_hash;           // seed of the MAC table
  __u32 destination_depth;  // levels of a source row's tree over destination classes
  __u32 service_depth;      // levels of a conduit's tree over service classes
  __u32 dport_depth;        // levels of a protocol's tree over destination port classes
  __u32 sport_depth;        // levels of the next tree over source port classes
  __u32 planes;             // groups of rules that are looked up apart, 1 to SK_MAX_PLANES
  struct sk_section sections[SK_SECTION_COUNT];
};

enum sk_zone_flag { SK_ZONE_REGISTERED = 1, SK_ZONE_TRACKS_FRAGMENTS = 2 };

struct sk_zone {
  __u32 name;  // offset in strings, zero-terminated
  __u16 slot;  // of its counters; the same for this id in every generation
  __u8 flags;
  __u8 kind;
  __u16 exit_port;  // the zone's one way out, given when the image is staged; 0: none or several
  __u16 exit_vlan;  // its tag, 0: untagged
};

enum sk_link_flag {
  SK_LINK_UP = 1,      // set up, and with a carrier
  SK_LINK_NATIVE = 2,  // XDP runs in its driver
  SK_LINK_SENDS = 4,   // its driver sends what XDP redirects to it
};
#define SK_LINK_MAC_SHIFT 16

// All but the name is given when the image is staged; `link` follows the interface from then on.
struct sk_port {
  __u32 name;  // of the interface: eth1
  __u32 ifindex;
  __u64 link;  // MAC << SK_LINK_MAC_SHIFT | sk_link_flag: one store, one load
};

// Open hash of the ports by ifindex, without collisions: filled when the image is staged.
struct sk_interface {
  __u32 ifindex;  // 0: empty
  __u32 port;
};

struct sk_device {
  __u32 name;
  __u16 zone;
  __u8 role;  // sk_role
  __u8 reserved;
  __u32 mac_owner;  // the device whose MACs are this one's: itself or its router; 0: none in force
};

enum sk_role { SK_ROLE_HOST = 0, SK_ROLE_ROUTER = 1, SK_ROLE_SANITISER = 2 };

struct sk_mac_slot {
  __u64 mac;     // as a number, first byte on the wire highest
  __u32 device;  // 0: empty
  __u32 reserved;
};

struct sk_mac_bucket {
  struct sk_mac_slot slots[SK_MAC_WAYS];
};

struct sk_v4_node {
  __u32 child[256];
};

// A node stands at nibble `depth`; addresses that differ from `prefix` before it are `other`.
struct sk_v6_node {
  __u64 prefix[2];  // host order, high half first
  __u32 depth;      // 0 to 31
  __u32 other;      // an address entry
  __u32 child[16];
};

enum sk_address_flag { SK_ADDRESS_GATEWAY = 1 };

// What the policy knows of an address; equal ones are shared.
struct sk_address {
  __u32 device;             // the device that owns it, or 0
  __u32 source_class;       // which rules hold it as source
  __u32 destination_class;  // which rules hold it as destination
  __u32 block;              // the first block that matches it, a rule index, or 0
  __u16 zone;               // or 0
  __u16 flags;
};

// A level of an index → value tree; equal nodes are shared. Node 0 is all zero.
struct sk_tree_node {
  __u32 child[SK_TREE_WIDTH];
};

enum sk_rule_kind {
  SK_RULE_ALLOW = 0,
  SK_RULE_EXCEPTION = 1,
  SK_RULE_RELAXATION = 2,
  SK_RULE_BLOCK = 3
};
enum sk_rule_flag { SK_RULE_LOG = 1 };

// Rules in deciding order, then blocks in theirs: a smaller index decides first.
struct sk_rule {
  __u32 name;
  __u32 slot;  // of its counters; the same for this id in every generation
  __u8 kind;
  __u8 flags;
  __u8 plane;  // 0 for blocks, which are in none
  __u8 reserved;
};

#ifdef __cplusplus
#define SK_ASSERT_SIZE(type, size) \
  static_assert(sizeof(type) == (size), #type " changed its layout")
#else
#define SK_ASSERT_SIZE(type, size) \
  _Static_assert(sizeof(type) == (size), #type " changed its layout")
#endif

SK_ASSERT_SIZE(struct sk_section, 8);
SK_ASSERT_SIZE(struct sk_image_header, 192 + 8 * SK_SECTION_COUNT);
SK_ASSERT_SIZE(struct sk_zone, 12);
SK_ASSERT_SIZE(struct sk_port, 16);
SK_ASSERT_SIZE(struct sk_device, 12);
SK_ASSERT_SIZE(struct sk_mac_bucket, 64);
SK_ASSERT_SIZE(struct sk_v6_node, 88);
SK_ASSERT_SIZE(struct sk_address, 20);
SK_ASSERT_SIZE(struct sk_tree_node, 128);
SK_ASSERT_SIZE(struct sk_rule, 12);

#endif

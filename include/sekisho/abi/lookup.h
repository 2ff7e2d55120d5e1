// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
//
// Questions to the table image. Each is a fixed number of reads, whatever the number of rules.
//
// The machine supplies SK_AT(type, image, offset): a read-only pointer to a `type` at `offset` of
// the image. Indexes were checked when the image was loaded; in the kernel every offset is also
// masked to the image's memory.
#ifndef SEKISHO_ABI_LOOKUP_H
#define SEKISHO_ABI_LOOKUP_H

#include "sekisho/abi/lookup_hash.h"
#include "sekisho/abi/machine.h"
#include "sekisho/abi/table.h"

#define SK_HEADER(image) ((const struct sk_image_header*)(image))
#define SK_OFFSET(image, SECTION) (SK_HEADER(image)->sections[SK_SECTION_##SECTION].offset)
#define SK_COUNT(image, SECTION) (SK_HEADER(image)->sections[SK_SECTION_##SECTION].count)
#define SK_ELEMENT(type, image, SECTION, index) \
  SK_AT(type, image, SK_OFFSET(image, SECTION) + (__u32)(index) * (__u32)sizeof(type))

SK_INLINE const struct sk_zone* sk_zone_at(const __u8* image, __u32 zone) {
  return SK_ELEMENT(struct sk_zone, image, ZONES, zone);
}

SK_INLINE const struct sk_port* sk_port_at(const __u8* image, __u32 port) {
  return SK_ELEMENT(struct sk_port, image, PORTS, port);
}

SK_INLINE const struct sk_device* sk_device_at(const __u8* image, __u32 device) {
  return SK_ELEMENT(struct sk_device, image, DEVICES, device);
}

SK_INLINE const struct sk_rule* sk_rule_at(const __u8* image, __u32 rule) {
  return SK_ELEMENT(struct sk_rule, image, RULES, rule);
}

// The zone that owns (port, tag), or 0. `vlan` is 0 for untagged frames.
SK_INLINE __u32 sk_zone_of_frame(const __u8* image, __u32 port, __u16 vlan) {
  return *SK_ELEMENT(__u16, image, PORT_ZONES, port * SK_VLANS + (vlan & (SK_VLANS - 1)));
}

SK_INLINE __u32 sk_port_of_ifindex(const __u8* image, __u32 ifindex) {
  __u32 slot =
      sk_interface_slot_of(ifindex, SK_HEADER(image)->interface_hash, SK_COUNT(image, INTERFACES));
  const struct sk_interface* entry = SK_ELEMENT(struct sk_interface, image, INTERFACES, slot);
  return entry->ifindex == ifindex ? entry->port : 0;
}

// The device that owns a source MAC, or 0.
SK_INLINE __u32 sk_device_of_mac(const __u8* image, const __u8* mac_bytes) {
  __u64 mac = sk_load48(mac_bytes);
  __u32 slot = sk_mac_slot_of(mac, SK_HEADER(image)->mac_hash, SK_COUNT(image, MACS));
  const struct sk_mac_bucket* bucket = SK_ELEMENT(struct sk_mac_bucket, image, MACS, slot);
  __u32 device = 0;
  for (int way = 0; way < SK_MAC_WAYS; way++)
    if (bucket->slots[way].mac == mac) device = bucket->slots[way].device;
  return device;
}

SK_INLINE __u32 sk_address_entry_v4(const __u8* image, const __u8* address) {
  __u32 entry = *SK_ELEMENT(__u32, image, V4_ROOT, sk_load16(address));
  if (entry & SK_NODE)
    entry = SK_ELEMENT(struct sk_v4_node, image, V4_NODES, entry & ~SK_NODE)->child[address[2]];
  if (entry & SK_NODE)
    entry = SK_ELEMENT(struct sk_v4_node, image, V4_NODES, entry & ~SK_NODE)->child[address[3]];
  return entry;
}

// Path-compressed, four bits a step: at most 32 nodes, in practice as many as zones and hosts
// differ in.
SK_INLINE __u32 sk_address_entry_v6(const __u8* image, const __u8* address) {
  __u64 high = sk_load64(address), low = sk_load64(address + 8);
  __u32 entry = SK_NODE;  // the root is node 0
  for (int step = 0; step < SK_V6_MAX_DEPTH; step++) {
    const struct sk_v6_node* node =
        SK_ELEMENT(struct sk_v6_node, image, V6_NODES, entry & ~SK_NODE);
    __u32 depth = node->depth & 31;
    __u64 high_mask = depth >= 16 ? ~0ULL : ~(~0ULL >> (4 * (depth & 15)));
    __u64 low_mask = depth <= 16 ? 0 : ~(~0ULL >> (4 * (depth & 15)));
    if (((high ^ node->prefix[0]) & high_mask) | ((low ^ node->prefix[1]) & low_mask))
      return node->other;
    __u64 half = depth < 16 ? high : low;
    entry = node->child[half >> (60 - 4 * (depth & 15)) & 15];
    if (!(entry & SK_NODE)) return entry;
  }
  return 0;
}

// An index into the address entries, 0 for what nobody knows. `family` is 4 or 6.
SK_INLINE __u32 sk_address_entry(const __u8* image, __u8 family, const __u8* address) {
  return family == 4 ? sk_address_entry_v4(image, address) : sk_address_entry_v6(image, address);
}

SK_INLINE const struct sk_address* sk_address_at(const __u8* image, __u32 entry) {
  return SK_ELEMENT(struct sk_address, image, ADDRESSES, entry);
}

// The value of `index` in the tree of `depth` levels at node `root`. Node 0 leads to 0 everywhere.
SK_INLINE __u32 sk_tree_value(const __u8* image, __u32 root, __u32 depth, __u32 index) {
  for (__u32 left = SK_TREE_MAX_DEPTH; left > 0; left--) {
    if (left > depth) continue;
    __u32 digit = index >> (SK_TREE_BITS * (left - 1)) & (SK_TREE_WIDTH - 1);
    root = SK_ELEMENT(struct sk_tree_node, image, TREES, root)->child[digit];
  }
  return root;
}

// The conduit between two address classes by the rules of one plane: the root of its tree over
// service classes, 0 for none.
SK_INLINE __u32 sk_conduit(const __u8* image, __u32 plane, __u32 source_class,
                           __u32 destination_class) {
  __u32 planes = SK_HEADER(image)->planes;
  __u32 row = *SK_ELEMENT(__u32, image, SOURCE_ROWS, source_class * planes + plane);
  if (planes > 1)
    destination_class =
        *SK_ELEMENT(__u32, image, DESTINATION_CLASSES, destination_class * planes + plane);
  return sk_tree_value(image, row, SK_HEADER(image)->destination_depth, destination_class);
}

// Some rule in force stands between the two, for one service or another.
SK_INLINE int sk_has_conduit(const __u8* image, __u32 source_class, __u32 destination_class) {
  for (__u32 plane = 0; plane < SK_MAX_PLANES; plane++) {
    if (plane == SK_HEADER(image)->planes) break;
    if (sk_conduit(image, plane, source_class, destination_class)) return 1;
  }
  return 0;
}

// Which services hold (protocol, source port, destination port). For ICMP the type stands for the
// destination port; without ports both are 0.
SK_INLINE __u32 sk_service_class(const __u8* image, __u8 protocol, __u16 sport, __u16 dport) {
  const struct sk_image_header* header = SK_HEADER(image);
  __u32 root = *SK_ELEMENT(__u32, image, PROTOCOLS, protocol);
  root = sk_tree_value(image, root, header->dport_depth,
                       *SK_ELEMENT(__u16, image, DPORT_CLASSES, dport));
  return sk_tree_value(image, root, header->sport_depth,
                       *SK_ELEMENT(__u16, image, SPORT_CLASSES, sport));
}

// Step 12: the first rule in force for this new flow, or 0: of all planes' first ones the smallest.
SK_INLINE __u32 sk_first_rule(const __u8* image, __u32 source_class, __u32 destination_class,
                              __u8 protocol, __u16 sport, __u16 dport) {
  __u32 service = sk_service_class(image, protocol, sport, dport);
  __u32 before_first = ~0U;  // a rule's index less one, so that none comes last
  for (__u32 plane = 0; plane < SK_MAX_PLANES; plane++) {
    if (plane == SK_HEADER(image)->planes) break;
    __u32 conduit = sk_conduit(image, plane, source_class, destination_class);
    __u32 rule = sk_tree_value(image, conduit, SK_HEADER(image)->service_depth, service);
    if (rule - 1 < before_first) before_first = rule - 1;
  }
  return before_first + 1;
}

SK_INLINE int sk_is_local_port(const __u8* image, __u16 port) {
  return *SK_ELEMENT(__u8, image, LOCAL_PORTS, port >> 3) >> (port & 7) & 1;
}

// Isolation flags stand by zone, then by device; an operator sets them in place. There is no zone
// 0: its flag says that some address is isolated (sk_host_is_isolated).
SK_INLINE int sk_has_isolated_addresses(const __u8* image) {
  return *SK_ELEMENT(__u8, image, ISOLATION, 0);
}

SK_INLINE int sk_is_isolated_zone(const __u8* image, __u32 zone) {
  return *SK_ELEMENT(__u8, image, ISOLATION, zone);
}

SK_INLINE int sk_is_isolated_device(const __u8* image, __u32 device) {
  return *SK_ELEMENT(__u8, image, ISOLATION, SK_COUNT(image, ZONES) + device);
}

#endif

// What judging a block of packets will read of the image, fetched while others are still on their
// way: at a hundred thousand devices the tables are larger than the caches, and one read at a time
// the processor waits for each.
//
// To be included behind a host, as abi/lookup.h is. Level by level over all packets, so that as
// many reads as there are packets run at once. Hints alone: nothing is judged by it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "sekisho/abi/lookup.h"

namespace sekisho::userland {

inline constexpr std::size_t kBlock = 64;

// The row of an address as source, in the first plane.
inline const std::uint32_t* row_of(const std::uint8_t* image, const sk_address* address) {
  return SK_ELEMENT(std::uint32_t, image, SOURCE_ROWS,
                    address->source_class * SK_HEADER(image)->planes);
}

// The IPv4 tries of both addresses of each packet, their entries, and what those lead to; and the
// source MACs.
template <typename Packets>
void fetch_ahead(const std::uint8_t* image, const Packets& packets) {
  struct Walk {
    const std::uint32_t* place;
    const std::uint8_t* address;
  };
  std::array<Walk, 2 * kBlock> walks;
  std::size_t count = 0;
  for (const sk_packet* packet : packets) {
    const std::uint64_t mac = sk_load48(packet->src_mac);
    __builtin_prefetch(
        SK_ELEMENT(sk_mac_bucket, image, MACS,
                   sk_mac_slot_of(mac, SK_HEADER(image)->mac_hash, SK_COUNT(image, MACS))));
    if (packet->tuple.family != 4) continue;
    for (const std::uint8_t* address : {packet->tuple.src, packet->tuple.dst}) {
      const auto* root = SK_ELEMENT(std::uint32_t, image, V4_ROOT, sk_load16(address));
      __builtin_prefetch(root);
      walks[count++] = {root, address};
    }
  }
  const std::span<Walk> all(walks.data(), count);
  for (const int byte : {2, 3})
    for (Walk& walk : all) {
      if (!(*walk.place & SK_NODE)) continue;
      walk.place = &SK_ELEMENT(sk_v4_node, image, V4_NODES, *walk.place & ~SK_NODE)
                        ->child[walk.address[byte]];
      __builtin_prefetch(walk.place);
    }
  for (const Walk& walk : all) __builtin_prefetch(sk_address_at(image, *walk.place));
  for (const Walk& walk : all) {
    const sk_address* address = sk_address_at(image, *walk.place);
    __builtin_prefetch(sk_device_at(image, address->device));
    __builtin_prefetch(
        SK_ELEMENT(__u8, image, ISOLATION, SK_COUNT(image, ZONES) + address->device));
    __builtin_prefetch(row_of(image, address));
  }
  for (const Walk& walk : all)
    __builtin_prefetch(
        SK_ELEMENT(sk_tree_node, image, TREES, *row_of(image, sk_address_at(image, *walk.place))));
}

}  // namespace sekisho::userland

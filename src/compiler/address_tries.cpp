// Pieces of the address space to tries: IPv4 in 16, 8 and 8 bits, IPv6 in path-compressed nibbles.
#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "compiler/passes.h"

namespace sekisho {

namespace {

using Piece = AddressPartition::Piece;
using Pieces = std::span<const Piece>;

// The pieces that reach into [first, last].
Pieces cut(Pieces pieces, Uint128 first, Uint128 last) {
  const auto begin =
      std::partition_point(pieces.begin(), pieces.end(),
                           [first](const Piece& piece) { return piece.range.last < first; });
  const auto end = std::partition_point(
      begin, pieces.end(), [last](const Piece& piece) { return piece.range.first <= last; });
  return {begin, end};
}

class V4Builder {
 public:
  explicit V4Builder(AddressTries& tries) : tries_(tries) {}

  void run(Pieces pieces) {
    tries_.v4_root.resize(65536);
    for (std::uint32_t high = 0; high < 65536; ++high) {
      const Uint128 first = Uint128{high} << 16;
      tries_.v4_root[high] = child(cut(pieces, first, first + 0xffff), first, 8);
      while (pieces.size() > 1 && pieces.front().range.last <= first + 0xffff)
        pieces = pieces.subspan(1);
    }
  }

 private:
  // What stands for the 2^(bits+8) addresses from `first`: an entry, or a node of 256 such.
  std::uint32_t child(Pieces pieces, Uint128 first, unsigned bits) {
    if (pieces.size() == 1) return pieces.front().entry;
    std::array<std::uint32_t, 256> children{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      const Uint128 from = first + (Uint128{byte} << bits);
      const Pieces here = cut(pieces, from, from + (Uint128{1} << bits) - 1);
      children[byte] = bits == 0 ? here.front().entry : child(here, from, bits - 8);
    }
    const auto [place, is_new] =
        known_.try_emplace(children, static_cast<std::uint32_t>(tries_.v4_nodes.size()));
    if (is_new) {
      sk_v4_node node;
      std::memcpy(node.child, children.data(), sizeof(node.child));
      tries_.v4_nodes.push_back(node);
    } else {
      ++tries_.shared;
    }
    return SK_NODE | place->second;
  }

  AddressTries& tries_;
  std::map<std::array<std::uint32_t, 256>, std::uint32_t> known_;
};

// Builds top down, so that the root is node 0. A node is skipped where fifteen of its children are
// one and the same entry: the deeper node remembers that entry as `other`.
class V6Builder {
 public:
  explicit V6Builder(AddressTries& tries) : tries_(tries) {}

  void run(Pieces pieces) {
    tries_.v6_nodes.emplace_back();
    fill(0, pieces, 0, 0, std::nullopt);
  }

 private:
  static Uint128 size_at(unsigned depth) { return Uint128{1} << (124 - 4 * depth); }

  // Fills node `index` for the addresses that share their first `depth` nibbles with `base`.
  void fill(std::size_t index, Pieces pieces, Uint128 base, unsigned depth,
            std::optional<std::uint32_t> other) {
    while (const auto only = only_path(pieces, base, depth)) {
      if (other && *other != only->rest) break;
      other = only->rest;
      base += size_at(depth) * only->nibble;
      pieces = cut(pieces, base, base + size_at(depth) - 1);
      ++depth;
    }
    sk_v6_node node{};
    node.prefix[0] = static_cast<std::uint64_t>(base >> 64);
    node.prefix[1] = static_cast<std::uint64_t>(base);
    node.depth = depth;
    node.other = other.value_or(0);
    for (std::uint32_t nibble = 0; nibble < 16; ++nibble) {
      const Uint128 from = base + size_at(depth) * nibble;
      const Pieces here = cut(pieces, from, from + (size_at(depth) - 1));
      if (here.size() == 1) {
        node.child[nibble] = here.front().entry;
        continue;
      }
      const std::size_t child = tries_.v6_nodes.size();
      tries_.v6_nodes.emplace_back();
      node.child[nibble] = SK_NODE | static_cast<std::uint32_t>(child);
      fill(child, here, from, depth + 1, std::nullopt);
    }
    tries_.v6_nodes[index] = node;
  }

  struct Only {
    std::uint32_t nibble;  // the one child that is not a single entry
    std::uint32_t rest;    // the entry that all the others are
  };
  static std::optional<Only> only_path(Pieces pieces, Uint128 base, unsigned depth) {
    if (depth >= SK_V6_MAX_DEPTH - 1) return std::nullopt;
    std::optional<std::uint32_t> nibble, rest;
    for (std::uint32_t n = 0; n < 16; ++n) {
      const Uint128 from = base + size_at(depth) * n;
      const Pieces here = cut(pieces, from, from + (size_at(depth) - 1));
      if (here.size() != 1) {
        if (nibble) return std::nullopt;
        nibble = n;
      } else if (rest && *rest != here.front().entry) {
        return std::nullopt;
      } else {
        rest = here.front().entry;
      }
    }
    if (!nibble || !rest) return std::nullopt;
    return Only{*nibble, *rest};
  }

  AddressTries& tries_;
};

}  // namespace

AddressTries build_address_tries(const AddressPartition& addresses) {
  const Pieces all(addresses.pieces);
  const auto v6 = std::partition_point(all.begin(), all.end(), [](const Piece& piece) {
    return piece.range.family == Family::ipv4;
  });
  AddressTries tries;
  V4Builder(tries).run({all.begin(), v6});
  V6Builder(tries).run({v6, all.end()});
  return tries;
}

}  // namespace sekisho

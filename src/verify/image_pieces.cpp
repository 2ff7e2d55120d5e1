#include "verify/image_pieces.h"

#include "verify/look_up.h"

namespace sekisho::verifying {

namespace {

class Walker {
 public:
  explicit Walker(const TableImage& image)
      : v4_nodes_(image.section<sk_v4_node>(SK_SECTION_V4_NODES)),
        v6_nodes_(image.section<sk_v6_node>(SK_SECTION_V6_NODES)) {
    walk_v4(image.section<std::uint32_t>(SK_SECTION_V4_ROOT));
    walk_v6(0, 0, ~Uint128{0});
  }

  bool came_to_an_end() const { return steps_ <= kMaxSteps; }
  std::vector<ImagePiece> take() { return std::move(pieces_); }

 private:
  static constexpr std::uint64_t kMaxSteps = 1u << 26;

  void append(Family family, Uint128 first, Uint128 last, std::uint32_t entry) {
    ++steps_;
    if (!pieces_.empty() && pieces_.back().entry == entry && pieces_.back().range.family == family)
      pieces_.back().range.last = last;
    else
      pieces_.push_back({{family, first, last}, entry});
  }

  // 16, 8 and 8 bits.
  void walk_v4(std::span<const std::uint32_t> root) {
    for (std::uint32_t high = 0; high < root.size(); ++high) walk_v4(root[high], high << 16, 16);
  }

  void walk_v4(std::uint32_t child, std::uint32_t first, unsigned bits_left) {
    const std::uint32_t last = first + ((1u << bits_left) - 1);
    if (!(child & SK_NODE)) return append(Family::ipv4, first, last, child);
    if (!came_to_an_end()) return;
    const sk_v4_node& node = v4_nodes_[child & ~SK_NODE];
    for (std::uint32_t i = 0; i < 256; ++i)
      walk_v4(node.child[i], first + (i << (bits_left - 8)), bits_left - 8);
  }

  // The node decides for the addresses from `first` to `last`: below its prefix by the next four
  // bits, beside it by `other`.
  void walk_v6(std::uint32_t number, Uint128 first, Uint128 last) {
    if (!came_to_an_end()) return;
    const sk_v6_node& node = v6_nodes_[number];
    const unsigned bits_left = 128 - 4 * node.depth;  // never 0: depth is at most 31
    const Uint128 size = bits_left == 128 ? Uint128{0} : Uint128{1} << bits_left;
    const Uint128 mask = size - 1;  // all ones for the whole space
    const Uint128 begin = (Uint128{node.prefix[0]} << 64 | node.prefix[1]) & ~mask;
    const Uint128 end = begin | mask;
    if (end < first || begin > last) return append(Family::ipv6, first, last, node.other);
    if (begin > first) append(Family::ipv6, first, begin - 1, node.other);
    for (std::uint32_t i = 0; i < 16; ++i) {
      const unsigned shift = bits_left - 4;
      const Uint128 from = begin | Uint128{i} << shift;
      const Uint128 to = from | ((Uint128{1} << shift) - 1);
      if (to < first || from > last) continue;
      walk_v6_child(node.child[i], std::max(from, first), std::min(to, last));
    }
    if (end < last) append(Family::ipv6, end + 1, last, node.other);
  }

  void walk_v6_child(std::uint32_t child, Uint128 first, Uint128 last) {
    if (child & SK_NODE)
      walk_v6(child & ~SK_NODE, first, last);
    else
      append(Family::ipv6, first, last, child);
  }

  std::span<const sk_v4_node> v4_nodes_;
  std::span<const sk_v6_node> v6_nodes_;
  std::vector<ImagePiece> pieces_;
  std::uint64_t steps_ = 0;
};

}  // namespace

std::optional<std::vector<ImagePiece>> walk_address_tries(const TableImage& image) {
  Walker walker(image);
  if (!walker.came_to_an_end()) return std::nullopt;
  return walker.take();
}

}  // namespace sekisho::verifying

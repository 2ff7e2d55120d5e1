#include "classifier/address_table.h"

#include <algorithm>

namespace sekisho::classifier {

namespace {

struct Segment {
  std::uint32_t start, value;
};

class AddressTableBuilder {
 public:
  AddressTableBuilder(std::span<const AddressPiece> pieces, std::span<const std::uint32_t> values,
                      std::uint64_t node_budget_bytes) {
    for (const AddressPiece& piece : pieces)  // neighbours of one value are one segment
      if (all_.empty() || all_.back().value != values[piece.node])
        all_.push_back({piece.start, values[piece.node]});
    lines_ = nodes_needed() * 1024 > node_budget_bytes;
  }

  AddressArrays run() {
    std::size_t at = 0;
    for (std::uint32_t high = 0; high < 65536; ++high)
      arrays_.root.push_back(entry_of(slice(all_, at, high << 16, 1u << 16), high << 16, 16));
    narrow();
    return std::move(arrays_);
  }

 private:
  using Segments = std::span<const Segment>;

  // The segments that reach into [first, first + size), from the one at `at` on, which moves on.
  static Segments slice(Segments segments, std::size_t& at, std::uint32_t first,
                        std::uint32_t size) {
    while (at + 1 < segments.size() && segments[at + 1].start <= first) ++at;
    std::size_t end = at + 1;
    while (end < segments.size() && segments[end].start - first < size) ++end;
    const Segments part = segments.subspan(at, end - at);
    at = end - 1;
    return part;
  }

  std::uint64_t nodes_needed() const {
    std::uint64_t count = 0;
    std::uint32_t last16 = 0xffffffff, last24 = 0xffffffff;
    for (const Segment& segment : all_) {
      if ((segment.start & 0xffff) && last16 != segment.start >> 16) ++count;
      if (segment.start & 0xffff) last16 = segment.start >> 16;
      if ((segment.start & 0xff) && last24 != segment.start >> 8) ++count;
      if (segment.start & 0xff) last24 = segment.start >> 8;
    }
    return count;
  }

  // What stands for `segments`, which fill 2^bits addresses from `first` on.
  std::uint32_t entry_of(Segments segments, std::uint32_t first, unsigned bits) {
    if (segments.size() == 1) return segments[0].value;
    if (lines_ && segments.size() <= std::tuple_size_v<decltype(SegmentLine::values)>)
      return kSegments | add_line(segments);
    const auto node = static_cast<std::uint32_t>(arrays_.nodes.size() / 256);
    arrays_.nodes.resize(arrays_.nodes.size() + 256);
    std::size_t at = 0;
    const unsigned below = bits - 8;
    for (std::uint32_t n = 0; n < 256; ++n) {
      const std::uint32_t begin = first + (n << below);
      const std::uint32_t entry = entry_of(slice(segments, at, begin, 1u << below), begin, below);
      arrays_.nodes[node * 256 + n] = entry;
    }
    return kNode | node;
  }

  // Two bytes an entry where every value, node and line has a number below 2^14.
  void narrow() {
    const auto fits = [](std::uint32_t entry) { return (entry & kEntryMask) <= kNarrowMask; };
    if (!std::all_of(arrays_.root.begin(), arrays_.root.end(), fits) ||
        !std::all_of(arrays_.nodes.begin(), arrays_.nodes.end(), fits))
      return;
    const auto narrowed = [](const std::vector<std::uint32_t>& entries) {
      std::vector<std::uint16_t> narrow;
      for (const std::uint32_t entry : entries)
        narrow.push_back(static_cast<std::uint16_t>(entry >> 16 | (entry & kNarrowMask)));
      return narrow;
    };
    arrays_.narrow_root = narrowed(arrays_.root);
    arrays_.narrow_nodes = narrowed(arrays_.nodes);
    arrays_.root.clear();
    arrays_.nodes.clear();
  }

  std::uint32_t add_line(Segments segments) {
    SegmentLine line;
    line.starts.fill(0xffff);
    line.values.fill(segments.back().value);
    for (std::size_t n = 0; n < segments.size(); ++n) {
      if (n > 0) line.starts[n - 1] = static_cast<std::uint16_t>(segments[n].start);
      line.values[n] = segments[n].value;
    }
    arrays_.segments.push_back(line);
    return static_cast<std::uint32_t>(arrays_.segments.size() - 1);
  }

  std::vector<Segment> all_;
  bool lines_ = false;
  AddressArrays arrays_;
};

}  // namespace

AddressArrays build_address_table(std::span<const AddressPiece> pieces,
                                  std::span<const std::uint32_t> values,
                                  std::uint64_t node_budget_bytes) {
  return AddressTableBuilder(pieces, values, node_budget_bytes).run();
}

}  // namespace sekisho::classifier

// Lists whose ports are compared one line of four after another. Long ones are first cut by ports
// and protocol, so that a bounded number of lines is left.
#include <algorithm>

#include "classifier/answers.h"

namespace sekisho::classifier {

namespace {

constexpr std::size_t kLongList = 32;  // rules; above: a tree
constexpr std::size_t kLeaf = 4;
constexpr unsigned kDeepest = 40;

struct Box {
  std::array<std::uint32_t, 3> low{0, 0, 0}, high{65535, 65535, 255};
};

class LineBuilder {
 public:
  LineBuilder(const Services& services, std::uint64_t limit_bytes)
      : services_(services), limit_bytes_(limit_bytes) {
    arrays_.lines.push_back(line_of({}));
  }

  std::optional<AnswerArrays> run(const SequencePool& lists, const Wanted& wanted) {
    for (std::uint32_t list = 0; list < lists.size(); ++list) {
      if (!wanted[list]) {
        arrays_.value_of_list.push_back(0);
        continue;
      }
      const RuleNumbers rules(lists[list].begin(), lists[list].end());
      if (rules.size() <= kLongList) {
        arrays_.value_of_list.push_back(add_lines(rules));
      } else {
        const std::uint32_t root = add_tree(rules, {}, 0);
        if (root & kNode) {
          arrays_.value_of_list.push_back(root & ~kNode);
        } else {
          arrays_.value_of_list.push_back(root | kPortTree);
        }
      }
      if (bytes() > limit_bytes_) return std::nullopt;
    }
    return std::move(arrays_);
  }

 private:
  std::uint64_t bytes() const {
    return arrays_.lines.size() * sizeof(PortLine) + arrays_.port_nodes.size() * sizeof(PortNode);
  }

  Box box_of(std::uint32_t rule) const {
    const TupleRule& s = services_.distinct[services_.of[rule]];
    const std::uint32_t low = s.any_protocol ? 0 : s.protocol;
    const std::uint32_t high = s.any_protocol ? 255 : s.protocol;
    return {{s.source_ports.first, s.destination_ports.first, low},
            {s.source_ports.last, s.destination_ports.last, high}};
  }

  PortEntry entry_of(std::uint32_t rule) const {
    const Box box = box_of(rule);
    PortEntry entry{};
    for (std::size_t d = 0; d < 3; ++d) {
      entry.low[d] = static_cast<std::uint16_t>(box.low[d]);
      entry.high[d] = static_cast<std::uint16_t>(box.high[d]);
    }
    entry.rule = rule;
    return entry;
  }

  PortLine line_of(std::span<const std::uint32_t> rules) const {
    PortLine line;
    for (std::size_t n = 0; n < line.entries.size(); ++n)
      line.entries[n] = n < rules.size() ? entry_of(rules[n])
                                         : PortEntry{{1, 1, 1}, {0, 0, 0}, 0};  // holds nothing
    return line;
  }

  std::uint32_t add_lines(std::span<const std::uint32_t> rules) {
    if (rules.empty()) return 0;
    const auto first = static_cast<std::uint32_t>(arrays_.lines.size());
    for (std::size_t n = 0; n < rules.size(); n += 4) {
      arrays_.lines.push_back(
          line_of(rules.subspan(n, std::min<std::size_t>(4, rules.size() - n))));
      if (n + 4 < rules.size()) arrays_.lines.back().entries[3].rule |= kMoreLines;
    }
    const auto count = static_cast<std::uint32_t>(arrays_.lines.size()) - first;
    arrays_.longest_lines = std::max(arrays_.longest_lines, count);
    return first;
  }

  // Those that reach into `box`, up to one that fills it.
  RuleNumbers within(const RuleNumbers& rules, const Box& box) const {
    RuleNumbers inside;
    for (const std::uint32_t rule : rules) {
      const Box own = box_of(rule);
      bool reaches = true, fills = true;
      for (std::size_t d = 0; d < 3; ++d) {
        reaches &= own.low[d] <= box.high[d] && box.low[d] <= own.high[d];
        fills &= own.low[d] <= box.low[d] && box.high[d] <= own.high[d];
      }
      if (reaches) inside.push_back(rule);
      if (fills) break;
    }
    return inside;
  }

  struct Cut {
    std::size_t dimension = 0;
    std::uint32_t bound = 0;  // 0: none
    std::size_t cost = ~std::size_t{0};
  };

  // The middle bound of each dimension; the one that leaves the fewest rules on both sides.
  Cut best_cut(const RuleNumbers& rules, const Box& box) const {
    Cut best;
    for (std::size_t d = 0; d < 3; ++d) {
      std::vector<std::uint32_t> bounds;
      for (const std::uint32_t rule : rules) {
        const Box own = box_of(rule);
        if (own.low[d] > box.low[d]) bounds.push_back(own.low[d]);
        if (own.high[d] < box.high[d]) bounds.push_back(own.high[d] + 1);
      }
      if (bounds.empty()) continue;
      const auto middle = bounds.begin() + static_cast<std::ptrdiff_t>(bounds.size() / 2);
      std::nth_element(bounds.begin(), middle, bounds.end());
      std::size_t left = 0, right = 0;
      for (const std::uint32_t rule : rules) {
        const Box own = box_of(rule);
        left += own.low[d] < *middle;
        right += own.high[d] >= *middle;
      }
      const std::size_t cost = std::max(left, right) * 2 + left + right;
      if (cost < best.cost) best = {d, *middle, cost};
    }
    return best;
  }

  std::uint32_t add_tree(const RuleNumbers& rules, const Box& box, unsigned depth) {
    const RuleNumbers inside = within(rules, box);
    arrays_.deepest_tree = std::max(arrays_.deepest_tree, depth);
    const Cut cut = inside.size() > kLeaf ? best_cut(inside, box) : Cut{};
    if (cut.bound == 0 || depth == kDeepest || bytes() > limit_bytes_)
      return kNode | add_lines(inside);
    const auto at = static_cast<std::uint32_t>(arrays_.port_nodes.size());
    arrays_.port_nodes.push_back(
        {static_cast<std::uint16_t>(cut.dimension), static_cast<std::uint16_t>(cut.bound), 0, 0});
    Box left = box, right = box;
    left.high[cut.dimension] = cut.bound - 1;
    right.low[cut.dimension] = cut.bound;
    const std::uint32_t below = add_tree(inside, left, depth + 1);
    arrays_.port_nodes[at].left = below;
    const std::uint32_t above = add_tree(inside, right, depth + 1);
    arrays_.port_nodes[at].right = above;
    return at;
  }

  const Services& services_;
  std::uint64_t limit_bytes_;
  AnswerArrays arrays_;
};

}  // namespace

std::optional<AnswerArrays> answer_by_lines(const SequencePool& lists, const Services& services,
                                            const Wanted& wanted, std::uint64_t limit_bytes) {
  return LineBuilder(services, limit_bytes).run(lists, wanted);
}

}  // namespace sekisho::classifier

// The lists of rules that stand between two prefixes, each stored once.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "classifier/planes.h"

namespace sekisho::classifier {

// Equal sequences get one number. Sequence 0 is the empty one.
class SequencePool {
 public:
  SequencePool() : begin_{0, 0} { slots_.assign(1 << 12, 0); }
  std::uint32_t intern(std::span<const std::uint32_t> sequence);
  std::span<const std::uint32_t> operator[](std::uint32_t number) const {
    return std::span(items_).subspan(begin_[number], begin_[number + 1] - begin_[number]);
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(begin_.size() - 1); }
  std::size_t item_count() const { return items_.size(); }

 private:
  void grow();
  std::vector<std::uint32_t> items_;
  std::vector<std::size_t> begin_;
  std::vector<std::uint32_t> slots_;  // open addressing; 0: free
};

// The ports and protocols of rules, numbered; equal ones are one.
struct Services {
  std::vector<TupleRule> distinct;  // prefixes are all zero
  std::vector<std::uint32_t> of;    // by rule; only of reachable ones
};
Services number_services(const Ends& ends);
bool is_universal(const TupleRule& service);
// Whether every (ports, protocol) of `inner` is one of `outer`.
bool covers(const TupleRule& outer, const TupleRule& inner);

// A plane before its cells become answers. Rows and columns are the plane's own prefixes, numbered
// from 1; 0 is outside all of them.
struct Plane {
  struct Cell {
    std::uint64_t place;  // row × columns + column
    std::uint32_t list;   // in the pool, not 0
  };
  Projection rows, columns;
  std::vector<Cell> cells;  // ascending; what is not there holds list 0
};

// Each cell's list holds every rule of the plane whose prefixes hold both ends, in order, without
// those that an earlier one of the list covers.
Plane fill_plane(const Ends& ends, const RuleNumbers& rules, const Services& services,
                 SequencePool& lists);

}  // namespace sekisho::classifier

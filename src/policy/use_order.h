// Things that use one another by index, in an order in which each comes after what it uses.
#pragma once

#include <cstdint>
#include <vector>

namespace sekisho {

struct UseOrder {
  struct Edge {
    std::uint32_t user;
    std::uint32_t used;
  };
  std::vector<std::uint32_t> order;
  std::vector<Edge> cycles;  // the use that closes each cycle
};

// `uses[i]` lists what thing i uses. Iterative: a chain may be as long as the file.
UseOrder order_by_use(const std::vector<std::vector<std::uint32_t>>& uses);

}  // namespace sekisho

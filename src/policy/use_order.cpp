#include "policy/use_order.h"

namespace sekisho {

UseOrder order_by_use(const std::vector<std::vector<std::uint32_t>>& uses) {
  enum class State : std::uint8_t { fresh, open, done };
  struct Visit {
    std::uint32_t thing;
    std::size_t next = 0;
  };
  UseOrder result;
  std::vector<State> states(uses.size(), State::fresh);
  std::vector<Visit> stack;
  for (std::uint32_t root = 0; root < uses.size(); ++root) {
    if (states[root] == State::fresh) stack.push_back({root});
    while (!stack.empty()) {
      const auto [thing, next] = stack.back();
      states[thing] = State::open;
      if (next == uses[thing].size()) {
        states[thing] = State::done;
        result.order.push_back(thing);
        stack.pop_back();
        continue;
      }
      ++stack.back().next;
      const std::uint32_t used = uses[thing][next];
      if (states[used] == State::open) result.cycles.push_back({thing, used});
      if (states[used] == State::fresh) stack.push_back({used});
    }
  }
  return result;
}

}  // namespace sekisho

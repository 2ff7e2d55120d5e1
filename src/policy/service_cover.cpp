#include "policy/service_cover.h"

#include <algorithm>

namespace sekisho {
namespace {

// Ports, or the types of ICMP.
using Numbers = std::vector<PortRange>;

Numbers numbers_of(const std::vector<PortRange>& ports) {
  return ports.empty() ? Numbers{PortRange{}} : ports;
}

Numbers numbers_of(const std::vector<std::uint8_t>& types) {
  constexpr PortRange kAllTypes{0, 255};
  if (types.empty()) return {kAllTypes};
  Numbers numbers;
  for (const std::uint8_t type : types) numbers.push_back({type, type});
  return numbers;
}

bool holds(Numbers numbers, const Numbers& wanted) {
  std::sort(numbers.begin(), numbers.end());
  return std::all_of(wanted.begin(), wanted.end(), [&](const PortRange& range) {
    unsigned next = range.first;
    for (const PortRange& held : numbers) {
      if (held.first <= next && next <= held.last) next = held.last + 1u;
    }
    return next > range.last;
  });
}

void append(Numbers& target, const Numbers& more) {
  target.insert(target.end(), more.begin(), more.end());
}

}  // namespace

// The ports of several services count together where each holds all the source ports.
bool covers(const std::vector<Service>& list, const Service& service) {
  Numbers ports, types;
  for (const Service& held : list) {
    const bool fits = held.protocol == service.protocol &&
                      holds(numbers_of(held.source_ports), numbers_of(service.source_ports));
    if (!fits) continue;
    append(ports, numbers_of(held.ports));
    append(types, numbers_of(held.types));
  }
  return holds(ports, numbers_of(service.ports)) && holds(types, numbers_of(service.types));
}

}  // namespace sekisho

#include "policy/lint_services.h"

#include <algorithm>
#include <tuple>

#include "policy/service_cover.h"

namespace sekisho {
namespace {

constexpr unsigned kPortBits = 16;

AddressRange numbers_of(std::uint8_t protocol, std::uint16_t first, std::uint16_t last) {
  const Uint128 base = Uint128{protocol} << kPortBits;
  return {Family::ipv4, base + first, base + last};
}

void add_numbers(const Service& service, std::vector<AddressRange>& to) {
  for (const PortRange& port : service.ports) {
    to.push_back(numbers_of(service.protocol, port.first, port.last));
  }
  for (const std::uint8_t type : service.types) {
    to.push_back(numbers_of(service.protocol, type, type));
  }
  const bool is_all = service.ports.empty() && service.types.empty();
  if (is_all) to.push_back(numbers_of(service.protocol, 0, UINT16_MAX));
}

auto key_of(const Service& s) {
  return std::tie(s.protocol, s.ports, s.source_ports, s.types);
}

}  // namespace

RuleServices::RuleServices(const std::vector<Rule>& rules) {
  const auto comes_before = [](const std::vector<Service>* a, const std::vector<Service>* b) {
    return std::lexicographical_compare(
        a->begin(), a->end(), b->begin(), b->end(),
        [](const Service& one, const Service& other) { return key_of(one) < key_of(other); });
  };
  std::map<const std::vector<Service>*, std::uint32_t, decltype(comes_before)> known(comes_before);
  for (const Rule& rule : rules) {
    const auto number = static_cast<std::uint32_t>(lists_.size());
    const auto [place, is_new] = known.try_emplace(&rule.services, number);
    rules_.push_back(place->second);
    if (!is_new) continue;
    lists_.push_back(&rule.services);
    std::vector<AddressRange> numbers;
    for (const Service& service : rule.services) add_numbers(service, numbers);
    numbers_.push_back(make_set(std::move(numbers)));
  }
}

bool RuleServices::holds(std::uint32_t outer, std::uint32_t inner) const {
  if (outer == inner) return true;
  return std::all_of(lists_[inner]->begin(), lists_[inner]->end(),
                     [&](const Service& each) { return covers(*lists_[outer], each); });
}

}  // namespace sekisho

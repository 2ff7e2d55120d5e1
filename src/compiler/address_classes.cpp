#include "compiler/address_classes.h"

#include <algorithm>

namespace sekisho {

AddressClasses::AddressClasses(std::size_t zones, std::size_t devices)
    : by_zone_(zones + 1), by_device_(devices + 1) {}

void AddressClasses::toggle(ImageIndex rule, bool opens) {
  if (opens)
    open_.insert(rule);
  else
    open_.erase(open_.find(rule));
  found_.clear();
}

void AddressClasses::close_all() {
  open_.clear();
  found_.clear();
}

// Ascending, each once.
AddressClasses::RuleList AddressClasses::rules_holding(const Owner& owner) const {
  // Which no other endpoint holds, whatever its range.
  if (owner.is_gateway) return by_gateway_;
  RuleList rules(open_.begin(), open_.end());
  for (const RuleList* more : {&by_zone_[owner.zone], &by_device_[owner.device]})
    rules.insert(rules.end(), more->begin(), more->end());
  std::sort(rules.begin(), rules.end());
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  return rules;
}

std::uint32_t AddressClasses::class_of(Owner owner) {
  // A device that no rule here names tells nothing apart.
  if (by_device_[owner.device].empty()) owner.device = 0;
  const auto [place, is_new] = found_.try_emplace({owner.zone, owner.device, owner.is_gateway}, 0);
  if (!is_new) return place->second;
  const auto next = static_cast<std::uint32_t>(classes_.size());
  const auto [known, is_unknown] = known_.try_emplace(rules_holding(owner), next);
  if (is_unknown) classes_.push_back(known->first);
  return place->second = known->second;
}

}  // namespace sekisho

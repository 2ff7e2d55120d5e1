// Lists of services as sets, each built once however many rules have it.
#pragma once

#include <map>

#include "sekisho/base/range_set.h"
#include "sekisho/policy/model.h"

namespace sekisho {

class RuleServices {
 public:
  explicit RuleServices(const std::vector<Rule>& rules);

  std::uint32_t of(std::size_t rule) const { return rules_[rule]; }
  // What each list holds as numbers, protocol before port or type; source ports left out.
  const std::vector<RangeSet>& numbers() const { return numbers_; }
  bool holds(std::uint32_t outer, std::uint32_t inner) const;

 private:
  std::vector<const std::vector<Service>*> lists_;  // of the rules, which outlive this
  std::vector<RangeSet> numbers_;
  std::vector<std::uint32_t> rules_;
};

}  // namespace sekisho

// The classes of addresses by which rules of one group hold them: a plane's as source, a plane's as
// destination, or the blocks. Fed by the sweep of partition_addresses.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <boost/functional/hash.hpp>

#include "compiler/passes.h"

namespace sekisho {

// What else than ranges decides which rules hold an address. Numbers of the image, 0 for none.
struct Owner {
  std::uint32_t zone = 0, device = 0;
  bool is_gateway = false;
};

class AddressClasses {
 public:
  AddressClasses(std::size_t zones, std::size_t devices);

  // Rules ascend.
  void hold_zone(std::uint32_t zone, ImageIndex rule) { by_zone_[zone].push_back(rule); }
  void hold_device(std::uint32_t device, ImageIndex rule) { by_device_[device].push_back(rule); }
  void hold_gateway(ImageIndex rule) { by_gateway_.push_back(rule); }

  // A range of `rule` begins or ends at the sweep's place.
  void toggle(ImageIndex rule, bool opens);
  // No range is open any more: a sweep begins.
  void close_all();
  // The class of an address at the sweep's place. Class 0: no rule holds it.
  std::uint32_t class_of(Owner owner);

  const RulesOfClass& rules() const { return classes_; }
  RulesOfClass take_rules() { return std::move(classes_); }

 private:
  using RuleList = std::vector<ImageIndex>;
  RuleList rules_holding(const Owner& owner) const;

  std::vector<RuleList> by_zone_, by_device_;
  RuleList by_gateway_;
  std::multiset<ImageIndex> open_;
  RulesOfClass classes_{{}};
  std::unordered_map<RuleList, std::uint32_t, boost::hash<RuleList>> known_{{{}, 0}};
  // The classes found since `open_` last changed.
  std::map<std::tuple<std::uint32_t, std::uint32_t, bool>, std::uint32_t> found_;
};

}  // namespace sekisho

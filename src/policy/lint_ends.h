// The ends of all rules as sets of addresses, each set built once however many rules have it.
#pragma once

#include <string_view>
#include <tuple>
#include <unordered_map>

#include <boost/functional/hash.hpp>

#include "policy/policy.h"
#include "sekisho/base/range_set.h"
#include "sekisho/policy/model.h"

namespace sekisho {

inline std::size_t hash_value(const AddressRange& range) {
  return boost::hash_value(std::tuple(range.family, range.first, range.last));
}

// What a list of endpoints holds. The gateway, which no other endpoint holds, is the one address of
// a family of its own.
struct Holding {
  RangeSet always;              // addresses with a zone, and the gateway
  std::vector<DeviceId> dated;  // devices that are there on some days only, ascending
  RangeSet ever;                // with the addresses of those
};

// Borrows both; they outlive it.
class RuleEnds {
 public:
  // `model` is what `policy` was resolved to.
  RuleEnds(const Policy& policy, const Model& model);

  static constexpr Family kGateway{};

  const std::vector<Holding>& all() const { return ends_; }
  std::uint32_t from_of(std::size_t rule) const { return rules_[rule].first; }
  std::uint32_t to_of(std::size_t rule) const { return rules_[rule].second; }
  const Holding& from(std::size_t rule) const { return ends_[from_of(rule)]; }
  const Holding& to(std::size_t rule) const { return ends_[to_of(rule)]; }
  // The addresses of a zone, the gateway's left out.
  const RangeSet& extent(ZoneId zone) const { return extents_[index_of(zone)]; }
  // `inner` is held on every day on which it holds anything.
  bool holds(std::uint32_t outer, std::uint32_t inner) const;

 private:
  using Key = std::tuple<EndpointKind, ZoneId, DeviceId, AddressRange>;
  using Written = std::vector<std::tuple<EndpointDraft::Kind, std::string_view, AddressRange>>;
  std::uint32_t intern(const std::vector<EndpointDraft>& written,
                       const std::vector<Endpoint>& endpoints);
  std::uint32_t intern(const std::vector<Endpoint>& endpoints);
  Holding build(const std::vector<Key>& keys) const;

  const Model& model_;
  std::vector<RangeSet> extents_;  // by ZoneId
  RangeSet zoned_;                 // all of them
  std::vector<Holding> ends_;
  // Groups by their names, of the policy given.
  std::unordered_map<Written, std::uint32_t, boost::hash<Written>> by_name_;
  std::unordered_map<std::vector<Key>, std::uint32_t, boost::hash<std::vector<Key>>> numbers_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> rules_;
};

}  // namespace sekisho

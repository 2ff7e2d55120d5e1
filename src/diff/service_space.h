// The services of two policies as sets of kinds: headers that none of the services tells apart.
//
// A kind is of one protocol and known by which services hold it, so sets of services are compared
// by bits. Cost: O(n * m) for n distinct bounds and m services of a protocol. Immutable; thread:
// any.
// Source: RE2's colouring of byte ranges, applied to ports and types.
#pragma once

#include <map>
#include <span>
#include <vector>

#include <boost/dynamic_bitset.hpp>

#include "sekisho/base/address.h"
#include "sekisho/policy/model.h"

namespace sekisho::diffing {

using ServiceBits = boost::dynamic_bitset<>;

class ServiceSpace {
 public:
  // Of these services and no others.
  explicit ServiceSpace(std::vector<const Service*> services);

  ServiceBits none() const { return ServiceBits(kinds_); }
  // Of services that the space was made of.
  ServiceBits bits_of(std::span<const Service> services) const;
  // What packets of a family can have: step 1 of policy.md 2.3 lets no ICMP into IPv6, no ICMPv6
  // into IPv4, and reads on behind the extension headers of IPv6; step 5 never lets a redirect in.
  const ServiceBits& possible(Family family) const {
    return family == Family::ipv4 ? possible_v4_ : possible_v6_;
  }
  // The fewest services that hold these kinds, by protocol; sorted, apart.
  std::vector<Service> write(const ServiceBits& kinds) const;

 private:
  using Numbers = std::vector<std::uint32_t>;
  // The values of one header field, in ranges that no service tells apart.
  struct Field {
    std::vector<PortRange> ranges;
    Numbers class_of_range;
    std::vector<Numbers> services;  // by class: which services hold its values
  };
  struct Protocol {
    Field destination, source;           // the type for ICMP; source: one class but for ports
    std::vector<std::vector<int>> kind;  // by source class, destination class; -1: of no service
  };

  template <typename RangesOf>
  Field make_field(const Numbers& services, std::uint32_t values, RangesOf ranges_of) const;
  void add_protocol(std::uint8_t number, const Numbers& services);
  void find_possible();
  static std::vector<PortRange> join(const Field& field, const Numbers& classes);

  std::vector<const Service*> services_;  // distinct
  std::map<std::uint8_t, Protocol> protocols_;
  std::vector<Numbers> kinds_of_service_;
  std::size_t kinds_ = 0;
  ServiceBits possible_v4_, possible_v6_;
};

}  // namespace sekisho::diffing

// Everything that two policies differ in: what their texts say, which addresses are blocked or
// change their zone, and which new flows are decided otherwise, now and at later moments.
//
// Guarantee: `is_equal` only where every packet is judged and told alike, from `at` on, with no
// relaxation and with each by itself; but for ARP and neighbour discovery with forwarding: bridge
// between addresses that only a rule without any flow joins. Pure; thread: any.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/diff/changes.h"
#include "sekisho/diff/diff.h"

namespace sekisho {

// A part of the time from `at` on. nullopt: from `at`; for good.
struct Period {
  std::optional<Instant> from, until;  // `until` excluded
  std::vector<std::string> weekly;  // "mon-fri 08:30-17:15" in the policy's time; none: all of it

  friend bool operator==(const Period&, const Period&) = default;
};

struct Occasion {
  std::vector<Period> periods;  // none: at every moment
  std::string relaxation;       // that is switched on, by itself; "": none is

  friend bool operator==(const Occasion&, const Occasion&) = default;
};

struct RegionChange {
  Region region;
  Occasion occasion;
};

enum class AddressChange : std::uint8_t { blocked, unblocked, rezoned };

struct AddressDifference {
  AddressChange change = AddressChange::blocked;
  WrittenAddresses written;
  std::string zone_before, zone_after;  // rezoned; "" for none
  Occasion occasion;

  friend bool operator==(const AddressDifference&, const AddressDifference&) = default;
};

// Moments at which different things are in force.
struct MomentsSeen {
  std::size_t compared = 0;
  bool is_all = true;  // there are no others from `at` on
};

struct PolicyDiff {
  std::array<std::vector<RegionChange>, kFlowChanges> flows;  // by FlowChange
  std::vector<AddressDifference> addresses;
  PolicyChanges changes;
  MomentsSeen moments;
  // With forwarding: bridge, ARP and neighbour discovery pass between what some rule joins. Asked
  // where nothing else differs.
  bool resolves_alike = true;
  bool is_equal = true;
};

inline constexpr std::size_t kMostMoments = 24;

// "https", "tcp 443, 8000-8010 from 1024-65535", "icmp 8", "protocol 50"
std::string to_string(const WrittenService& service);

PolicyDiff diff_policies(const NamedPolicy& before, const NamedPolicy& after, Instant at);

}  // namespace sekisho

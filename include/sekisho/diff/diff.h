// What changes between two policies: the regions of new flows that are newly allowed or denied, and
// what their texts say differently.
//
// Guarantee: a new flow whose sender is bound as the ledger says is decided differently exactly
// where a region holds it. Regions are few and may overlap. Cost: by the rules that changed and
// what overlaps them, not by pairs of addresses. Pure; thread: any.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/base/message.h"
#include "sekisho/base/range_set.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"
#include "sekisho/policy/named.h"

namespace sekisho {

// Both before and after permit what is `logged` and `unlogged`; only the event differs.
enum class FlowChange : std::uint8_t { allowed, denied, logged, unlogged };
inline constexpr std::size_t kFlowChanges = 4;

// Endpoints as a policy writes them: every address of `names` that none of `except` holds.
struct WrittenAddresses {
  std::vector<std::string> names, except;

  friend bool operator==(const WrittenAddresses&, const WrittenAddresses&) = default;
};

// As a policy writes it: a name, or where it has none the service.
struct WrittenService {
  std::string name;
  Service service;

  friend bool operator==(const WrittenService&, const WrittenService&) = default;
};

// Every flow of one family from an address of `from` to one of `to` by one of `services`, as far as
// policy.md 2.3 lets a packet so addressed reach step 12. The names are those of the policy that
// permits (or logs) the flows. "gateway" in `from`: what the gateway begins, to which replies are
// let in.
struct Region {
  RangeSet from, to;
  std::vector<Service> services;
  WrittenAddresses written_from, written_to;
  std::vector<WrittenService> written_services;
  std::vector<std::string> rules;  // that permit (or log) it, in their order

  friend bool operator==(const Region&, const Region&) = default;
};

using Regions = std::array<std::vector<Region>, kFlowChanges>;  // by FlowChange

// One policy with what it names.
struct NamedPolicy {
  const Model& model;
  const PolicyNames& names;
};

// At one moment, with `relaxed` switched on as far as a policy has it.
Regions diff_flows(const NamedPolicy& before, const NamedPolicy& after, Instant at,
                   const SwitchedOn& relaxed = {});
// The same without what differs, by some region alone, with nothing switched on too.
Regions diff_flows_beyond(const NamedPolicy& before, const NamedPolicy& after, Instant at,
                          const SwitchedOn& relaxed);

}  // namespace sekisho

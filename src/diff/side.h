// One of the two policies as it stands at a moment: what is in force, and what each address may do.
//
// The address space comes from verify's painting, which knows nothing of the compiler. Borrows the
// model. Immutable; thread: any.
#pragma once

#include <span>
#include <vector>

#include "sekisho/base/range_set.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"
#include "verify/policy_ends.h"
#include "verify/proof.h"

namespace sekisho::diffing {

using verifying::PolicyEnd;
using verifying::PolicyPiece;
using verifying::Present;

// What steps 5 to 7 and 11 of policy.md 2.3 ask of an address, bound as the ledger says.
struct Ability {
  bool sends = false;     // a packet from here passes; of the gateway: a reply to it does
  bool receives = false;  // a packet to here is asked about in step 12
  bool is_gateway = false;

  friend auto operator<=>(const Ability&, const Ability&) = default;
};

class Side {
 public:
  Side(const Model& model, Instant at, const SwitchedOn& relaxed);

  const Model& model() const { return *model_; }
  const Present& present() const { return present_; }
  const std::vector<PolicyPiece>& pieces() const { return pieces_; }

  Ability ability_of(const PolicyEnd& end) const;
  // By id, "" for none: what the two policies have in common are names, not numbers.
  const std::string& zone_of(const PolicyEnd& end) const;
  const std::string& device_of(const PolicyEnd& end) const;

  // Every address that the endpoint holds (policy.md 1.4).
  RangeSet extent_of(const Endpoint& endpoint) const;
  RangeSet extent_of(std::span<const Endpoint> endpoints) const;
  const RangeSet& zone_extent(std::size_t zone) const { return zones_[zone]; }
  const RangeSet& gateway() const { return gateway_; }
  const RangeSet& senders() const { return senders_; }
  const RangeSet& receivers() const { return receivers_; }

 private:
  bool has_mac(const Device& device) const;

  const Model* model_;
  Present present_;
  std::vector<PolicyPiece> pieces_;
  std::vector<RangeSet> zones_;  // by ZoneId, without the gateway's own
  RangeSet gateway_, senders_, receivers_;
};

bool meet(const RangeSet& a, const RangeSet& b);
RangeSet of_family(const RangeSet& set, Family family);
RangeSet united(RangeSet a, const RangeSet& b);

}  // namespace sekisho::diffing

// The proof, part by part, and what is certain after each.
#include "sekisho/verify/verify.h"

#include "verify/addresses.h"
#include "verify/decisions.h"
#include "verify/facts.h"
#include "verify/proof.h"
#include "verify/services.h"

namespace sekisho {

namespace {

using namespace verifying;

void prove(Proof& proof) {
  // Policy and image are of one moment.
  if (!prove_moment(proof)) return;

  // Timeouts, limits, mode, forwarding, the gateway's ports and the next change are the policy's.
  if (!prove_settings(proof)) return;

  // Every (interface, tag) leads to the zone that owns it, or to none.
  if (!prove_zones(proof)) return;

  // Every MAC leads to the device that owns it, or to none; each device has its zone, role and
  // MACs.
  if (!prove_devices(proof)) return;

  // An index of a rule or block in the image names the rule or block that has this place.
  if (!prove_rule_names(proof)) return;

  // Every address has its zone, device, first block, and is the gateway's or not. Kinds of ends:
  // addresses that are of one class in the image and held by the same rules of the policy.
  Ends ends{proof.facts.sets};
  if (!prove_addresses(proof, ends)) return;

  // Kinds of services: (protocol, ports or type) of one class in the image and of the same services
  // of the policy.
  const ServiceKinds services = find_service_kinds(proof);

  // For every source kind, destination kind and service kind the image names the first rule that
  // permits it; and no zones meet that never may.
  if (!prove_decisions(proof, ends, services)) return;

  // And it says of which policy it is. Last, so that a difference that matters is shown first.
  prove_digest(proof);
}

}  // namespace

PolicyFacts::PolicyFacts(const Model& model, Instant at, const SwitchedOn& relaxed)
    : facts_(std::make_unique<const Facts>(model, at, relaxed)) {}
PolicyFacts::~PolicyFacts() = default;
PolicyFacts::PolicyFacts(PolicyFacts&& other) noexcept = default;

Verification verify(const PolicyFacts& facts, const TableImage& image) {
  Proof proof(*facts.facts_, image);
  prove(proof);
  return {proof.found(), proof.stats};
}

Verification verify(const Model& model, const TableImage& image, const SwitchedOn& relaxed) {
  return verify(PolicyFacts(model, image.valid_from(), relaxed), image);
}

}  // namespace sekisho

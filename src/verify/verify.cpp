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

std::vector<std::uint8_t> planes_of_rules(const TableImage& image) {
  std::vector<std::uint8_t> planes;
  for (const sk_rule& rule : image.section<sk_rule>(SK_SECTION_RULES)) planes.push_back(rule.plane);
  return planes;
}

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

  // Every address has its zone, device, first block, and is the gateway's or not.
  const auto overlaps = prove_addresses(proof);
  if (!overlaps) return;

  // Kinds of services: (protocol, ports or type) of one class in the image and of the same services
  // of the policy.
  const ServiceKinds services = find_service_kinds(proof);

  // Every rule is in one plane of the image. For every source kind, destination kind and service
  // kind each plane names the first of its rules that permits it, so the smallest of these is the
  // first of all; and no zones meet that never may.
  const std::vector<std::uint8_t> plane_of_rule = planes_of_rules(proof.image);
  const std::uint32_t planes = proof.image.header().planes;
  for (std::uint32_t plane = 0; plane < planes; ++plane) {
    std::optional<RuleSets> of_plane;
    if (planes > 1 || !proof.facts.of_all_rules)
      of_plane =
          find_rule_sets(proof.model, proof.present, proof.facts.pieces, plane_of_rule, plane);
    const RuleSets& sets = of_plane ? *of_plane : *proof.facts.of_all_rules;
    const Ends ends = find_end_kinds(proof, *overlaps, sets, plane);
    if (!prove_decisions(proof, ends, services)) return;
  }

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

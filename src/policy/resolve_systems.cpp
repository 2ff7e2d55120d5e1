// Sanitisers and government systems (policy.md 1.8).
#include <algorithm>

#include "policy/resolve.h"

namespace sekisho {
namespace {

// A sanitiser is devices; a group of anything else cannot stand for them.
void add_device(Resolution& r, const Endpoint& endpoint, Sanitiser& sanitiser) {
  if (endpoint.kind == EndpointKind::device) {
    auto& devices = sanitiser.devices;
    if (std::find(devices.begin(), devices.end(), endpoint.device) == devices.end()) {
      devices.push_back(endpoint.device);
    }
    return;
  }
  const auto is_said = [&](const Diagnostic& d) {
    return d.code == "SK1005" && d.where == endpoint.where;
  };
  if (std::any_of(r.found.all().begin(), r.found.all().end(), is_said)) return;
  r.found.add(
      "SK1005",
      say("group \"{}\" does not hold devices only, as a sanitiser's groups must", endpoint.group),
      endpoint.where);
}

}  // namespace

void resolve_systems(Resolution& r) {
  for (std::uint32_t i = 0; i < r.policy.sanitisers.size(); ++i) {
    const SanitiserDraft& draft = r.policy.sanitisers[i];
    Sanitiser sanitiser = draft.sanitiser;
    r.sanitisers.define(sanitiser.id, i, sanitiser.where, r.found);
    for (const Endpoint& endpoint : resolve_endpoints(r, draft.devices)) {
      add_device(r, endpoint, sanitiser);
    }
    r.model.sanitisers.push_back(std::move(sanitiser));
  }
  for (std::uint32_t i = 0; i < r.policy.government_systems.size(); ++i) {
    const GovernmentSystemDraft& draft = r.policy.government_systems[i];
    GovernmentSystem system = draft.system;
    r.systems.define(system.id, i, system.where, r.found);
    system.services = resolve_service_list(r, draft.services);
    r.model.government_systems.push_back(std::move(system));
  }
}

}  // namespace sekisho

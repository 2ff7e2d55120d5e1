// Sanitisers and government systems (policy.md 1.8).
#include <algorithm>

#include "policy/resolve.h"

namespace sekisho {
namespace {

// A device without the role that stands in a sanitiser zone is refused there (check_systems.cpp).
void require_role(Resolution& r, const Endpoint& endpoint, const Sanitiser& sanitiser) {
  const Device& device = r.model[endpoint.device];
  if (device.role == Role::sanitiser || !r.usable_devices[index_of(endpoint.device)]) return;
  if (r.model[device.zone].kind == ZoneKind::sanitiser) return;
  r.found
      .add("SK3113",
           say("device \"{}\" of sanitiser \"{}\" has the role {}; a sanitiser's devices have the "
               "role sanitiser",
               device.id, sanitiser.id, to_string(device.role)),
           endpoint.where)
      .notes.push_back({say("the device is here"), device.where});
}

// A sanitiser is devices; a group of anything else cannot stand for them.
void add_device(Resolution& r, const Endpoint& endpoint, Sanitiser& sanitiser) {
  if (endpoint.kind == EndpointKind::device) {
    auto& devices = sanitiser.devices;
    if (std::find(devices.begin(), devices.end(), endpoint.device) == devices.end()) {
      devices.push_back(endpoint.device);
      require_role(r, endpoint, sanitiser);
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
    for (const auto& range : draft.addresses) system.addresses.push_back(range.value);
    system.services = resolve_service_list(r, draft.services);
    r.model.government_systems.push_back(std::move(system));
  }
  for (const auto& range : r.policy.security_cloud.value) {
    r.model.security_cloud.push_back(range.value);
  }
}

}  // namespace sekisho

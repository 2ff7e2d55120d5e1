#include "policy/resolve.h"

namespace sekisho {
namespace {

void resolve_header(Resolution& r) {
  r.model.name = r.policy.name;
  r.model.model = r.policy.model;
  r.model.mode = r.policy.mode;
  r.model.forwarding = r.policy.forwarding;
  if (const auto zone = TimeZone::find(r.policy.time_zone)) r.model.time_zone = *zone;
  r.model.timeouts = r.policy.timeouts.value;
  r.model.limits = r.policy.limits.value;
}

// Once no rule needs them any more.
void keep_names(Resolution& r, PolicyNames& names) {
  for (std::size_t i = 0; i < r.group_members.size(); ++i)
    names.groups.push_back({r.policy.groups[i].name.value, std::move(r.group_members[i])});
  for (std::size_t i = 0; i < r.named_services.size(); ++i)
    names.services.push_back({r.service_names[i], std::move(r.named_services[i])});
}

}  // namespace

Model resolve(const Policy& policy, const std::vector<DeviceDraft>& devices, bool knows_all_devices,
              PolicyNames& names, Diagnostics& found) {
  Model model;
  Resolution r{.policy = policy, .drafts = devices, .model = model, .found = found};
  if (policy.has_unread_zones) r.zones.mark_incomplete();
  if (!knows_all_devices) r.devices.mark_incomplete();

  resolve_header(r);
  resolve_zones(r);  // then every zone has its id, in file order
  check_interfaces(r);
  check_subnets(r);
  check_zone_kinds(r);

  resolve_devices(r);  // then every device has its id, zone and router
  resolve_gateway(r);
  check_device_addresses(r);
  check_shared_macs(r);
  check_shared_addresses(r);

  resolve_groups(r);  // then groups and services are flat
  resolve_services(r);
  resolve_systems(r);
  check_systems(r);
  resolve_rules(r);  // then rules stand in deciding order
  resolve_blocks(r);
  keep_names(r, names);
  return model;
}

}  // namespace sekisho

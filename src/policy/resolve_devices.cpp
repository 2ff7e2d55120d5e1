#include "policy/resolve.h"

namespace sekisho {
namespace {

Device make_device(const DeviceDraft& draft) {
  Device device;
  device.id = draft.id.value;
  device.role = draft.role.value;
  device.dates = draft.dates;
  device.label = draft.label;
  device.owner = draft.owner;
  device.where = draft.id.where.is_known() ? draft.id.where : draft.where;
  for (const auto& mac : draft.macs) device.macs.push_back(mac.value);
  for (const auto& range : draft.addresses) device.addresses.push_back(range.value);
  return device;
}

// False where the zone is not known.
bool resolve_zone(Resolution& r, const DeviceDraft& draft, Device& device) {
  const auto zone = r.zones.resolve(draft.zone.value, draft.zone.where, r.found);
  device.zone = ZoneId{zone.value_or(0)};
  return zone.has_value();
}

void report_via(Resolution& r, const DeviceDraft& draft, const Location& where, Text message) {
  const std::string& id = draft.id.value;
  r.found.add("SK2012", say("device \"{}\" {}", id, message), where);
}

void resolve_via(Resolution& r, std::uint32_t index) {
  const DeviceDraft& draft = r.drafts[index];
  Device& device = r.model.devices[index];
  const Location& where = draft.via.where;
  if (draft.macs.empty() && !where.is_known()) {
    report_via(r, draft, device.where, say("has neither mac nor via; one of them is required"));
    return;
  }
  if (!where.is_known()) return;
  if (!draft.macs.empty()) {
    report_via(r, draft, where, say("has both mac and via; behind a router it has via only"));
    return;
  }
  const auto router = r.devices.resolve(draft.via.value, where, r.found);
  if (!router) return;
  device.via = DeviceId{*router};
  if (!r.usable_devices[*router]) return;
  const Device& named = r.model.devices[*router];
  if (named.role != Role::router || *router == index) {
    report_via(r, draft, where,
               say("is via \"{0}\", whose role is {1}; via names another device of role router",
                   named.id, to_string(named.role)));
  } else if (named.zone != device.zone) {
    report_via(r, draft, where,
               say("is in zone \"{}\", its router \"{}\" in zone \"{}\"; both must be in one",
                   r.model[device.zone].id, named.id, r.model[named.zone].id));
  }
}

void warn_of_local_macs(Resolution& r, std::uint32_t index) {
  const DeviceDraft& draft = r.drafts[index];
  if (draft.dates.starts || draft.dates.ends) return;
  for (const auto& mac : draft.macs) {
    if (!mac.value.is_locally_administered()) continue;
    r.found.add("SK2013",
                say("MAC {} of device \"{}\" is locally administered, so it may be made up; a "
                    "device for a time has dates",
                    to_string(mac.value), draft.id.value),
                mac.where);
  }
}

}  // namespace

void resolve_devices(Resolution& r) {
  const auto count = static_cast<std::uint32_t>(r.drafts.size());
  r.model.devices.reserve(count);
  r.usable_devices.reserve(count);
  r.devices.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const DeviceDraft& draft = r.drafts[i];
    Device device = make_device(draft);
    const bool is_new = r.devices.define(device.id, i, device.where, r.found);
    const bool has_zone = !draft.refused && resolve_zone(r, draft, device);
    r.usable_devices.push_back(is_new && has_zone);
    r.model.devices.push_back(std::move(device));
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!r.usable_devices[i]) continue;
    resolve_via(r, i);
    warn_of_local_macs(r, i);
  }
}

}  // namespace sekisho

// Where government systems, the security cloud and sanitisers stand (policy.md 1.8, 3).
#include <functional>

#include "policy/resolve.h"

namespace sekisho {
namespace {

// The first address of `range` whose zone is none of those wanted; nullopt also where the extent or
// the kind of a zone is not known.
std::optional<ZoneMap::Stray> first_stray(const Resolution& r, const ZoneMap& map,
                                          const AddressRange& range,
                                          const std::function<bool(ZoneKind)>& is_wanted) {
  const auto is_right = [&](ZoneId zone) {
    const auto& kind = r.policy.zones[index_of(zone)].kind;
    return !kind || is_wanted(*kind);
  };
  Uint128 next = range.first;  // what has no zone lies between the parts
  for (const ZoneMap::Part& part : map.parts_of(range)) {
    if (part.range.first != next) break;
    if (!is_right(part.zone)) return ZoneMap::Stray{to_address(range.family, next), part.zone};
    if (part.range.last == range.last) return std::nullopt;
    next = part.range.last + 1;
  }
  return ZoneMap::Stray{to_address(range.family, next), std::nullopt};
}

bool knows_all_zones(const Resolution& r) {
  for (const bool is_doubtful : r.doubtful_zones) {
    if (is_doubtful) return false;
  }
  return !r.policy.has_unread_zones;
}

Text name_of(const Resolution& r, const ZoneMap::Stray& stray) {
  if (!stray.zone) return say("no zone");
  const Zone& zone = r.model[*stray.zone];
  return say("zone \"{}\" ({})", zone.id, kind_name(zone.kind));
}

void refuse_strays(Resolution& r, const ZoneMap& map, const GovernmentSystemDraft& draft) {
  const auto is_wanted = [](ZoneKind kind) {
    return kind == ZoneKind::lgwan_uplink || kind == ZoneKind::lgwan;
  };
  for (const auto& [range, where] : draft.addresses) {
    const auto stray = first_stray(r, map, range, is_wanted);
    if (!stray) continue;
    const Text zone = name_of(r, *stray);
    const std::string address = to_string(stray->address);
    r.found.add("SK3114",
                say("address {} of government system \"{}\" is of {}; a government system is "
                    "reached through LGWAN, in a zone of kind lgwan-uplink or lgwan",
                    address, draft.system.id, zone),
                where);
  }
}

void refuse_cloud_strays(Resolution& r, const ZoneMap& map) {
  const auto is_wanted = [](ZoneKind kind) { return kind == ZoneKind::internet; };
  for (const auto& [range, where] : r.policy.security_cloud.value) {
    const auto stray = first_stray(r, map, range, is_wanted);
    if (!stray) continue;
    const Text zone = name_of(r, *stray);
    const std::string address = to_string(stray->address);
    r.found.add("SK3115",
                say("security cloud address {} is of {}; the security cloud lies in zones "
                    "of kind internet",
                    address, zone),
                where);
  }
}

void refuse_guests(Resolution& r) {
  for (std::uint32_t i = 0; i < r.drafts.size(); ++i) {
    const Device& device = r.model.devices[i];
    if (!r.usable_devices[i] || device.role == Role::sanitiser) continue;
    const Zone& zone = r.model[device.zone];
    if (zone.kind != ZoneKind::sanitiser) continue;
    const Location& role = r.drafts[i].role.where;
    r.found.add("SK3113",
                say("device \"{}\" in zone \"{}\" (sanitiser) has the role {}; a sanitiser zone "
                    "holds only devices of the role sanitiser",
                    device.id, zone.id, to_string(device.role)),
                role.is_known() ? role : device.where);
  }
}

}  // namespace

void check_systems(Resolution& r) {
  refuse_guests(r);
  if (!knows_all_zones(r)) return;
  const ZoneMap map(r.model.zones);
  for (const GovernmentSystemDraft& draft : r.policy.government_systems) {
    refuse_strays(r, map, draft);
  }
  refuse_cloud_strays(r, map);
}

}  // namespace sekisho

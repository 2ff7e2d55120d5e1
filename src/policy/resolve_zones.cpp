#include <algorithm>

#include "policy/resolve.h"

namespace sekisho {
namespace {

bool is_registered_by_default(ZoneKind kind) {
  return kind == ZoneKind::mynumber || kind == ZoneKind::sanitiser || kind == ZoneKind::management;
}

// A prefix that a zone lists twice is one prefix; the same for interfaces.
template <typename T>
void add_once(std::vector<T>& list, const T& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

Zone make_zone(const ZoneDraft& draft) {
  Zone zone;
  zone.id = draft.id.value;
  zone.kind = draft.kind.value_or(ZoneKind::internet);
  zone.label = draft.zone.label;
  for (const Interface& entry : draft.zone.interfaces) add_once(zone.interfaces, entry);
  for (const auto& prefix : draft.subnets) add_once(zone.subnets, prefix.value);
  zone.registered_only = draft.registered_only.value.value_or(is_registered_by_default(zone.kind));
  zone.tracks_fragments = draft.tracks_fragments.value_or(zone.kind != ZoneKind::mynumber);
  zone.where = draft.id.where;
  return zone;
}

}  // namespace

void resolve_zones(Resolution& r) {
  for (const ZoneDraft& draft : r.policy.zones) {
    const auto index = static_cast<std::uint32_t>(r.model.zones.size());
    const bool is_new = r.zones.define(draft.id.value, index, draft.id.where, r.found);
    r.model.zones.push_back(make_zone(draft));
    r.doubtful_zones.push_back(draft.has_unread_subnet || !is_new);
    if (!is_new) r.doubtful_zones[*r.zones.find(draft.id.value)] = true;
    const bool is_open = draft.registered_only.value == false;
    if (draft.kind != ZoneKind::mynumber || !is_open) continue;
    r.found.add(
        "SK2008",
        say("mynumber zone \"{}\" takes any device; it must be \"registered\"", draft.id.value),
        draft.registered_only.where);
  }
}

}  // namespace sekisho

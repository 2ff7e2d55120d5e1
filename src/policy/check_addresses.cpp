// Where the addresses of devices and of the gateway lie (policy.md 1.2, 2.2).
#include <algorithm>

#include "policy/resolve.h"

namespace sekisho {
namespace {

bool knows_all_subnets(const Resolution& r) {
  const auto& doubtful = r.doubtful_zones;
  return !r.policy.has_unread_zones &&
         std::find(doubtful.begin(), doubtful.end(), true) == doubtful.end();
}

// One device's address may hold several gateway addresses: the first is named.
void refuse_gateway_address(Resolution& r, const DeviceDraft& draft,
                            const Located<AddressRange>& range) {
  for (const auto& gateway : r.policy.gateway_addresses) {
    if (!range.value.contains(range_of(gateway.value))) continue;
    r.found
        .add("SK2016",
             say("address \"{}\" of device \"{}\" holds the gateway's own {}; it must not",
                 to_string(range.value), draft.id.value, to_string(gateway.value)),
             range.where)
        .notes.push_back({say("the gateway's address is here"), gateway.where});
    return;
  }
}

void refuse_stray_address(Resolution& r, const ZoneMap& map, const DeviceDraft& draft,
                          const Located<AddressRange>& range, ZoneId zone) {
  const auto stray = map.first_outside(range.value, zone);
  if (!stray) return;
  const std::string& id = r.model[zone].id;
  const std::string written = to_string(range.value);
  const std::string first = to_string(stray->address);
  Diagnostic& diagnostic = r.found.add(
      "SK2011",
      stray->zone
          ? say("address \"{}\" of device \"{}\" is not all of its zone \"{}\": {} is of zone "
                "\"{}\"",
                written, draft.id.value, id, first, r.model[*stray->zone].id)
          : say("address \"{}\" of device \"{}\" is not all of its zone \"{}\": {} is of no zone",
                written, draft.id.value, id, first),
      range.where);
  diagnostic.notes.push_back({say("zone \"{}\" is defined here", id), r.model[zone].where});
}

}  // namespace

void check_device_addresses(Resolution& r) {
  const ZoneMap map(r.model.zones);
  for (std::uint32_t i = 0; i < r.drafts.size(); ++i) {
    if (!r.usable_devices[i]) continue;
    const DeviceDraft& draft = r.drafts[i];
    const ZoneId zone = r.model.devices[i].zone;
    for (const auto& range : draft.addresses) {
      refuse_gateway_address(r, draft, range);
      if (r.doubtful_zones[index_of(zone)]) continue;
      refuse_stray_address(r, map, draft, range, zone);
    }
  }
}

void resolve_gateway(Resolution& r) {
  const ZoneMap map(r.model.zones);
  if (r.policy.local_ports) r.model.gateway.local_ports = *r.policy.local_ports;
  for (const auto& [address, where] : r.policy.gateway_addresses) {
    r.model.gateway.addresses.push_back(address);
    if (is_special(address)) {
      r.found.add("SK2016",
                  say("gateway address \"{}\" is special (multicast, loopback or the like); write "
                      "an address of the appliance in one of its zones",
                      to_string(address)),
                  where);
    } else if (!map.at(address) && knows_all_subnets(r)) {
      r.found.add("SK2016",
                  say("gateway address \"{}\" is in no zone's subnets; it must be in one",
                      to_string(address)),
                  where);
    }
  }
}

}  // namespace sekisho

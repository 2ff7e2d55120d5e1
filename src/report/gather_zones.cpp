// Zones, and how the devices of each are recognised.
#include "policy/address_set.h"
#include "report/gather.h"
#include "sekisho/policy/in_force.h"

namespace sekisho::report {
namespace {

// RFC 1918, RFC 4193
bool is_private(const Prefix& prefix) {
  for (const char* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}) {
    if (range_of(*parse_prefix(text)).contains(range_of(prefix))) return true;
  }
  return false;
}

// A line to others has no devices of the body's own: of the internet's zones those without a
// private prefix, as the policy's rules on local breakout tell them apart.
bool is_line(const Zone& zone) {
  switch (zone.kind) {
    case ZoneKind::lgwan_uplink:
    case ZoneKind::partner:
    case ZoneKind::out_of_scope:
      return true;
    case ZoneKind::internet:
      return std::none_of(zone.subnets.begin(), zone.subnets.end(), is_private);
    default:
      return false;
  }
}

std::string write_interface(const Interface& interface) {
  return interface.vlan == 0 ? interface.port
                             : interface.port + "." + std::to_string(interface.vlan);
}

void count_device(const Device& device, ZoneFacts& zone) {
  ++(device.via ? zone.by_router : zone.by_own_mac);
  switch (device.role) {
    case Role::host:
      ++zone.hosts;
      break;
    case Role::router:
      ++zone.routers;
      break;
    case Role::sanitiser:
      ++zone.sanitisers;
      break;
  }
}

}  // namespace

std::vector<ZoneFacts> gather_zones(const Model& model, Instant at) {
  std::vector<ZoneFacts> zones;
  for (const Zone& each : model.zones) {
    ZoneFacts zone;
    zone.id = each.id;
    zone.label = each.label;
    zone.kind = each.kind;
    for (const Interface& interface : each.interfaces)
      zone.interfaces.push_back(write_interface(interface));
    for (const Prefix& prefix : each.subnets) zone.subnets.push_back(to_string(prefix));
    zone.registered_only = each.registered_only;
    zone.tracks_fragments = each.tracks_fragments;
    zone.is_outer = is_line(each);
    zones.push_back(std::move(zone));
  }
  for (const Device& device : model.devices) {
    if (is_in_force(device, model.time_zone, at))
      count_device(device, zones[index_of(device.zone)]);
  }
  return zones;
}

}  // namespace sekisho::report

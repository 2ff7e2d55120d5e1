// Policy to Model: every name becomes an id, and what zones and devices must be to one another
// holds.
//
// A thing that was refused keeps its place and its id, so that nothing which names it is wrong as
// well. The Model is whole only where no error was found.
#pragma once

#include <vector>

#include "policy/names.h"
#include "policy/policy.h"
#include "policy/zone_map.h"
#include "sekisho/policy/model.h"
#include "sekisho/policy/named.h"

namespace sekisho {

// Runs the passes below, in the order in which they stand here. `devices` is what read_ledgers()
// made of the policy's list. `names` receives the groups and services that it names.
Model resolve(const Policy& policy, const std::vector<DeviceDraft>& devices, bool knows_all_devices,
              PolicyNames& names, Diagnostics& found);

// What the passes share: the Model as far as it is built, and who is called what.
struct Resolution {
  const Policy& policy;
  const std::vector<DeviceDraft>& drafts;
  Model& model;
  Diagnostics& found;

  NameTable zones{say("zone")};
  NameTable devices{say("device")};
  NameTable groups{say("group")};
  NameTable services{say("service")};
  NameTable rules{say("rule")};
  NameTable sanitisers{say("sanitiser")};
  NameTable systems{say("government system")};
  NameTable relaxations{say("relaxation")};

  std::vector<bool>
      doubtful_zones{};  // by ZoneId: a subnet was refused, so its extent is not known
  std::vector<bool> usable_devices{};                  // by DeviceId: nothing of it was refused
  std::vector<std::vector<Endpoint>> group_members{};  // by index in policy.groups, flat
  std::vector<std::vector<Service>> named_services{};  // by index in `services`, flat
  std::vector<std::string> service_names{};            // by the same index
};

// resolve_zones.cpp, check_zones.cpp. SK2002, SK2004 to SK2008, SK2017.
void resolve_zones(Resolution& r);
void check_interfaces(Resolution& r);
void check_subnets(Resolution& r);
void check_zone_kinds(Resolution& r);
// resolve_devices.cpp, check_devices.cpp. SK2009 to SK2013, SK2016.
void resolve_devices(Resolution& r);
void resolve_gateway(Resolution& r);
void check_device_addresses(Resolution& r);
void check_shared_macs(Resolution& r);
void check_shared_addresses(Resolution& r);
// resolve_endpoints.cpp, resolve_services.cpp. SK2003, SK2015.
void resolve_groups(Resolution& r);
void resolve_services(Resolution& r);
// resolve_systems.cpp, check_systems.cpp. SK3113 to SK3115.
void resolve_systems(Resolution& r);
void check_systems(Resolution& r);
// resolve_rules.cpp.
void resolve_rules(Resolution& r);
void resolve_blocks(Resolution& r);

// Endpoints with groups replaced by what they hold.
std::vector<Endpoint> resolve_endpoints(Resolution& r, const std::vector<EndpointDraft>& drafts);
std::vector<Service> resolve_service_list(Resolution& r, const std::vector<ServiceDraft>& drafts);

}  // namespace sekisho

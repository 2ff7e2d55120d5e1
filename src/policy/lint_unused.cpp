// What is written and used nowhere.
#include <algorithm>
#include <set>

#include "policy/lint_passes.h"

namespace sekisho {
namespace {

using Names = std::set<std::string_view>;

void use_groups(const std::vector<EndpointDraft>& endpoints, Names& used) {
  for (const EndpointDraft& each : endpoints) {
    if (each.kind == EndpointDraft::Kind::group) used.insert(each.name);
  }
}

void use_services(const std::vector<ServiceDraft>& services, Names& used) {
  for (const ServiceDraft& each : services) {
    if (!each.name.empty()) used.insert(each.name);
  }
}

// Every address that some rule's end holds on some day, and the devices that rules name.
struct Held {
  RangeSet addresses;
  std::vector<bool> named;  // by DeviceId
};

Held find_held(const Lint& lint) {
  std::vector<AddressRange> ranges;
  Held held{{}, std::vector<bool>(lint.model.devices.size())};
  for (const Holding& end : lint.ends.all()) {
    ranges.insert(ranges.end(), end.ever.begin(), end.ever.end());
    for (const DeviceId id : end.dated) held.named[index_of(id)] = true;
  }
  held.addresses = make_set(std::move(ranges));
  return held;
}

}  // namespace

void lint_unused_devices(const Lint& lint) {
  const std::vector<Device>& devices = lint.model.devices;
  Held held = find_held(lint);
  for (const Device& device : devices) {
    if (device.via) held.named[index_of(*device.via)] = true;
  }
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const Device& device = devices[i];
    // Past its last day the row is as if it were not there.
    if (is_over(lint, device.dates) || held.named[i] ||
        !intersection(make_set(device.addresses), held.addresses).empty()) {
      continue;
    }
    lint.found
        .add("SK2014",
             say("device \"{}\" is held by no rule's endpoint: it may talk to nothing", device.id),
             device.where)
        .help = say("name it in a rule, or take it out of the ledger");
  }
}

void lint_unused_names(const Lint& lint) {
  const Policy& policy = lint.policy;
  Names groups, services;
  for (const auto* list : {&policy.allow, &policy.exceptions, &policy.relaxed}) {
    for (const RuleDraft& rule : *list) {
      use_groups(rule.from, groups);
      use_groups(rule.to, groups);
      use_services(rule.services, services);
    }
  }
  for (const BlockDraft& block : policy.blocks) use_groups(block.match, groups);
  for (const SanitiserDraft& sanitiser : policy.sanitisers) use_groups(sanitiser.devices, groups);
  for (const auto& system : policy.government_systems) use_services(system.services, services);
  for (const GroupDraft& group : policy.groups) use_groups(group.members, groups);
  for (const NamedServiceDraft& service : policy.services) use_services(service.members, services);
  for (const GroupDraft& group : policy.groups) {
    if (groups.contains(group.name.value)) continue;
    lint.found.add("SK5005", say("group \"{}\" is used by nothing", group.name.value),
                   group.name.where);
  }
  for (const NamedServiceDraft& service : policy.services) {
    if (services.contains(service.name.value)) continue;
    lint.found.add("SK5005", say("service \"{}\" is used by nothing", service.name.value),
                   service.name.where);
  }
}

}  // namespace sekisho

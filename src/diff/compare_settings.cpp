// What is said once in a policy, and the lists that only section 3 reads.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "diff/compare_fields.h"
#include "diff/field_text.h"
#include "sekisho/base/range_set.h"

namespace sekisho::diffing {

namespace {

void compare_timeouts(Fields& fields, const Timeouts& a, const Timeouts& b) {
  const auto compare = [&](const char* name, std::uint32_t Timeouts::*field) {
    compare_field(fields, name, {std::to_string(a.*field)}, {std::to_string(b.*field)}, true);
  };
  compare("timeouts.tcp_opening", &Timeouts::tcp_opening);
  compare("timeouts.tcp_established", &Timeouts::tcp_established);
  compare("timeouts.tcp_closing", &Timeouts::tcp_closing);
  compare("timeouts.udp_unreplied", &Timeouts::udp_unreplied);
  compare("timeouts.udp_replied", &Timeouts::udp_replied);
  compare("timeouts.icmp", &Timeouts::icmp);
  compare("timeouts.other", &Timeouts::other);
  compare("timeouts.fragment", &Timeouts::fragment);
}

void compare_limits(Fields& fields, const Limits& a, const Limits& b) {
  const auto compare = [&](const char* name, std::uint32_t Limits::*field) {
    compare_field(fields, name, {std::to_string(a.*field)}, {std::to_string(b.*field)}, true);
  };
  compare("limits.max_flows", &Limits::max_flows);
  compare("limits.max_flows_per_zone", &Limits::max_flows_per_zone);
  compare("limits.max_fragments", &Limits::max_fragments);
}

Texts write_gateway(const Gateway& gateway) {
  Texts texts;
  for (const Address& address : gateway.addresses) texts.push_back(to_string(address));
  return texts;
}

Texts write_cloud(const Model& model) {
  Texts texts;
  for (const AddressRange& range : make_set(model.security_cloud))
    texts.push_back(to_string(range));
  return texts;
}

Texts write_sanitisers(const Model& model) {
  Texts texts;
  for (const Sanitiser& sanitiser : model.sanitisers) {
    Texts devices;
    for (const DeviceId device : sanitiser.devices) devices.push_back(model[device].id);
    texts.push_back(fmt::format("{}: {}; {}", sanitiser.id, fmt::join(devices, ", "),
                                fmt::join(sanitiser.methods, ", ")));
  }
  return texts;
}

Texts write_systems(const Model& model) {
  Texts texts;
  for (const GovernmentSystem& system : model.government_systems) {
    Texts addresses;
    for (const AddressRange& range : make_set(system.addresses))
      addresses.push_back(to_string(range));
    texts.push_back(fmt::format("{}: {}; {}; {}; {}; {}", system.id, fmt::join(addresses, ", "),
                                fmt::join(write_services(system.services), ", "),
                                system.operator_name, system.evidence,
                                fmt::join(write_date(system.review_by), "")));
  }
  return texts;
}

}  // namespace

// Events are written in the policy's time zone and cite its profile's clauses.
Fields compare_settings(const Model& before, const Model& after) {
  Fields fields;
  compare_field(fields, "name", one(before.name), one(after.name), false);
  compare_field(fields, "profile", one(before.profile.name), one(after.profile.name),
                before.profile.clauses != after.profile.clauses);
  compare_field(fields, "model", {to_string(before.model)}, {to_string(after.model)}, false);
  compare_field(fields, "mode", {to_string(before.mode)}, {to_string(after.mode)}, true);
  compare_field(fields, "forwarding", {to_string(before.forwarding)}, {to_string(after.forwarding)},
                true);
  compare_field(fields, "timezone", one(before.time_zone.name()), one(after.time_zone.name()),
                true);
  compare_field(fields, "gateway.addresses", write_gateway(before.gateway),
                write_gateway(after.gateway), true);
  compare_field(fields, "gateway.local_ports", write_ports(before.gateway.local_ports),
                write_ports(after.gateway.local_ports), true);
  compare_timeouts(fields, before.timeouts, after.timeouts);
  compare_limits(fields, before.limits, after.limits);
  compare_field(fields, "relaxations", before.relaxations, after.relaxations, false);
  compare_field(fields, "sanitisers", write_sanitisers(before), write_sanitisers(after), false);
  compare_field(fields, "government_systems", write_systems(before), write_systems(after), false);
  compare_field(fields, "security_cloud", write_cloud(before), write_cloud(after), false);
  return fields;
}

}  // namespace sekisho::diffing

#include "reference/rules.h"

#include <algorithm>

namespace sekisho::test {

namespace {

bool is_in(const Address& address, const char* prefix) {
  return range_of(*parse_prefix(prefix)).contains(range_of(address));
}

// 2.2: "Multicast addresses, 255.255.255.255, 0.0.0.0/8, 127.0.0.0/8, ::, ::1 and fe80::/10 have no
// zone, whatever the prefixes say."
bool is_zoneless(const Address& address) {
  for (const char* prefix : {"224.0.0.0/4", "255.255.255.255/32", "0.0.0.0/8", "127.0.0.0/8",
                             "ff00::/8", "::/128", "::1/128", "fe80::/10"})
    if (is_in(address, prefix)) return true;
  return false;
}

bool holds_port(const std::vector<PortRange>& ranges, std::uint16_t port) {
  if (ranges.empty()) return true;
  for (const PortRange& range : ranges)
    if (range.first <= port && port <= range.last) return true;
  return false;
}

bool permits(const Service& service, const Transport& t) {
  if (service.protocol != t.protocol) return false;
  if (has_ports(t.protocol))
    return holds_port(service.ports, t.destination_port) &&
           holds_port(service.source_ports, t.source_port);
  if (is_icmp(t.protocol) && !service.types.empty())
    return std::count(service.types.begin(), service.types.end(), t.type) > 0;
  return true;
}

}  // namespace

const Zone* Rulebook::zone_of(const Address& address) const {
  if (is_zoneless(address)) return nullptr;
  const Zone* zone = nullptr;
  unsigned longest = 0;
  for (const Zone& each : model.zones)
    for (const Prefix& subnet : each.subnets)
      if (range_of(subnet).contains(range_of(address)) &&
          (zone == nullptr || subnet.length > longest)) {
        zone = &each;
        longest = subnet.length;
      }
  return zone;
}

const Zone* Rulebook::zone_of_port(const std::string& port, std::uint16_t vlan) const {
  for (const Zone& zone : model.zones)
    for (const Interface& interface : zone.interfaces)
      if (interface.port == port && interface.vlan == vlan) return &zone;
  return nullptr;
}

bool Rulebook::is_gateway(const Address& address) const {
  const auto& own = model.gateway.addresses;
  return std::find(own.begin(), own.end(), address) != own.end();
}

const Device* Rulebook::owner_of(const Mac& mac) const {
  for (const Device& device : model.devices)
    if (is_in_force(device, model.time_zone, at) &&
        std::find(device.macs.begin(), device.macs.end(), mac) != device.macs.end())
      return &device;
  return nullptr;
}

const Device* Rulebook::owner_of(const Address& address) const {
  for (const Device& device : model.devices) {
    if (!is_in_force(device, model.time_zone, at)) continue;
    for (const AddressRange& range : device.addresses)
      if (range.contains(range_of(address))) return &device;
  }
  return nullptr;
}

std::vector<Mac> Rulebook::macs_of(const Device& device) const {
  const Device& bearer = device.via ? model[*device.via] : device;
  return is_in_force(bearer, model.time_zone, at) ? bearer.macs : std::vector<Mac>{};
}

// 1.4: `gateway` is the gateway's own addresses, which no other endpoint holds, whatever its range.
bool Rulebook::holds(const std::vector<Endpoint>& endpoints, const Address& address) const {
  for (const Endpoint& endpoint : endpoints) {
    if (is_gateway(address) || endpoint.kind == EndpointKind::gateway) {
      if (is_gateway(address) && endpoint.kind == EndpointKind::gateway) return true;
      continue;
    }
    if (endpoint.kind == EndpointKind::zone && zone_of(address) == &model[endpoint.zone])
      return true;
    if (endpoint.kind == EndpointKind::device && owner_of(address) == &model[endpoint.device])
      return true;
    if (endpoint.kind == EndpointKind::range && endpoint.range.contains(range_of(address)))
      return true;
  }
  return false;
}

const Block* Rulebook::block_of(const Address& source, const Address& destination) const {
  for (const Block& block : model.blocks)
    if (is_in_force(block, model.time_zone, at) &&
        (holds(block.match, source) || holds(block.match, destination)))
      return &block;
  return nullptr;
}

const Rule* Rulebook::rule_of(const Address& source, const Address& destination,
                              const Transport& transport) const {
  for (const Rule& rule : model.rules) {
    if (!is_in_force(rule, model.time_zone, at, relaxed)) continue;
    if (!holds(rule.from, source) || !holds(rule.to, destination)) continue;
    for (const Service& service : rule.services)
      if (permits(service, transport)) return &rule;
  }
  return nullptr;
}

bool Rulebook::is_rule_between(const Address& a, const Address& b) const {
  for (const Rule& rule : model.rules)
    if (is_in_force(rule, model.time_zone, at, relaxed) &&
        ((holds(rule.from, a) && holds(rule.to, b)) || (holds(rule.from, b) && holds(rule.to, a))))
      return true;
  return false;
}

}  // namespace sekisho::test

#include "detect/terrain.h"

#include <algorithm>

#include "sekisho/abi/packet.h"

namespace sekisho::detect {
namespace {

constexpr Uint128 kMostAddresses = 16;  // of a range that still names hosts

bool holds_any(const Service& service, const std::vector<std::uint16_t>& ports) {
  if (service.protocol != SK_PROTOCOL_TCP) return false;
  if (service.ports.empty()) return true;
  return std::any_of(ports.begin(), ports.end(), [&](std::uint16_t port) {
    return std::any_of(service.ports.begin(), service.ports.end(), [&](const PortRange& range) {
      return range.first <= port && port <= range.last;
    });
  });
}

bool holds_any(const Rule& rule, const std::vector<std::uint16_t>& ports) {
  return std::any_of(rule.services.begin(), rule.services.end(),
                     [&](const Service& service) { return holds_any(service, ports); });
}

bool has_ports(const Rule& rule) {
  return std::any_of(rule.services.begin(), rule.services.end(), [](const Service& service) {
    return service.protocol == SK_PROTOCOL_TCP || service.protocol == SK_PROTOCOL_UDP;
  });
}

void add_ranges(const Model& model, const Endpoint& end, std::vector<AddressRange>& ranges) {
  switch (end.kind) {
    case EndpointKind::zone:
      for (const Prefix& prefix : model[end.zone].subnets) ranges.push_back(range_of(prefix));
      return;
    case EndpointKind::device: {
      const auto& addresses = model[end.device].addresses;
      ranges.insert(ranges.end(), addresses.begin(), addresses.end());
      return;
    }
    case EndpointKind::range:
      ranges.push_back(end.range);
      return;
    case EndpointKind::gateway:
      for (const Address& address : model.gateway.addresses) ranges.push_back(range_of(address));
      return;
  }
}

std::vector<AddressRange> ranges_of(const Model& model, const std::vector<Endpoint>& ends) {
  std::vector<AddressRange> ranges;
  for (const Endpoint& end : ends) add_ranges(model, end, ranges);
  return ranges;
}

// Of a rule's destinations those that are named by themselves; empty where they are too many.
std::vector<AddressRange> named_hosts(const Model& model, const Rule& rule) {
  std::vector<AddressRange> named;
  for (const Endpoint& end : rule.to) {
    if (end.kind == EndpointKind::zone) continue;
    for (const AddressRange& range : ranges_of(model, {end}))
      if (range.last - range.first < kMostAddresses) named.push_back(range);
  }
  if (named.size() > Terrain::kMostServers) named.clear();
  return named;
}

bool is_of_management(const Model& model, const Endpoint& end) {
  const auto is_management = [&](ZoneId zone) { return model[zone].kind == ZoneKind::management; };
  switch (end.kind) {
    case EndpointKind::zone:
      return is_management(end.zone);
    case EndpointKind::device:
      return is_management(model[end.device].zone);
    case EndpointKind::range: {
      const auto zone = zone_of(model, to_address(end.range.family, end.range.first));
      return zone && is_management(*zone);
    }
    case EndpointKind::gateway:
      return true;
  }
  return false;
}

bool is_for_management(const Model& model, const Rule& rule) {
  return std::all_of(rule.from.begin(), rule.from.end(),
                     [&](const Endpoint& end) { return is_of_management(model, end); });
}

void append(std::vector<AddressRange>& all, const std::vector<AddressRange>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

Terrain::Terrain(const Model& model, const DetectConfig& config) {
  std::vector<AddressRange> servers, mail_servers, clients;
  for (const Rule& rule : model.rules) {
    if (!has_ports(rule) || is_for_management(model, rule)) continue;
    const auto named = named_hosts(model, rule);
    append(servers, named);
    if (holds_any(rule, config.mail_burst.ports)) append(mail_servers, named);
    if (holds_any(rule, config.lateral.ports)) append(clients, ranges_of(model, rule.from));
  }
  servers_ = make_set(std::move(servers));
  mail_servers_ = make_set(std::move(mail_servers));
  lateral_clients_ = make_set(std::move(clients));
}

bool Terrain::holds(const RangeSet& set, const Host& host) {
  if (set.empty()) return false;
  const AddressRange one = range_of(to_address(host));
  const auto behind = std::upper_bound(
      set.begin(), set.end(), one, [](const AddressRange& a, const AddressRange& b) {
        return a.family != b.family ? a.family < b.family : a.first < b.first;
      });
  return behind != set.begin() && std::prev(behind)->contains(one);
}

}  // namespace sekisho::detect

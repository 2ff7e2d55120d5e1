#include "classifier/city_rules.h"

#include "support/city_model.h"

namespace sekisho::bench {

namespace {

using classifier::Ports;
using classifier::Prefix4;

std::vector<Prefix4> prefixes_of(const Model& model, const std::vector<Endpoint>& endpoints) {
  std::vector<Prefix4> prefixes;
  for (const Endpoint& endpoint : endpoints) {
    if (endpoint.kind == EndpointKind::device) {
      for (const AddressRange& range : model[endpoint.device].addresses)
        prefixes.push_back({static_cast<std::uint32_t>(range.first), 32});
    } else {
      for (const Prefix& subnet : model[endpoint.zone].subnets)
        if (subnet.address.family == Family::ipv4)
          prefixes.push_back({static_cast<std::uint32_t>(range_of(subnet).first),
                              static_cast<std::uint8_t>(subnet.length)});
    }
  }
  return prefixes;
}

}  // namespace

Rules city_rules(std::uint32_t devices, std::uint32_t rules) {
  const Model model = test::city_model(devices, rules);
  Rules expanded;
  for (const Rule& rule : model.rules)
    for (const Prefix4& from : prefixes_of(model, rule.from))
      for (const Prefix4& to : prefixes_of(model, rule.to))
        for (const Service& service : rule.services)
          for (const PortRange& ports : service.ports)
            expanded.push_back(
                {from, to, Ports{}, Ports{ports.first, ports.last}, service.protocol, false});
  return expanded;
}

}  // namespace sekisho::bench

#include "cli/explained.h"

#include <algorithm>

namespace sekisho::cli {

const Zone* find_zone(const Model& model, std::string_view id) {
  const auto found = std::find_if(model.zones.begin(), model.zones.end(),
                                  [&](const Zone& zone) { return zone.id == id; });
  return found == model.zones.end() ? nullptr : &*found;
}

const Rule* find_rule(const Model& model, std::string_view id) {
  const auto found = std::find_if(model.rules.begin(), model.rules.end(),
                                  [&](const Rule& rule) { return rule.id == id; });
  return found == model.rules.end() ? nullptr : &*found;
}

std::string interface_text(const Explained& e) {
  return e.packet.vlan == 0 ? e.packet.port : fmt::format("{}.{}", e.packet.port, e.packet.vlan);
}

bool is_gateway(const Explained& e, const Address& address) {
  const auto& own = e.model.gateway.addresses;
  return std::find(own.begin(), own.end(), address) != own.end();
}

bool is_discovery(const Explained& e) {
  return e.spec.protocol == SK_PROTOCOL_ICMPV6 && e.spec.type >= SK_ND_ROUTER_SOLICITATION &&
         e.spec.type <= SK_ND_REDIRECT;
}

Service service_of(const PacketSpec& spec) {
  Service service;
  service.protocol = spec.protocol;
  if (sk_has_ports(spec.protocol)) service.ports = {{spec.dport, spec.dport}};
  if (sk_is_icmp(spec.protocol)) service.types = {spec.type};
  return service;
}

}  // namespace sekisho::cli

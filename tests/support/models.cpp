#include "support/models.h"

namespace sekisho::test {

namespace {

AddressRange to_range(const char* text) {
  if (const auto address = parse_address(text)) return range_of(*address);
  if (const auto prefix = parse_prefix(text)) return range_of(*prefix);
  return parse_address_range(text).value();
}

Zone zone(const char* id, ZoneKind kind, const char* port,
          std::initializer_list<const char*> subnets) {
  Zone zone;
  zone.id = id;
  zone.kind = kind;
  zone.interfaces.push_back({port, 0, {}});
  for (const char* subnet : subnets) zone.subnets.push_back(parse_prefix(subnet).value());
  zone.tracks_fragments = true;
  return zone;
}

Device device(const char* id, std::uint32_t zone, const char* mac,
              std::initializer_list<const char*> addresses) {
  Device device;
  device.id = id;
  device.zone = ZoneId{zone};
  if (*mac) device.macs.push_back(parse_mac(mac).value());
  for (const char* address : addresses) device.addresses.push_back(to_range(address));
  return device;
}

}  // namespace

Endpoint zone_endpoint(std::uint32_t zone) {
  Endpoint endpoint;
  endpoint.kind = EndpointKind::zone;
  endpoint.zone = ZoneId{zone};
  return endpoint;
}

Endpoint device_endpoint(std::uint32_t device) {
  Endpoint endpoint;
  endpoint.kind = EndpointKind::device;
  endpoint.device = DeviceId{device};
  return endpoint;
}

Endpoint range_endpoint(const char* range) {
  Endpoint endpoint;
  endpoint.range = to_range(range);
  return endpoint;
}

Endpoint gateway_endpoint() {
  Endpoint endpoint;
  endpoint.kind = EndpointKind::gateway;
  return endpoint;
}

Rule rule(const char* id, std::vector<Endpoint> from, std::vector<Endpoint> to,
          std::vector<Service> services) {
  Rule rule;
  rule.id = id;
  rule.from = std::move(from);
  rule.to = std::move(to);
  rule.services = std::move(services);
  return rule;
}

Model small_model() {
  Model model;
  model.name = "small";
  model.zones = {zone("a", ZoneKind::lgwan, "eth1", {"10.1.0.0/16"}),
                 zone("b", ZoneKind::dmz, "eth2", {"10.2.0.0/16", "2001:db8:2::/48"}),
                 zone("world", ZoneKind::internet, "eth3", {"0.0.0.0/0", "::/0"})};
  model.devices = {device("a1", 0, "00:00:5e:00:53:01", {"10.1.0.1"}),
                   device("b1", 1, "00:00:5e:00:53:02", {"10.2.0.1", "2001:db8:2::1"}),
                   device("rt", 1, "00:00:5e:00:53:03", {"10.2.0.254"}),
                   device("far", 1, "", {"10.2.0.64/28"})};
  model.devices[2].role = Role::router;
  model.devices[3].via = DeviceId{2};
  model.gateway.addresses = {*parse_address("10.1.0.254"), *parse_address("10.2.0.2")};
  model.digest = "sha256:" + std::string(64, '5');
  return model;
}

namespace {

template <typename T>
const T& pick(std::mt19937& random, const std::vector<T>& choices) {
  return choices[random() % choices.size()];
}

std::vector<Endpoint> random_endpoints(std::mt19937& random) {
  static const std::vector<const char*> kRanges{"10.1.0.0/30",
                                                "10.1.0.1",
                                                "10.1.0.0-10.2.0.3",
                                                "10.2.0.0/16",
                                                "0.0.0.0/0",
                                                "198.51.100.7",
                                                "10.2.0.63-10.2.0.65",
                                                "2001:db8:2::/64",
                                                "2001:db8:2::1-2001:db8:2::3",
                                                "::/0",
                                                "2001:db8::/32",
                                                "10.1.0.252/30"};
  std::vector<Endpoint> endpoints;
  for (unsigned n = 1 + random() % 3; n > 0; --n) {
    switch (random() % 5) {
      case 0:
        endpoints.push_back(zone_endpoint(random() % 3));
        break;
      case 1:
        endpoints.push_back(device_endpoint(random() % 4));
        break;
      case 2:
        endpoints.push_back(gateway_endpoint());
        break;
      default:
        endpoints.push_back(range_endpoint(pick(random, kRanges)));
    }
  }
  return endpoints;
}

Service random_service(std::mt19937& random) {
  static const std::vector<std::vector<PortRange>> kPorts{
      {}, {{80, 80}}, {{80, 90}}, {{0, 0}}, {{85, 65535}}, {{53, 53}, {80, 81}}};
  Service service;
  service.protocol = pick(random, std::vector<std::uint8_t>{6, 17, 1, 58, 47, 132});
  if (service.protocol == 1 || service.protocol == 58) {
    if (random() % 2) service.types = {static_cast<std::uint8_t>(random() % 4), 8};
  } else if (service.protocol != 47) {
    service.ports = pick(random, kPorts);
    if (random() % 3 == 0) service.source_ports = pick(random, kPorts);
  }
  return service;
}

}  // namespace

Model random_model(std::mt19937& random, unsigned rules) {
  Model model = small_model();
  for (unsigned n = 0; n < rules; ++n) {
    std::vector<Service> services;
    for (unsigned s = 1 + random() % 3; s > 0; --s) services.push_back(random_service(random));
    model.rules.push_back(rule(("r" + std::to_string(n)).c_str(), random_endpoints(random),
                               random_endpoints(random), services));
  }
  for (unsigned n = random() % 3; n > 0; --n) {
    Block block;
    block.id = "b" + std::to_string(n);
    block.match = random_endpoints(random);
    model.blocks.push_back(std::move(block));
  }
  return model;
}

}  // namespace sekisho::test

#include "support/city_model.h"

#include <random>

#include "support/models.h"

namespace sekisho::test {
namespace {

constexpr std::uint32_t kSegments = 40;
constexpr std::uint32_t kServerZone = kSegments;  // its number
constexpr std::uint32_t kOutside = kSegments + 1;

Address number(std::uint32_t value) {
  return to_address(Family::ipv4, value);
}

// Segment n is 10.n.0.0/16 and 2001:db8:n::/48.
Zone segment(std::uint32_t n, ZoneKind kind) {
  Zone zone;
  zone.id = "segment-" + std::to_string(n);
  zone.kind = kind;
  zone.interfaces.push_back(
      {"eth" + std::to_string(n / 20), static_cast<std::uint16_t>(100 + n), {}});
  zone.subnets = {{number(10u << 24 | n << 16), 16},
                  *parse_prefix("2001:db8:" + std::to_string(n) + "::/48")};
  zone.registered_only = kind == ZoneKind::mynumber;
  zone.tracks_fragments = !zone.registered_only;
  return zone;
}

Device host(std::uint32_t n, std::uint32_t zone, std::uint32_t place) {
  Device device;
  device.id = "device-" + std::to_string(n);
  device.zone = ZoneId{zone};
  Mac mac;
  mac.bytes = {0x00,
               0x16,
               0x3e,
               static_cast<std::uint8_t>(n >> 16),
               static_cast<std::uint8_t>(n >> 8),
               static_cast<std::uint8_t>(n)};
  device.macs = {mac};
  device.addresses = {range_of(number((10u << 24 | zone << 16) + 10 + place))};
  return device;
}

std::vector<Service> some_services(std::mt19937& random) {
  static const std::uint16_t kPorts[] = {
      22,  25,  53,  80,  88,  110,  123,  135,  139,  143,  161,  389,  443,  445,  465,
      514, 587, 636, 993, 995, 1433, 1521, 3306, 3389, 5432, 5900, 8080, 8443, 9100, 49152};
  std::vector<Service> services;
  for (unsigned n = 1 + random() % 3; n > 0; --n) {
    const std::uint16_t port = kPorts[random() % std::size(kPorts)];
    services.push_back({static_cast<std::uint8_t>(random() % 4 ? 6 : 17), {{port, port}}, {}, {}});
  }
  return services;
}

}  // namespace

Model city_model(std::uint32_t devices, std::uint32_t rules) {
  std::mt19937 random(2026);
  Model model;
  model.name = "city";
  for (std::uint32_t n = 0; n < kSegments; ++n)
    model.zones.push_back(segment(n, n % 5 == 0 ? ZoneKind::mynumber : ZoneKind::lgwan));
  model.zones.push_back(segment(kServerZone, ZoneKind::lgwan));
  model.zones.push_back(segment(kOutside, ZoneKind::internet));
  model.zones.back().subnets = {*parse_prefix("0.0.0.0/0"), *parse_prefix("::/0")};
  const std::uint32_t servers = devices / 10;
  for (std::uint32_t n = 0; n < devices; ++n)
    model.devices.push_back(n < servers ? host(n, kServerZone, n)
                                        : host(n, n % kSegments, n / kSegments));
  model.gateway.addresses = {*parse_address("10.0.0.1"), *parse_address("10.1.0.1")};
  model.digest = "sha256:" + std::string(64, 'c');
  for (std::uint32_t n = 0; n < rules; ++n) {
    std::vector<Endpoint> from;
    if (n % 10 == 0)
      from.push_back(zone_endpoint(n % kSegments));
    else
      for (unsigned count = 1 + random() % 8; count > 0; --count)
        from.push_back(device_endpoint(servers + random() % (devices - servers)));
    model.rules.push_back(rule(("rule-" + std::to_string(n)).c_str(), std::move(from),
                               {device_endpoint(random() % servers)}, some_services(random)));
  }
  return model;
}

}  // namespace sekisho::test

#include "bench_city.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <set>
#include <stdexcept>

#include "support/frame_builder.h"
#include "support/models.h"

namespace sekisho::bench {

namespace {

constexpr std::uint32_t kOfficeBase = 10u << 24 | 64u << 16;
constexpr std::uint32_t kServerBase = 10u << 24 | 8u << 16;
constexpr std::uint32_t kFirstHost = 16;
constexpr std::uint32_t kOfficeZone = 0;
constexpr std::uint32_t kMore = 90;  // conversations of the first rule that holds for all
constexpr std::uint16_t kPorts[] = {53,   88,   123,  137,  161,  389,  443,  464,  514,  623,
                                    500,  750,  1194, 1434, 1645, 1812, 2049, 3478, 3784, 4500,
                                    4789, 5060, 5353, 5355, 6081, 6514, 8125, 8472, 9996, 27015};

Mac numbered_mac(std::uint8_t kind, std::uint32_t n) {
  Mac mac;
  mac.bytes = {0x00,
               0x16,
               kind,
               static_cast<std::uint8_t>(n >> 16),
               static_cast<std::uint8_t>(n >> 8),
               static_cast<std::uint8_t>(n)};
  return mac;
}

std::string address_of(std::uint32_t base, std::uint32_t n) {
  return to_string(to_address(Family::ipv4, base + kFirstHost + n));
}

Zone zone_of_port(const char* id, const char* port, const char* subnet) {
  Zone zone;
  zone.id = id;
  zone.kind = ZoneKind::lgwan;
  zone.interfaces.push_back({port, 0, {}});
  zone.subnets = {parse_prefix(subnet).value()};
  return zone;
}

Device host(std::string id, std::uint32_t zone, const Mac& mac, const std::string& address) {
  Device device;
  device.id = std::move(id);
  device.zone = ZoneId{zone};
  device.macs = {mac};
  device.addresses = {range_of(parse_address(address).value())};
  return device;
}

void add_rule(City& city, std::mt19937& random, std::uint32_t offices, std::uint32_t servers) {
  const auto n = static_cast<std::uint32_t>(city.model.rules.size());
  const Conversation conversation{static_cast<std::uint32_t>(random() % offices),
                                  static_cast<std::uint32_t>(random() % servers),
                                  kPorts[random() % std::size(kPorts)]};
  std::vector<Endpoint> from{test::device_endpoint(conversation.office)};
  if (n % 10 == 9) {
    from = {test::zone_endpoint(kOfficeZone)};
  } else {
    for (unsigned more = random() % 8; more > 0; --more)
      from.push_back(test::device_endpoint(random() % offices));
  }
  std::vector<Service> services{{17, {{conversation.port, conversation.port}}, {}, {}}};
  for (unsigned more = random() % 3; more > 0; --more) {
    const std::uint16_t port = kPorts[random() % std::size(kPorts)];
    services.push_back({static_cast<std::uint8_t>(random() % 2 ? 6 : 17), {{port, port}}, {}, {}});
  }
  city.model.rules.push_back(test::rule(("rule-" + std::to_string(n)).c_str(), std::move(from),
                                        {test::device_endpoint(offices + conversation.server)},
                                        std::move(services)));
  city.permitted.push_back(conversation);
}

sk_bench_frame to_frame(const test::Bytes& bytes) {
  sk_bench_frame frame{};
  if (bytes.size() != sizeof(frame)) throw std::logic_error("a frame is 64 bytes");
  std::memcpy(&frame, bytes.data(), sizeof(frame));
  return frame;
}

test::Bytes payload(std::uint8_t stream) {
  test::Bytes bytes = test::zeros(SK_BENCH_FRAME_BYTES - SK_BENCH_STREAM_AT);
  bytes[0] = stream;
  return bytes;
}

}  // namespace

Mac office_mac(std::uint32_t office) {
  return numbered_mac(0x3e, office);
}
Mac server_mac(std::uint32_t server) {
  return numbered_mac(0x3f, server);
}
std::string office_address(std::uint32_t office) {
  return address_of(kOfficeBase, office);
}
std::string server_address(std::uint32_t server) {
  return address_of(kServerBase, server);
}

City make_city(const CityOptions& options) {
  const std::uint32_t servers = std::max(options.devices / 10, 1u);
  const std::uint32_t offices = options.devices - servers;
  City city;
  Model& model = city.model;
  model.name = "bench";
  model.forwarding = options.forwarding;
  model.zones = {zone_of_port("offices", "in0", "10.64.0.0/10"),
                 zone_of_port("servers", "out0", "10.8.0.0/16")};
  for (std::uint32_t n = 0; n < offices; ++n)
    model.devices.push_back(host("pc-" + std::to_string(n), 0, office_mac(n), office_address(n)));
  for (std::uint32_t n = 0; n < servers; ++n)
    model.devices.push_back(host("srv-" + std::to_string(n), 1, server_mac(n), server_address(n)));
  model.gateway.addresses = {*parse_address(kOfficeGateway), *parse_address(kServerGateway)};
  model.digest = "sha256:" + std::string(64, 'b');
  model.limits.max_flows = options.max_flows;
  model.limits.max_flows_per_zone =
      options.is_one_zone_enough ? options.max_flows : options.max_flows / 4 * 3;
  model.timeouts.udp_unreplied = options.udp_timeout_s;
  std::mt19937 random(2026);
  for (std::uint32_t n = 0; n < options.rules; ++n) add_rule(city, random, offices, servers);
  // The tenth rule holds for all offices.
  for (std::uint32_t office = 0; options.rules >= 10 && office < std::min(offices, kMore); ++office)
    city.permitted.push_back({office, city.permitted[9].server, city.permitted[9].port});
  return city;
}

std::vector<Conversation> spread(const std::vector<Conversation>& permitted) {
  std::set<Conversation> seen;
  std::vector<Conversation> distinct, chosen;
  for (const Conversation& each : permitted)
    if (seen.insert(each).second) distinct.push_back(each);
  for (const std::size_t count : {1000u, 500u, 200u, 100u, 50u, 10u}) {
    if (distinct.size() < count) continue;
    for (std::size_t n = 0; n < count; ++n) chosen.push_back(distinct[n * distinct.size() / count]);
    return chosen;
  }
  throw std::runtime_error("too few conversations to choose from");
}

sk_bench_frame frame_of(const Conversation& conversation, const Mac* to, std::uint8_t stream) {
  const Mac destination = to ? *to : server_mac(conversation.server);
  return to_frame(test::ethernet(
      to_string(office_mac(conversation.office)), to_string(destination), 0x0800,
      test::ipv4(
          {.src = office_address(conversation.office), .dst = server_address(conversation.server)},
          test::udp(0, conversation.port, payload(stream)))));
}

sk_bench_frame reply_of(const Conversation& conversation) {
  return to_frame(test::ethernet(to_string(server_mac(conversation.server)),
                                 to_string(office_mac(conversation.office)), 0x0800,
                                 test::ipv4({.src = server_address(conversation.server),
                                             .dst = office_address(conversation.office)},
                                            test::udp(conversation.port, 0, payload(0)))));
}

}  // namespace sekisho::bench

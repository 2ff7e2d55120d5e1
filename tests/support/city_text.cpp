#include "support/city_text.h"

#include <fstream>
#include <random>
#include <vector>

#include <fmt/format.h>

namespace sekisho::test {
namespace {

constexpr std::uint32_t kOffices = 40;  // every fifth is of the mynumber network
constexpr std::uint32_t kServers = kOffices;

bool is_mynumber(std::uint32_t zone) {
  return zone != kServers && zone % 5 == 0;
}

std::string zone_name(std::uint32_t zone) {
  if (zone == kServers) return "servers";
  return fmt::format("{}-{}", is_mynumber(zone) ? "mn" : "lg", zone);
}

struct City {
  std::uint32_t devices, servers;
  std::mt19937 random{2026};

  std::uint32_t zone_of(std::uint32_t device) const {
    return device < servers ? kServers : device % kOffices;
  }
  // A device of an office of that network.
  std::uint32_t some_terminal(bool of_mynumber) {
    for (;;) {
      const auto device = static_cast<std::uint32_t>(servers + random() % (devices - servers));
      if (is_mynumber(zone_of(device)) == of_mynumber) return device;
    }
  }
};

std::string zones_text() {
  std::string text;
  for (std::uint32_t zone = 0; zone <= kServers; ++zone)
    text += fmt::format(
        "    {{ \"id\": \"{}\", \"kind\": \"{}\", \"interfaces\": [\"eth{}.{}\"], "
        "\"subnets\": [\"10.{}.0.0/16\"] }},\n",
        zone_name(zone), is_mynumber(zone) ? "mynumber" : "lgwan", zone / 20, 100 + zone, zone);
  return text +
         "    { \"id\": \"inet\", \"kind\": \"internet\", \"interfaces\": [\"eth3\"], "
         "\"subnets\": [\"0.0.0.0/0\", \"::/0\"] }\n";
}

void write_ledger(const City& city, const std::filesystem::path& path) {
  std::ofstream out(path);
  out << "機器ID,系統,MACアドレス,IPアドレス,機器名,課室\r\n";
  for (std::uint32_t n = 0; n < city.devices; ++n) {
    const std::uint32_t place = 10 + (n < city.servers ? n : n / kOffices);
    out << fmt::format("pc-{},{},00-16-3E-{:02X}-{:02X}-{:02X},10.{}.{}.{},業務端末{},総務課\r\n",
                       n, zone_name(city.zone_of(n)), n >> 16, n >> 8 & 255, n & 255,
                       city.zone_of(n), place >> 8, place & 255, n);
  }
}

// No two rules are of one server and port, so that none covers another.
std::string rule_text(City& city, std::uint32_t n) {
  const bool is_special = n % 10 == 0;
  const unsigned count = 1 + city.random() % (is_special ? 2 : 8);
  std::string from;
  for (unsigned i = 0; i < count; ++i)
    from += fmt::format("{}\"device:pc-{}\"", i ? ", " : "", city.some_terminal(is_special));
  return fmt::format(
      "    {{ \"id\": \"rule-{}\", \"from\": [{}], \"to\": [\"device:pc-{}\"], \"services\": "
      "[{{ \"proto\": \"tcp\", \"ports\": [{}] }}]{} }},\n",
      n, from, city.random() % city.servers, 5000 + n % 40000,
      is_special ? ", \"necessity\": \"特定通信: 宛名照会\"" : "");
}

// Holds every office, so that no device stands in the ledger for nothing.
std::string office_rule(std::uint32_t zone) {
  const bool of_servers = !is_mynumber(zone);
  return fmt::format(
      "    {{ \"id\": \"office-{0}\", \"from\": [\"zone:{0}\"], \"to\": [\"{1}\"], "
      "\"services\": [\"ntp\"] }}{2}\n",
      zone_name(zone), of_servers ? "10.40.0.5" : fmt::format("10.{}.0.5", zone),
      zone == kServers ? "" : ",");
}

}  // namespace

void write_city(const std::filesystem::path& folder, std::uint32_t devices, std::uint32_t rules) {
  City city{.devices = devices, .servers = devices / 10};
  write_ledger(city, folder / "ledger.csv");
  std::ofstream out(folder / "policy.json");
  out << "{\n  \"sekisho\": 1,\n  \"name\": \"例市 境界ゲートウェイ\",\n  \"zones\": [\n"
      << zones_text() << "  ],\n  \"devices\": [\"ledger.csv\"],\n  \"allow\": [\n";
  for (std::uint32_t n = 0; n < rules; ++n) out << rule_text(city, n);
  for (std::uint32_t zone = 0; zone <= kServers; ++zone) out << office_rule(zone);
  out << "  ]\n}\n";
}

}  // namespace sekisho::test

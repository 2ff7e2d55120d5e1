// A city between two ports of a gateway, for measurements, and the traffic that its rules permit.
//
// Offices stand behind in0 (10.64.0.0/10), servers behind out0 (10.8.0.0/16), both untagged, so
// that the same frames also pass a plain Linux bridge or router. Deterministic.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bpf/traffic.h"
#include "sekisho/policy/model.h"

namespace sekisho::bench {

// A UDP flow but for its source port. Hosts are numbered from 0 on each side.
struct Conversation {
  std::uint32_t office = 0;
  std::uint32_t server = 0;
  std::uint16_t port = 0;

  friend auto operator<=>(const Conversation&, const Conversation&) = default;
};

struct City {
  Model model;
  std::vector<Conversation> permitted;  // one of each rule, in the rules' order, and some more
};

// 1,000 of them, no two the same, spread evenly; or 500, 200, 100, 50 or 10, where that is all
// there are. Throws std::runtime_error where there are fewer.
std::vector<Conversation> spread(const std::vector<Conversation>& permitted);

struct CityOptions {
  std::uint32_t devices = 1500;  // a tenth of them servers
  std::uint32_t rules = 10;
  Forwarding forwarding = Forwarding::kernel;
  std::uint32_t max_flows = 262144;
  bool is_one_zone_enough = false;   // to fill the flow table; else it has three quarters
  std::uint32_t udp_timeout_s = 30;  // before a reply is seen
};

// A rule is from one to eight offices, or in one of ten from all, to one server on one to three
// ports.
City make_city(const CityOptions& options);

constexpr std::uint16_t kDeniedPort = 9;  // of no rule

Mac office_mac(std::uint32_t office);
Mac server_mac(std::uint32_t server);
std::string office_address(std::uint32_t office);
std::string server_address(std::uint32_t server);
constexpr const char* kOfficeGateway = "10.64.0.1";
constexpr const char* kServerGateway = "10.8.0.1";

// The frame of a conversation, to `to` where the next hop is a router. `stream` marks it for the
// far end.
sk_bench_frame frame_of(const Conversation& conversation, const Mac* to, std::uint8_t stream);
// The same the other way round.
sk_bench_frame reply_of(const Conversation& conversation);

}  // namespace sekisho::bench

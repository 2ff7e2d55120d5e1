// Services, schedules, limits and timeouts of a random policy.
#include "policy_maker.h"

namespace sekisho::test {

Json PolicyMaker::make_ports() {
  static const std::vector<Json> kChoices{443,     53,       80,           0,         65535,
                                          "80-90", "0-1023", "1024-65535", "443-444", 8080};
  Json ports = Json::array();
  for (unsigned n = dice_.between(1, 3); n > 0; --n) ports.push_back(dice_.pick(kChoices));
  return ports;
}

Json PolicyMaker::inline_service() {
  Json service;
  const unsigned which = dice_.between(0, 11);
  if (which < 8) {
    service["proto"] = dice_.pick({"tcp", "tcp", "tcp", "udp", "udp", "sctp"});
    if (dice_.chance(10)) service["proto"] = dice_.pick({6, 17, 132});
    if (dice_.chance(80)) service["ports"] = make_ports();
    if (dice_.chance(15)) service["source_ports"] = make_ports();
  } else if (which < 10) {
    const bool is_v6 = dice_.chance(50);
    service["proto"] = is_v6 ? "icmpv6" : "icmp";
    if (dice_.chance(70)) {
      service["types"] = Json::array();
      for (unsigned n = dice_.between(1, 3); n > 0; --n)
        service["types"].push_back(
            dice_.chance(50) ? Json("echo-request")
                             : dice_.pick({Json("destination-unreachable"), Json("time-exceeded"),
                                           Json("parameter-problem"), Json(0), Json(13), Json(129),
                                           Json(is_v6 ? 135 : 5), Json(255)}));
    }
  } else {
    service["proto"] = dice_.pick({0, 2, 41, 43, 44, 47, 50, 51, 59, 60, 103, 255});
  }
  return service;
}

Json PolicyMaker::make_service() {
  if (!services_.empty() && dice_.chance(20)) return dice_.pick(services_);
  if (dice_.chance(35))
    return dice_.pick({"http", "https", "dns", "ntp", "ping", "ping", "kerberos", "syslog", "rdp"});
  return inline_service();
}

// One whose ports are named, if it has any: what section 3 asks of management.
Json PolicyMaker::make_explicit_service() {
  for (;;) {
    const Json service = inline_service();
    const Json& protocol = service["proto"];
    const bool has_ports = protocol == "tcp" || protocol == "udp" || protocol == "sctp" ||
                           protocol == 6 || protocol == 17 || protocol == 132;
    if (!has_ports || service.contains("ports")) return service;
  }
}

void PolicyMaker::make_services() {
  services_.clear();
  policy_["services"] = Json::object();
  for (unsigned n = dice_.between(0, 3); n > 0; --n) {
    Json members = Json::array();
    for (unsigned m = dice_.between(1, 3); m > 0; --m) members.push_back(make_service());
    const std::string name = "s" + std::to_string(n);
    policy_["services"][name] = dice_.chance(30) ? inline_service() : members;
    services_.push_back(name);
  }
  // A built-in name may be given another meaning.
  if (dice_.chance(10)) policy_["services"]["http"] = Json{{"proto", "tcp"}, {"ports", {8080}}};
}

void PolicyMaker::add_narrowing(Json& rule) {
  if (dice_.chance(15)) {
    Json schedule = Json::object();
    if (dice_.chance(60))
      schedule["days"] = dice_.chance(50) ? Json{"thu", "fri", "sat"} : Json{"mon", "sun"};
    if (dice_.chance(80))
      schedule["hours"] =
          dice_.pick({"08:30-17:15", "00:00-24:00", "22:00-08:30", "12:00-24:00", "23:59-00:01"});
    rule["schedule"] = schedule;
  }
  if (dice_.chance(10)) rule["starts"] = near_date();
  if (dice_.chance(10))
    rule["ends"] = rule.value("starts", "") > "2026-11-21" ? "2026-11-23" : "2026-11-21";
  if (dice_.chance(20)) rule["log"] = true;
}

void PolicyMaker::make_limits() {
  Json& timeouts = policy_["timeouts"] = Json::object();
  for (const char* name : {"tcp_opening", "tcp_established", "tcp_closing", "udp_unreplied",
                           "udp_replied", "icmp", "other", "fragment"})
    if (dice_.chance(90)) timeouts[name] = dice_.pick({1, 2, 3, 5, 8, 20});
  Json& limits = policy_["limits"] = Json::object();
  const bool is_tight = dice_.chance(35);
  limits["max_flows"] = is_tight ? dice_.between(1, 8) : dice_.between(24, kMostFlows);
  if (dice_.chance(is_tight ? 40 : 60))
    limits["max_flows_per_zone"] = is_tight ? dice_.between(1, 5) : dice_.between(8, kMostFlows);
  limits["max_fragments"] =
      dice_.chance(40) ? dice_.between(1, 2) : dice_.between(3, kMostFragments);
}

}  // namespace sekisho::test

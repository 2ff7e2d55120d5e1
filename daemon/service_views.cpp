// What is told to who asks for zones, flows, traffic and exceptions.
#include <algorithm>
#include <set>
#include <utility>

#include "daemon/service.h"
#include "sekisho/abi/reason.h"

namespace sekisho::daemon {
namespace {

using Json = RpcJson;

constexpr const char* kNoRules = "no rules are in force";

std::string interface_name(const Interface& interface) {
  return interface.vlan ? interface.port + "." + std::to_string(interface.vlan) : interface.port;
}

// The zones that an end of a rule names; of a range those of its first and last address.
std::set<std::string> zones_of(const Model& model, const std::vector<Endpoint>& ends) {
  std::set<std::string> zones;
  const auto add = [&](const Address& address) {
    if (const auto zone = zone_of(model, address)) zones.insert(model[*zone].id);
  };
  for (const Endpoint& end : ends) {
    if (end.kind == EndpointKind::zone) zones.insert(model[end.zone].id);
    if (end.kind == EndpointKind::device) zones.insert(model[model[end.device].zone].id);
    if (end.kind == EndpointKind::gateway)
      for (const Address& address : model.gateway.addresses) add(address);
    if (end.kind == EndpointKind::range) {
      add(to_address(end.range.family, end.range.first));
      add(to_address(end.range.family, end.range.last));
    }
  }
  return zones;
}

struct PairRow {
  std::uint64_t flows = 0, denied = 0, rules = 0;
  double bytes_per_s = 0;
};

}  // namespace

Json Service::describe_pairs() const {
  std::map<ZonePair, PairRow> rows;
  for (const auto& [pair, count] : activity_.flows_by_pair()) rows[pair].flows = count;
  for (const auto& [pair, count] : activity_.denied_by_pair()) rows[pair].denied = count;
  for (const auto& [pair, rate] : activity_.bytes_by_pair()) rows[pair].bytes_per_s = rate;
  for (const auto& [pair, count] : rules_by_pair_) rows[pair].rules = count;
  Json pairs = Json::array();
  for (const auto& [pair, row] : rows) {
    pairs.push_back({{"from", text_or_null(pair.first)},
                     {"to", text_or_null(pair.second)},
                     {"flows", row.flows},
                     {"bytes_per_s", static_cast<std::uint64_t>(row.bytes_per_s + 0.5)},
                     {"denied", row.denied},
                     {"rules", row.rules}});
  }
  return pairs;
}

void Service::count_rules_by_pair() {
  rules_by_pair_.clear();
  if (!rules_.model) return;
  const Model& model = *rules_.model;
  for (const Rule& rule : model.rules) {
    if (!is_in_force(rule, model.time_zone, rules_since_, relaxed_)) continue;
    const auto to = zones_of(model, rule.to);
    for (const std::string& from : zones_of(model, rule.from))
      for (const std::string& zone : to) ++rules_by_pair_[{from, zone}];
  }
}

RpcResult Service::zones() const {
  if (!is_enforcing()) return refuse_call(kNoRules);
  Json zones = Json::array();
  const TableImage& image = *rules_.image;
  const auto is_isolated = [&](const std::string& id) {
    return std::any_of(orders_.isolated.begin(), orders_.isolated.end(), [&](const auto& each) {
      return each.kind == IsolationKind::zone && each.id == id;
    });
  };
  if (rules_.model) {
    const Model& model = *rules_.model;
    std::vector<std::size_t> devices(model.zones.size());
    for (const Device& device : model.devices)
      if (is_in_force(device, model.time_zone, rules_since_)) ++devices[index_of(device.zone)];
    for (std::size_t i = 0; i < model.zones.size(); ++i) {
      const Zone& zone = model.zones[i];
      Json row = {{"id", zone.id}, {"label", zone.label}, {"kind", to_string(zone.kind)}};
      for (const Interface& each : zone.interfaces)
        row["interfaces"].push_back(interface_name(each));
      for (const Prefix& each : zone.subnets) row["subnets"].push_back(sekisho::to_string(each));
      row["devices"] = devices[i];
      row["isolated"] = is_isolated(zone.id);
      zones.push_back(std::move(row));
    }
  } else {
    for (std::uint32_t zone = 1; zone < image.header().sections[SK_SECTION_ZONES].count; ++zone) {
      const std::string id(image.zone_name(zone));
      const auto kind = image.section<sk_zone>(SK_SECTION_ZONES)[zone].kind;
      zones.push_back({{"id", id},
                       {"label", ""},
                       {"kind", to_string(static_cast<ZoneKind>(kind))},
                       {"interfaces", Json::array()},
                       {"subnets", Json::array()},
                       {"devices", 0},
                       {"isolated", is_isolated(id)}});
    }
  }
  return Json{{"zones", std::move(zones)}, {"pairs", describe_pairs()}};
}

RpcResult Service::flows(const FlowFilter& filter) const {
  if (!is_enforcing()) return refuse_call(kNoRules);
  auto flows = describe_flows(*dataplane_, filter);
  if (!flows) return refuse_call(flows.error().message());
  return std::move(*flows);
}

RpcResult Service::stats() const {
  if (!is_enforcing()) return refuse_call(kNoRules);
  const auto counts = dataplane_->zone_counts();
  const auto gauges = dataplane_->gauges();
  if (!counts) return refuse_call(counts.error().message());
  if (!gauges) return refuse_call(gauges.error().message());
  std::uint64_t allowed = 0, denied = 0;
  Json zones = Json::array();
  for (const ZoneCounter& each : *counts) {
    const int verdict = sk_verdict_of(static_cast<int>(each.reason));
    (verdict == SK_ALLOW ? allowed : denied) += each.count.packets;
    zones.push_back({{"zone", each.zone},
                     {"verdict", verdict_name(verdict)},
                     {"reason", reason_name(each.reason)},
                     {"packets", each.count.packets},
                     {"bytes", each.count.bytes}});
  }
  return Json{{"flows", gauges->flows},
              {"max_flows", gauges->max_flows},
              {"fragments", gauges->fragments},
              {"records_lost", gauges->events_lost},
              {"lines_lost", journal_.lines_lost()},
              {"packets", {{"allow", allowed}, {"deny", denied}}},
              {"zones", std::move(zones)}};
}

RpcResult Service::top() const {
  if (!is_enforcing()) return refuse_call(kNoRules);
  Json json = activity_.describe_rates();
  if (const auto gauges = dataplane_->gauges()) {
    json["flows"] = gauges->flows;
    json["max_flows"] = gauges->max_flows;
  }
  json["pairs"] = describe_pairs();
  json["talkers"] = activity_.describe_talkers();
  json["denied"] = activity_.describe_denied();
  return json;
}

Json Service::exceptions() const {
  Json json = {{"exceptions", Json::array()}, {"relaxations", Json::array()}};
  if (!rules_.model) return json;
  const Model& model = *rules_.model;
  const Date today = model.time_zone.local(policy_now()).date;
  std::map<std::string, std::size_t> rules_of;
  for (const Rule& rule : model.rules) {
    if (rule.kind == RuleKind::relaxation) ++rules_of[rule.relaxation];
    if (rule.kind != RuleKind::exception) continue;
    Json row = {{"id", rule.id},
                {"label", rule.paper.label},
                {"ticket", rule.paper.ticket},
                {"reason", rule.paper.reason},
                {"approved_by", rule.paper.approved_by}};
    if (rule.paper.approved_on) row["approved_on"] = sekisho::to_string(*rule.paper.approved_on);
    if (rule.paper.expires) row["expires"] = sekisho::to_string(*rule.paper.expires);
    row["days_left"] = days_left(rule, today);
    row["in_force"] = is_in_force(rule, model.time_zone, rules_since_, relaxed_);
    row["owner"] = rule.paper.owner;
    json["exceptions"].push_back(std::move(row));
  }
  for (const std::string& id : model.relaxations) {
    Json row = {{"id", id}, {"rules", rules_of[id]}, {"on", false}, {"until", nullptr}};
    for (const Relaxed& each : orders_.relaxed) {
      if (each.id != id) continue;
      row.update(to_json(each));
      row["on"] = true;
    }
    json["relaxations"].push_back(std::move(row));
  }
  return json;
}

}  // namespace sekisho::daemon

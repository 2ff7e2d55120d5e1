// What the service tells of itself: status, the `stats` event, and the rules of an event.
#include "daemon/service.h"

#include <fmt/format.h>

#include "sekisho/abi/reason.h"

namespace sekisho::daemon {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kManyLinesBehind = 1000;  // of a receiver that is told live

const char* attach_name(AttachMode mode) {
  return mode == AttachMode::native ? "native" : "generic";
}

const char* mode_name(const sk_image_header& header) {
  return header.mode == SK_MODE_MONITOR ? "monitor" : "enforce";
}

const char* forwarding_name(const sk_image_header& header) {
  switch (header.forwarding) {
    case SK_FORWARDING_BRIDGE:
      return "bridge";
    case SK_FORWARDING_ROUTE:
      return "route";
    default:
      return "kernel";
  }
}

Json to_json(const ReloadOutcome& outcome) {
  Json json = {
      {"ok", outcome.ok}, {"at", to_rfc3339(outcome.at)}, {"generation", outcome.generation}};
  if (!outcome.ok) json["message"] = outcome.refusal.message;
  return json;
}

std::uint64_t packets_of(const DatapathStats& stats, int verdict) {
  std::uint64_t packets = 0;
  for (const ZoneCounter& each : stats.zones) {
    if (sk_verdict_of(static_cast<int>(each.reason)) == verdict) packets += each.count.packets;
  }
  return packets;
}

}  // namespace

LineFields Service::describe_rules() const {
  const auto valid_until = rules_.image->valid_until();
  LineFields details = {{"name", policy_name_}, {"mode", mode_name(rules_.image->header())}};
  if (rules_.model) {
    details["rules_in_force"] = rules_.stats.rules_in_force;
    details["devices_in_force"] = rules_.stats.devices_in_force;
    details["build_time_us"] = rules_.stats.build_time.count();
    details["warnings"] = rules_.warnings;
  }
  details["valid_until"] = valid_until ? Json(to_rfc3339(*valid_until)) : Json(nullptr);
  return details;
}

void Service::write_stats() {
  LineFields details = {
      {"uptime_s",
       std::chrono::duration_cast<std::chrono::seconds>(parts_.uptime() - started_).count()},
      {"lines_lost", journal_.lines_lost()}};
  if (dataplane_) {
    const auto stats = dataplane_->stats();
    if (!stats) {
      parts_.log->error("{}", stats.error().message());
      return;
    }
    details["flows"] = stats->flows;
    details["max_flows"] = stats->max_flows;
    details["fragments"] = stats->fragments;
    details["records_lost"] = stats->events_lost;
    details["packets"] = {{"allow", packets_of(*stats, SK_ALLOW)},
                          {"deny", packets_of(*stats, SK_DENY)}};
  }
  journal_.tell("stats", EventSeverity::info, details, in_force());
}

RpcJson Service::status() const {
  const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(parts_.uptime() - started_);
  const RpcJson orders = to_json(orders_);
  Json json = {{"version", SEKISHO_VERSION},
               {"enforcing", is_enforcing()},
               {"uptime_s", uptime.count()},
               {"last_reload", last_reload_ ? to_json(*last_reload_) : Json(nullptr)}};
  if (is_enforcing() && rules_.image) add_rules(json);
  json["policy_time"] = to_rfc3339(policy_now());
  json["clock"] = {{"behind_s", std::chrono::duration<double>(policy_clock_.behind()).count()}};
  json["isolated"] = orders["isolated"];
  json["relaxed"] = orders["relaxed"];
  json["mode_override"] = orders["mode"];
  json["confirm"] = unconfirmed_ ? Json{{"until", to_rfc3339(unconfirmed_->until)},
                                        {"generation", in_force().generation}}
                                 : Json(nullptr);
  json["shadow"] =
      shadow_ ? Json{{"policy", shadow_->policy_path()}, {"differences", shadow_->differences()}}
              : Json(nullptr);
  json["health"] = describe_health();
  return json;
}

void Service::add_rules(RpcJson& json) const {
  const auto valid_until = next_update();
  json["generation"] = dataplane_->generation();
  json["policy"] = rules_.image->policy_digest();
  json["name"] = policy_name_;
  json["timezone"] = journal_.time_zone().name();
  json["mode"] = mode_name(rules_.image->header());
  json["forwarding"] = forwarding_name(rules_.image->header());
  json["interfaces"] = Json::array();
  for (const PortLink& link : dataplane_->port_links())
    json["interfaces"].push_back({{"name", link.interface_name},
                                  {"attach", attach_name_of(link.interface_name)},
                                  {"state", to_string(link.state)}});
  if (const auto gauges = dataplane_->gauges()) {
    json["flows"] = gauges->flows;
    json["max_flows"] = gauges->max_flows;
  }
  json["valid_until"] = valid_until ? Json(to_rfc3339(*valid_until)) : Json(nullptr);
}

// "none" while it is not there.
const char* Service::attach_name_of(const std::string& interface_name) const {
  for (const AttachedPort& port : dataplane_->ports())
    if (port.interface_name == interface_name) return attach_name(port.mode);
  return "none";
}

// What an operator has to see to, in a fixed order.
RpcJson Service::describe_health() const {
  Json list = Json::array();
  const auto add = [&](const char* id, bool ok, std::string message) {
    list.push_back({{"id", id}, {"ok", ok}, {"message", std::move(message)}});
  };
  const bool has_rules = is_enforcing() && rules_.image;
  add("rules", has_rules && rules_.model && (!last_reload_ || last_reload_->ok),
      !has_rules                          ? "nothing is enforced"
      : !rules_.model                     ? "enforced from the last good image"
      : !last_reload_ || last_reload_->ok ? "enforced as the policy says"
                                          : "the last reload failed");
  const bool stops = has_rules && rules_.image->header().mode != SK_MODE_MONITOR;
  add("mode", stops, stops ? "denied packets are dropped" : "nothing is dropped: monitor mode");
  const auto behind = std::chrono::duration_cast<std::chrono::seconds>(policy_clock_.behind());
  add("clock", behind.count() == 0,
      behind.count()
          ? fmt::format("the system's clock is {} s behind the rules' time", behind.count())
          : "the clock has not stepped back");
  add("log", journal_.is_writing(),
      fmt::format("{} lines were lost since the start", journal_.lines_lost()));
  for (const Outlets::Backlog& each : outlets_.backlogs())
    add("receiver", each.lines_behind < kManyLinesBehind,
        fmt::format("{}: {} lines behind", each.name, each.lines_behind));
  if (dataplane_) add_links(list);
  const auto gauges = dataplane_ ? dataplane_->gauges() : Expected<DatapathGauges>(fail("none"));
  if (!gauges) return list;
  add("records", gauges->events_lost == 0,
      fmt::format("{} records found the ring full; their packets are counted",
                  gauges->events_lost));
  const std::uint64_t percent = gauges->max_flows ? gauges->flows * 100 / gauges->max_flows : 0;
  add("flows", percent < 90, fmt::format("the flow table is {} % full", percent));
  return list;
}

void Service::add_links(RpcJson& health) const {
  std::string away;
  for (const PortLink& link : dataplane_->port_links())
    if (link.state != LinkState::up)
      away += fmt::format("{}{} is {}", away.empty() ? "" : ", ", link.interface_name,
                          to_string(link.state));
  health.push_back({{"id", "interfaces"},
                    {"ok", away.empty()},
                    {"message", away.empty() ? "all are there and up" : away}});
  const Status guarded = dataplane_->guard_status();
  health.push_back({{"id", "guard"},
                    {"ok", guarded && config_.guard},
                    {"message", !guarded        ? guarded.error().message()
                                : config_.guard ? "nothing is forwarded around the datapath"
                                                : "switched off"}});
}

}  // namespace sekisho::daemon

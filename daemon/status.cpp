// What the service tells of itself: status, the `stats` event, and the rules of an event.
#include "daemon/service.h"

#include "sekisho/abi/reason.h"

namespace sekisho::daemon {
namespace {

using Json = nlohmann::ordered_json;

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

nlohmann::ordered_json Service::status() const {
  const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(parts_.uptime() - started_);
  Json json = {{"version", SEKISHO_VERSION},
               {"enforcing", is_enforcing()},
               {"uptime_s", uptime.count()},
               {"last_reload", last_reload_ ? to_json(*last_reload_) : Json(nullptr)}};
  if (!is_enforcing() || !rules_.image) return json;
  const auto valid_until = rules_.image->valid_until();
  json["generation"] = dataplane_->generation();
  json["policy"] = rules_.image->policy_digest();
  json["name"] = policy_name_;
  json["mode"] = mode_name(rules_.image->header());
  json["forwarding"] = forwarding_name(rules_.image->header());
  json["interfaces"] = Json::array();
  for (const AttachedPort& port : dataplane_->ports()) {
    json["interfaces"].push_back(
        {{"name", port.interface_name}, {"attach", attach_name(port.mode)}});
  }
  if (const auto stats = dataplane_->stats()) {
    json["flows"] = stats->flows;
    json["max_flows"] = stats->max_flows;
  }
  json["valid_until"] = valid_until ? Json(to_rfc3339(*valid_until)) : Json(nullptr);
  return json;
}

}  // namespace sekisho::daemon

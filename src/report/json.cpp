// A report for programs. docs/report.md has the keys.
#include <nlohmann/json.hpp>

#include "sekisho/report/report.h"

namespace sekisho::report {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

const char* to_string(CheckOutcome::Result result) {
  constexpr const char* kNames[] = {"passed", "found", "not-run"};
  return kNames[static_cast<std::size_t>(result)];
}

Json to_json(const Remark& remark, Language language) {
  return {{"code", remark.code},
          {"severity", to_string(remark.severity)},
          {"message", remark.message.in(language)},
          {"place", remark.place},
          {"principle", remark.principle},
          {"clause", or_null(remark.clause)}};
}

Json to_json(const std::vector<Remark>& remarks, Language language) {
  Json list = Json::array();
  for (const Remark& each : remarks) list.push_back(to_json(each, language));
  return list;
}

Json to_json(const Principle& principle, Language language) {
  Json json = {{"id", principle.id},
               {"clause", or_null(principle.clause)},
               {"asks", principle.asks.in(language)},
               {"status", to_string(principle.status)},
               {"reason", principle.reason.in(language)},
               {"held_by", principle.held.in(language)},
               {"remains", principle.remains.in(language)},
               {"checks", Json::array()},
               {"rules", principle.rules},
               {"zones", principle.zones},
               {"functions", principle.functions},
               {"findings", to_json(principle.findings, language)}};
  for (const CheckOutcome& each : principle.checks)
    json["checks"].push_back({{"code", each.code},
                              {"holds", each.holds.in(language)},
                              {"result", to_string(each.result)}});
  return json;
}

Json to_json(const ZoneFacts& zone) {
  return {
      {"id", zone.id},
      {"label", zone.label},
      {"kind", to_string(zone.kind)},
      {"interfaces", zone.interfaces},
      {"subnets", zone.subnets},
      {"devices", zone.registered_only ? "registered" : "any"},
      {"fragments", zone.tracks_fragments ? "track" : "deny"},
      {"by_own_mac", zone.by_own_mac},
      {"by_router_mac", zone.by_router},
      {"roles", {{"host", zone.hosts}, {"router", zone.routers}, {"sanitiser", zone.sanitisers}}}};
}

Json to_json(const std::vector<EndFacts>& ends) {
  Json list = Json::array();
  for (const EndFacts& each : ends)
    list.push_back({{"endpoint", each.written},
                    {"label", each.label},
                    {"addresses", each.addresses},
                    {"mac", or_null(each.mac)},
                    {"via", or_null(each.router)}});
  return list;
}

Json exception_to_json(const RuleFacts& rule) {
  return {{"approved_by", rule.approved_by},
          {"approved_on", rule.approved_on},
          {"applicant", or_null(rule.applicant)},
          {"ticket", rule.ticket},
          {"reason", rule.reason},
          {"departs_from", or_null(rule.departs_from)},
          {"expires", rule.expires},
          {"days_left", rule.days_left},
          {"review_by", or_null(rule.review_by)},
          {"state", to_string(rule.state)}};
}

Json to_json(const RuleFacts& rule) {
  Json json = {{"id", rule.id},
               {"kind", to_string(rule.kind)},
               {"label", rule.label},
               {"from", to_json(rule.from)},
               {"to", to_json(rule.to)},
               {"services", rule.services},
               {"schedule", or_null(rule.schedule)},
               {"starts", or_null(rule.starts)},
               {"ends", or_null(rule.ends)},
               {"in_force", rule.in_force},
               {"log", rule.log},
               {"limited", rule.limited},
               {"next_hop_mac", rule.by_router},
               {"width",
                {{"sources", rule.sources},
                 {"destinations", rule.destinations},
                 {"ports", rule.ports},
                 {"combinations", rule.width},
                 {"all_ports", rule.all_ports}}},
               {"basis", or_null(rule.basis)},
               {"necessity", or_null(rule.necessity)},
               {"owner", or_null(rule.owner)},
               {"government_system", or_null(rule.government_system)},
               {"sanitiser", or_null(rule.sanitiser)},
               {"method", or_null(rule.method)}};
  json["use"] = nullptr;
  if (rule.use)
    json["use"] = {{"packets", rule.use->packets}, {"last_hit", or_null(rule.use->last_hit)}};
  if (rule.kind == RuleKind::exception) json["exception"] = exception_to_json(rule);
  if (rule.kind == RuleKind::relaxation) json["relaxation"] = rule.relaxation;
  return json;
}

std::string zone_name(const Report& report, std::size_t zone) {
  return zone < report.zones.size() ? "zone:" + report.zones[zone].id : "gateway";
}

// Those with rules, and those that are closed for good.
Json conduits_to_json(const Report& report) {
  Json list = Json::array();
  for (std::size_t from = 0; from < report.conduits.size(); ++from) {
    for (std::size_t to = 0; to < report.conduits.size(); ++to) {
      const Conduit& each = report.conduits[from][to];
      if (each.rules == 0 && each.never.empty()) continue;
      list.push_back({{"from", zone_name(report, from)},
                      {"to", zone_name(report, to)},
                      {"rules", each.rules},
                      {"limited", each.limited},
                      {"sanitised", each.sanitised},
                      {"by_exception", each.by_exception},
                      {"by_relaxation", each.by_relaxation},
                      {"never", or_null(each.never)}});
    }
  }
  return list;
}

Json to_json(const SystemFacts& system) {
  return {{"id", system.id},
          {"label", system.label},
          {"operator", system.operator_name},
          {"addresses", system.addresses},
          {"services", system.services},
          {"evidence", system.evidence},
          {"review_by", or_null(system.review_by)},
          {"review_is_past", system.review_is_past},
          {"rules", system.rules}};
}

Json head_to_json(const Report& report) {
  return {{"policy", report.policy},
          {"name", report.name},
          {"digest", report.digest},
          {"profile", report.profile},
          {"model", to_string(report.model)},
          {"mode", to_string(report.mode)},
          {"forwarding", to_string(report.forwarding)},
          {"at", report.made_at},
          {"time_zone", report.time_zone},
          {"version", report.version},
          {"command", report.command},
          {"live", report.is_live},
          {"whole", report.is_whole},
          {"used_since", or_null(report.used_since)},
          {"summary",
           {{"met", report.count(Status::met)},
            {"not-met", report.count(Status::not_met)},
            {"confirm", report.count(Status::confirm)},
            {"outside", report.count(Status::outside)}}}};
}

Json to_json(const BlockFacts& block) {
  return {{"id", block.id},
          {"match", to_json(block.match)},
          {"reason", block.reason},
          {"until", or_null(block.until)},
          {"in_force", block.in_force}};
}

Json to_json(const EndingDevice& device) {
  return {{"id", device.id},       {"label", device.label}, {"zone", device.zone},
          {"owner", device.owner}, {"ends", device.ends},   {"days_left", device.days_left}};
}

template <typename T>
Json each_to_json(const std::vector<T>& all) {
  Json list = Json::array();
  for (const T& each : all) list.push_back(to_json(each));
  return list;
}

}  // namespace

std::string to_json(const Report& report, Language language) {
  Json json = head_to_json(report);
  json["principles"] = Json::array();
  for (const Principle& each : report.principles)
    json["principles"].push_back(to_json(each, language));
  json["zones"] = each_to_json(report.zones);
  json["conduits"] = conduits_to_json(report);
  json["rules"] = each_to_json(report.rules);
  json["government_systems"] = each_to_json(report.systems);
  json["relaxations"] = report.relaxations;
  json["blocks"] = each_to_json(report.blocks);
  json["devices"] = report.devices;
  json["devices_ending"] = each_to_json(report.ending);
  json["diagnostics"] = to_json(report.findings, language);
  // Ledgers may quote bytes that are no UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sekisho::report

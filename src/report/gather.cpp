// A Model and its findings as the facts of a report.
#include "report/gather.h"

#include <fmt/format.h>

#include "report/principles.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/separation.h"

namespace sekisho::report {
namespace {

Remark to_remark(const Diagnostic& diagnostic, const SourceSet& sources,
                 const std::string& policy) {
  Remark remark{diagnostic.code,    "",    diagnostic.clause, diagnostic.severity,
                diagnostic.message, policy};
  if (const CodeInfo* info = find_code(diagnostic.code)) remark.principle = info->principle;
  if (diagnostic.where.file < sources.size()) {
    const Position position = sources.position(diagnostic.where);
    remark.place = fmt::format("{}:{}:{}", sources.file(diagnostic.where.file).name, position.line,
                               position.column);
  }
  return remark;
}

std::vector<SystemFacts> gather_systems(const Model& model, Date today) {
  std::vector<SystemFacts> systems;
  for (const GovernmentSystem& each : model.government_systems) {
    SystemFacts facts{each.id, each.label, each.operator_name, each.evidence, "", {}, {},
                      {},      false};
    for (const AddressRange& range : each.addresses) facts.addresses.push_back(to_string(range));
    facts.services = write_services(each.services);
    if (each.review_by) facts.review_by = to_string(*each.review_by);
    facts.review_is_past = each.review_by && *each.review_by < today;
    for (const Rule& rule : model.rules) {
      if (rule.paper.government_system == each.id) facts.rules.push_back(rule.id);
    }
    systems.push_back(std::move(facts));
  }
  return systems;
}

std::vector<BlockFacts> gather_blocks(const Model& model, Instant at) {
  std::vector<BlockFacts> blocks;
  for (const Block& each : model.blocks) {
    blocks.push_back({each.id, each.reason, each.until ? to_string(*each.until) : "",
                      describe_ends(model, each.match, false),
                      is_in_force(each, model.time_zone, at)});
  }
  return blocks;
}

std::vector<EndingDevice> gather_ending(const Model& model, Instant at, Date today) {
  std::vector<EndingDevice> ending;
  for (const Device& each : model.devices) {
    if (!each.dates.ends || !is_in_force(each, model.time_zone, at)) continue;
    const long days = days_between(today, *each.dates.ends);
    if (days > kSoonDays) continue;
    ending.push_back(
        {each.id, each.label, model[each.zone].id, each.owner, to_string(*each.dates.ends), days});
  }
  return ending;
}

// RFC 3339 with the zone's own offset, to the second.
std::string local_text(Instant at, const TimeZone& zone) {
  const auto offset = zone.offset(at);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  const std::string utc = to_rfc3339(Instant(seconds) + offset);
  const long minutes = offset.count() < 0 ? -offset.count() : offset.count();
  return fmt::format("{}{}{:02}:{:02}", utc.substr(0, 19), offset.count() < 0 ? '-' : '+',
                     minutes / 60, minutes % 60);
}

void fill_from_model(const Model& model, Instant at, Report& report) {
  report.zones = gather_zones(model, at);
  report.rules = gather_rules(model, at);
  report.conduits = gather_conduits(report.zones, report.rules);
  report.systems = gather_systems(model, report.today);
  report.blocks = gather_blocks(model, at);
  report.relaxations = model.relaxations;
  report.ending = gather_ending(model, at, report.today);
  report.has_cloud = !model.security_cloud.empty();
  for (const ZoneFacts& zone : report.zones) report.devices += zone.by_own_mac + zone.by_router;
}

void add_usage(const Usage& usage, Report& report) {
  report.used_since = usage.since;
  for (RuleFacts& rule : report.rules) {
    const auto use = usage.rules.find(rule.id);
    if (use != usage.rules.end()) rule.use = use->second;
  }
}

}  // namespace

long days_between(Date from, Date to) {
  return (std::chrono::sys_days{to} - std::chrono::sys_days{from}).count();
}

std::vector<std::vector<Conduit>> gather_conduits(const std::vector<ZoneFacts>& zones,
                                                  const std::vector<RuleFacts>& rules) {
  const std::size_t gateway = zones.size();
  std::vector<std::vector<Conduit>> conduits(gateway + 1, std::vector<Conduit>(gateway + 1));
  const auto kind_of = [&](std::size_t zone) {
    return zone == gateway ? ZoneKind::management : zones[zone].kind;
  };
  for (std::size_t from = 0; from <= gateway; ++from) {
    for (std::size_t to = 0; to <= gateway; ++to)
      conduits[from][to].never = never_joined(kind_of(from), kind_of(to));
  }
  for (const RuleFacts& rule : rules) {
    if (rule.expired) continue;
    for (const auto& [from, to] : rule.pairs) {
      Conduit& conduit = conduits[from][to];
      const bool meets_mynumber =
          from != to && (kind_of(from) == ZoneKind::mynumber || kind_of(to) == ZoneKind::mynumber);
      ++conduit.rules;
      conduit.limited |= meets_mynumber;
      conduit.sanitised |= !rule.sanitiser.empty();
      conduit.by_exception |= rule.kind == RuleKind::exception;
      conduit.by_relaxation |= rule.kind == RuleKind::relaxation;
    }
  }
  return conduits;
}

Report gather(const Request& request, const PolicyHead& head, const Model* model,
              const Diagnostics& found, const SourceSet& sources) {
  const TimeZone zone = TimeZone::find(head.time_zone).value_or(TimeZone::utc());
  Report report;
  report.policy = request.policy;
  report.command = request.command;
  report.version = request.version;
  report.is_live = request.is_live;
  report.name = head.name;
  report.profile = head.profile.name;
  report.two_person = head.profile.two_person;
  report.digest = head.digest;
  report.time_zone = zone.name();
  report.made_at = local_text(request.at, zone);
  report.today = zone.local(request.at).date;
  report.model = head.model;
  report.mode = head.mode;
  report.forwarding = head.forwarding;
  report.is_whole = model != nullptr;
  for (const Diagnostic& each : found.all())
    report.findings.push_back(to_remark(each, sources, request.policy));
  if (model) fill_from_model(*model, request.at, report);
  if (request.usage) add_usage(*request.usage, report);
  report.principles = judge_principles(report, head.profile);
  return report;
}

std::size_t Report::count(Status status) const {
  std::size_t sum = 0;
  for (const Principle& each : principles) sum += each.status == status;
  return sum;
}

const char* to_string(Status status) {
  constexpr const char* kNames[] = {"met", "not-met", "confirm", "outside"};
  return kNames[static_cast<std::size_t>(status)];
}

const char* to_string(ExceptionState state) {
  constexpr const char* kNames[] = {"in-force", "ends-soon", "review-due", "not-yet", "expired"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace sekisho::report

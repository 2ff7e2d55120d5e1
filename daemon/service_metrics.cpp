// What the service tells to those who measure it: metrics, and the counters of its rules.
#include "daemon/service.h"
#include "sekisho/abi/reason.h"

namespace sekisho::daemon {
namespace {

using Policy = MetricsSnapshot::Policy;

std::map<std::string, Instant> exception_ends(const Model& model, const TableImage& image) {
  const std::set<std::string_view> in_force = rules_in(image);
  std::map<std::string, Instant> ends;
  for (const Rule& rule : model.rules) {
    if (rule.kind != RuleKind::exception || !rule.dates.ends || !in_force.contains(rule.id))
      continue;
    const Date day_after{std::chrono::sys_days{*rule.dates.ends} + std::chrono::days{1}};
    ends[rule.id] = model.time_zone.at(day_after, std::chrono::minutes{0});
  }
  return ends;
}

std::map<std::string, std::uint64_t> table_bytes(const TableImage& image) {
  std::map<std::string, std::uint64_t> bytes;
  for (std::uint32_t i = 0; i < SK_SECTION_COUNT; ++i) {
    const auto id = static_cast<sk_section_id>(i);
    bytes[section_name(id)] =
        std::uint64_t{image.header().sections[i].count} * section_element_size(id);
  }
  return bytes;
}

MetricsSnapshot::Datapath describe_datapath(const DatapathStats& stats) {
  MetricsSnapshot::Datapath datapath;
  for (const ZoneCounter& each : stats.zones) {
    datapath.zones.push_back({each.zone,
                              verdict_name(sk_verdict_of(static_cast<int>(each.reason))),
                              reason_name(each.reason),
                              {each.count.packets, each.count.bytes}});
  }
  datapath.flows = stats.flows;
  datapath.flows_max = stats.max_flows;
  datapath.fragments = stats.fragments;
  datapath.records_lost = stats.events_lost;
  return datapath;
}

}  // namespace

std::set<std::string_view> rules_in(const TableImage& image) {
  std::set<std::string_view> rules;
  for (std::uint32_t i = 1; i < image.header().sections[SK_SECTION_RULES].count; ++i)
    rules.insert(image.rule_name(i));
  return rules;
}

// Once for each generation: what it costs rises with the rules.
void Service::measure_rules() {
  const TableImage& image = *rules_.image;
  Policy policy;
  policy.name = policy_name_;
  policy.digest = image.policy_digest();
  policy.monitors = image.header().mode == SK_MODE_MONITOR;
  policy.generation = dataplane_->generation();
  policy.loaded = parts_.clock.now();
  policy.change_due = earliest(image.valid_until(), orders_.next_end());
  for (const Relaxed& each : orders_.relaxed)
    if (relaxed_.contains(each.id)) policy.relaxation_ends[each.id] = each.until;
  if (rules_.model) policy.exception_ends = exception_ends(*rules_.model, image);
  for (std::uint32_t i = 1; i < image.header().sections[SK_SECTION_ZONES].count; ++i) {
    const auto kind = rules_.model ? to_string(rules_.model->zones[i - 1].kind) : "";
    policy.zones.push_back({std::string(image.zone_name(i)), kind});
  }
  for (const AttachedPort& port : dataplane_->ports())
    policy.interfaces.push_back(
        {port.interface_name, port.mode == AttachMode::native ? "native" : "generic"});
  policy.table_bytes = table_bytes(image);
  measured_policy_ = std::make_shared<const Policy>(std::move(policy));
  rule_source_ = {dataplane_->rule_reader(), rules_.image};
  usage_.set_rules(rule_source_, rules_.model);
}

MetricsSnapshot Service::metrics() const {
  MetricsSnapshot snapshot;
  snapshot.version = SEKISHO_VERSION;
  snapshot.started = started_at_;
  snapshot.policy = measured_policy_;
  if (dataplane_) {
    if (const auto stats = dataplane_->stats()) snapshot.datapath = describe_datapath(*stats);
  }
  snapshot.events = journal_.line_counts().by_type();
  snapshot.events_by_severity = journal_.line_counts().by_severity();
  // From zero on: a series that begins with its first event hides it from increase().
  for (const auto severity : {EventSeverity::info, EventSeverity::low, EventSeverity::medium,
                              EventSeverity::high, EventSeverity::critical})
    snapshot.events_by_severity.try_emplace(to_string(severity), 0);
  snapshot.events_suppressed = journal_.line_counts().suppressed();
  snapshot.lines_lost = journal_.lines_lost();
  snapshot.reload_failures = journal_.times_told("reload_failed");
  snapshot.clock_behind = std::chrono::ceil<std::chrono::seconds>(policy_clock_.behind());
  for (const Isolation& each : orders_.isolated)
    snapshot.isolated.push_back({to_string(each.kind), each.id});
  for (const Outlets::Backlog& each : outlets_.backlogs())
    snapshot.receivers.push_back({each.name, each.lines_behind, each.lines_missing});
  return snapshot;
}

}  // namespace sekisho::daemon

#include "sekisho/metrics/text.h"

#include <chrono>
#include <utility>

#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "sekisho/metrics/families.h"

namespace sekisho {
namespace {

using prometheus::ClientMetric;
using Labels = std::vector<ClientMetric::Label>;
using Snapshot = MetricsSnapshot;

double seconds_of(Instant time) {
  return static_cast<double>(
      std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

// Every sample is a double: counts are exact up to 2^53.
class Families {
 public:
  Families() {
    for (const MetricInfo& info : metric_families()) {
      const auto type = info.kind == MetricKind::counter ? prometheus::MetricType::Counter
                                                         : prometheus::MetricType::Gauge;
      families_.push_back({info.name, info.help, type, {}});
    }
  }

  void add(Metric metric, double value, Labels labels = {}) {
    ClientMetric sample;
    sample.label = std::move(labels);
    if (info_of(metric).kind == MetricKind::counter)
      sample.counter.value = value;
    else
      sample.gauge.value = value;
    family_of(metric).metric.push_back(std::move(sample));
  }
  void add(Metric metric, std::uint64_t value, Labels labels = {}) {
    add(metric, static_cast<double>(value), std::move(labels));
  }
  void add(Metric metric, Instant time, Labels labels = {}) {
    add(metric, seconds_of(time), std::move(labels));
  }
  void add_info(Metric metric, Labels labels) { add(metric, 1.0, std::move(labels)); }

  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  prometheus::MetricFamily& family_of(Metric metric) {
    return families_[static_cast<std::size_t>(metric)];
  }
  std::vector<prometheus::MetricFamily> families_;
};

void add_datapath(const Snapshot::Datapath& datapath, Families& families) {
  for (const Snapshot::ZoneCount& each : datapath.zones) {
    const Labels labels = {{"zone", each.zone}, {"verdict", each.verdict}, {"reason", each.reason}};
    families.add(Metric::packets, each.count.packets, labels);
    families.add(Metric::bytes, each.count.bytes, labels);
  }
  families.add(Metric::flows, datapath.flows);
  families.add(Metric::flows_max, datapath.flows_max);
  families.add(Metric::fragments, datapath.fragments);
  families.add(Metric::records_lost, datapath.records_lost);
}

void add_policy(const Snapshot::Policy& policy, Families& families) {
  families.add(Metric::monitor_mode, policy.monitors ? 1.0 : 0.0);
  families.add(Metric::generation, policy.generation);
  families.add(Metric::loaded, policy.loaded);
  if (policy.change_due) families.add(Metric::change_due, *policy.change_due);
  for (const auto& [rule, end] : policy.exception_ends)
    families.add(Metric::exception_ends, end, {{"rule", rule}});
  for (const auto& [relaxation, end] : policy.relaxation_ends)
    families.add(Metric::relaxation_ends, end, {{"relaxation", relaxation}});
  families.add_info(Metric::policy_info, {{"name", policy.name}, {"policy", policy.digest}});
  for (const Snapshot::Zone& zone : policy.zones)
    families.add_info(Metric::zone_info, {{"zone", zone.id}, {"kind", zone.kind}});
  for (const Snapshot::Interface& each : policy.interfaces)
    families.add_info(Metric::interface_info, {{"interface", each.name}, {"attach", each.attach}});
  for (const auto& [table, bytes] : policy.table_bytes)
    families.add(Metric::table_bytes, bytes, {{"table", table}});
}

void add_log(const Snapshot& snapshot, Families& families) {
  for (const auto& [type, lines] : snapshot.events)
    families.add(Metric::events, lines, {{"event_type", type}});
  for (const auto& [severity, lines] : snapshot.events_by_severity)
    families.add(Metric::event_severities, lines, {{"severity", severity}});
  families.add(Metric::events_suppressed, snapshot.events_suppressed);
  families.add(Metric::lines_lost, snapshot.lines_lost);
  for (const Snapshot::Receiver& each : snapshot.receivers) {
    families.add(Metric::receiver_behind, each.lines_behind, {{"receiver", each.name}});
    families.add(Metric::receiver_missing, each.lines_missing, {{"receiver", each.name}});
  }
}

}  // namespace

std::string to_prometheus_text(const MetricsSnapshot& snapshot) {
  Families families;
  if (snapshot.datapath) add_datapath(*snapshot.datapath, families);
  for (const Snapshot::RuleCount& each : snapshot.rules) {
    families.add(Metric::rule_packets, each.count.packets, {{"rule", each.rule}});
    families.add(Metric::rule_bytes, each.count.bytes, {{"rule", each.rule}});
  }
  add_log(snapshot, families);
  families.add(Metric::enforcing, snapshot.policy ? 1.0 : 0.0);
  if (snapshot.policy) add_policy(*snapshot.policy, families);
  families.add(Metric::reload_failures, snapshot.reload_failures);
  for (const Snapshot::Isolated& each : snapshot.isolated)
    families.add_info(Metric::isolated, {{"kind", each.kind}, {"id", each.id}});
  families.add(Metric::clock_behind, static_cast<double>(snapshot.clock_behind.count()));
  families.add(Metric::start_time, snapshot.started);
  families.add_info(Metric::build_info, {{"version", snapshot.version}});
  return families.text();
}

}  // namespace sekisho

// Every metric that the daemon exposes, once: docs/metrics.md, the dashboard and the alerts are
// held against this list.
#pragma once

#include <span>

namespace sekisho {

// X(enumerator, name, type, help)
#define SK_METRIC_FAMILIES(X)                                                                    \
  X(packets, "sekisho_packets_total", counter,                                                   \
    "Packets judged, by the zone they came from, the verdict and its reason.")                   \
  X(bytes, "sekisho_bytes_total", counter, "Bytes of the frames of sekisho_packets_total.")      \
  X(rule_packets, "sekisho_rule_packets_total", counter,                                         \
    "Packets that a rule let through or a block stopped, those of its established flows too.")   \
  X(rule_bytes, "sekisho_rule_bytes_total", counter,                                             \
    "Bytes of the frames of sekisho_rule_packets_total.")                                        \
  X(flows, "sekisho_flows", gauge, "Flows in the flow table now.")                               \
  X(flows_max, "sekisho_flows_max", gauge, "Flows that the flow table holds at most.")           \
  X(fragments, "sekisho_fragments", gauge, "Fragmented packets that are remembered now.")        \
  X(events, "sekisho_events_total", counter,                                                     \
    "Lines written to the event log since the daemon started, by type of event.")                \
  X(event_severities, "sekisho_events_by_severity_total", counter,                               \
    "Lines written to the event log since the daemon started, by severity.")                     \
  X(events_suppressed, "sekisho_events_suppressed_total", counter,                               \
    "Denied packets that the event log has only in sums, as suppressed.")                        \
  X(records_lost, "sekisho_records_lost_total", counter,                                         \
    "Records of packets that the daemon had no room for; the packets are counted.")              \
  X(lines_lost, "sekisho_log_lines_lost_total", counter,                                         \
    "Lines that could not be written to the event log since the daemon started.")                \
  X(receiver_behind, "sekisho_receiver_lines_behind", gauge,                                     \
    "Lines of the event log that a receiver does not have yet.")                                 \
  X(receiver_missing, "sekisho_receiver_lines_missing_total", counter,                           \
    "Lines that were gone from the log before a receiver had them, since the daemon started.")   \
  X(enforcing, "sekisho_enforcing", gauge, "1 where this daemon has rules in force, else 0.")    \
  X(monitor_mode, "sekisho_monitor_mode", gauge,                                                 \
    "1 where denied packets are only told and pass all the same, else 0.")                       \
  X(generation, "sekisho_policy_generation", gauge,                                              \
    "Number of the generation of rules in force; it rises with each change.")                    \
  X(loaded, "sekisho_policy_loaded_timestamp_seconds", gauge,                                    \
    "When the generation in force came into force.")                                             \
  X(change_due, "sekisho_policy_change_due_timestamp_seconds", gauge,                            \
    "When rules change next by a date or a schedule; none where they never do.")                 \
  X(reload_failures, "sekisho_reload_failures_total", counter,                                   \
    "Changes of the rules that failed since the daemon started; the old rules stayed in force.") \
  X(exception_ends, "sekisho_exception_ends_timestamp_seconds", gauge,                           \
    "When the last day of an exception in force is over.")                                       \
  X(relaxation_ends, "sekisho_relaxation_ends_timestamp_seconds", gauge,                         \
    "When a relaxation that is switched on ends by itself.")                                     \
  X(policy_info, "sekisho_policy_info", gauge,                                                   \
    "1; the name and the digest of the policy in force are labels.")                             \
  X(zone_info, "sekisho_zone_info", gauge, "1; each zone of the policy in force with its kind.") \
  X(interface_info, "sekisho_interface_info", gauge,                                             \
    "1; each interface whose packets are judged, and where: in the driver or behind it.")        \
  X(table_bytes, "sekisho_table_bytes", gauge, "Size of each table of the generation in force.") \
  X(isolated, "sekisho_isolated", gauge, "1 for each zone, device or address that is cut off.")  \
  X(clock_behind, "sekisho_clock_behind_seconds", gauge,                                         \
    "How far the system clock has stepped back behind the time that rules go by.")               \
  X(start_time, "process_start_time_seconds", gauge, "When this daemon started.")                \
  X(build_info, "sekisho_build_info", gauge, "1; the version of the daemon is a label.")

enum class Metric {
#define SK_X(enumerator, name, type, help) enumerator,
  SK_METRIC_FAMILIES(SK_X)
#undef SK_X
};

enum class MetricKind { counter, gauge };

struct MetricInfo {
  const char* name;
  MetricKind kind;
  const char* help;
};

std::span<const MetricInfo> metric_families();
const MetricInfo& info_of(Metric metric);

}  // namespace sekisho

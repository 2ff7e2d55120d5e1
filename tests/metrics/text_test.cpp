#include "sekisho/metrics/text.h"

#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sekisho/metrics/families.h"

namespace sekisho {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Instant kNoon{std::chrono::seconds(1763694000)};

MetricsSnapshot whole_snapshot() {
  MetricsSnapshot snapshot;
  snapshot.version = "1.2.3";
  snapshot.started = kNoon;
  MetricsSnapshot::Policy policy;
  policy.name = "町";
  policy.digest = "sha256:ab";
  policy.monitors = true;
  policy.generation = 12;
  policy.loaded = kNoon;
  policy.change_due = kNoon;
  policy.exception_ends = {{"fax", kNoon}};
  policy.relaxation_ends = {{"ooame", kNoon}};
  policy.zones = {{"lg", "lgwan"}};
  policy.interfaces = {{"eth1", "native"}};
  policy.table_bytes = {{"trees", 4096}};
  snapshot.policy = std::make_shared<const MetricsSnapshot::Policy>(std::move(policy));
  snapshot.datapath = MetricsSnapshot::Datapath{
      {{"lg", "allow", "rule", {3, 180}}, {"", "deny", "no-zone", {1, 60}}}, 5, 100, 2, 1};
  snapshot.rules = {{"dns", {9007199254740992, 1}}, {"never", {0, 0}}};
  snapshot.events = {{"deny", 4}, {"start", 1}};
  snapshot.events_by_severity = {{"critical", 2}};
  snapshot.events_suppressed = 17;
  snapshot.lines_lost = 6;
  snapshot.clock_behind = std::chrono::seconds(90);
  snapshot.reload_failures = 3;
  snapshot.receivers = {{"syslog", 40, 7}};
  snapshot.isolated = {{"zone", "net"}};
  return snapshot;
}

TEST(MetricsText, TellsEachValueUnderItsNameAndLabels) {
  const std::string text = to_prometheus_text(whole_snapshot());
  const char* const rows[] = {
      "sekisho_packets_total{zone=\"lg\",verdict=\"allow\",reason=\"rule\"} 3\n",
      "sekisho_packets_total{zone=\"\",verdict=\"deny\",reason=\"no-zone\"} 1\n",
      "sekisho_bytes_total{zone=\"lg\",verdict=\"allow\",reason=\"rule\"} 180\n",
      "sekisho_rule_packets_total{rule=\"dns\"} 9007199254740992\n",
      "sekisho_rule_packets_total{rule=\"never\"} 0\n",
      "sekisho_rule_bytes_total{rule=\"never\"} 0\n",
      "sekisho_flows 5\n",
      "sekisho_flows_max 100\n",
      "sekisho_fragments 2\n",
      "sekisho_records_lost_total 1\n",
      "sekisho_log_lines_lost_total 6\n",
      "sekisho_events_total{event_type=\"deny\"} 4\n",
      "sekisho_events_by_severity_total{severity=\"critical\"} 2\n",
      "sekisho_events_suppressed_total 17\n",
      "sekisho_receiver_lines_behind{receiver=\"syslog\"} 40\n",
      "sekisho_receiver_lines_missing_total{receiver=\"syslog\"} 7\n",
      "sekisho_enforcing 1\n",
      "sekisho_monitor_mode 1\n",
      "sekisho_policy_generation 12\n",
      "sekisho_policy_loaded_timestamp_seconds 1763694000\n",
      "sekisho_policy_change_due_timestamp_seconds 1763694000\n",
      "sekisho_reload_failures_total 3\n",
      "sekisho_exception_ends_timestamp_seconds{rule=\"fax\"} 1763694000\n",
      "sekisho_relaxation_ends_timestamp_seconds{relaxation=\"ooame\"} 1763694000\n",
      "sekisho_clock_behind_seconds 90\n",
      "sekisho_policy_info{name=\"町\",policy=\"sha256:ab\"} 1\n",
      "sekisho_zone_info{zone=\"lg\",kind=\"lgwan\"} 1\n",
      "sekisho_interface_info{interface=\"eth1\",attach=\"native\"} 1\n",
      "sekisho_table_bytes{table=\"trees\"} 4096\n",
      "sekisho_isolated{kind=\"zone\",id=\"net\"} 1\n",
      "process_start_time_seconds 1763694000\n",
      "sekisho_build_info{version=\"1.2.3\"} 1\n",
  };
  for (const char* row : rows) EXPECT_THAT(text, HasSubstr("\n" + std::string(row)));
}

TEST(MetricsText, HasEachFamilyOnceWithHelpAndType) {
  const std::string text = to_prometheus_text(whole_snapshot());
  std::multiset<std::string> sampled, typed, helped, wanted;
  std::istringstream lines(text);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, second, name;
    words >> first >> second >> name;
    if (first == "#") {
      (second == "TYPE" ? typed : helped).insert(name);
      continue;
    }
    name = line.substr(0, line.find_first_of("{ "));
    if (name != std::exchange(last, name)) sampled.insert(name);
  }
  for (const MetricInfo& info : metric_families()) wanted.insert(info.name);
  EXPECT_EQ(sampled, wanted) << "samples of one family stand together";
  EXPECT_EQ(typed, wanted);
  EXPECT_EQ(helped, wanted);
}

TEST(MetricsText, EscapesWhatAPolicyPutsIntoLabels) {
  MetricsSnapshot::Policy policy;
  policy.name = "a\"b\\c\nd";
  MetricsSnapshot snapshot;
  snapshot.policy = std::make_shared<const MetricsSnapshot::Policy>(std::move(policy));
  EXPECT_THAT(to_prometheus_text(snapshot), HasSubstr(R"(name="a\"b\\c\nd",)"));
}

TEST(MetricsText, WithoutRulesTellsThatNothingIsEnforced) {
  MetricsSnapshot snapshot;
  snapshot.reload_failures = 1;
  const std::string text = to_prometheus_text(snapshot);
  EXPECT_THAT(text, HasSubstr("\nsekisho_enforcing 0\n"));
  EXPECT_THAT(text, HasSubstr("\nsekisho_reload_failures_total 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("\nsekisho_flows ")));
  EXPECT_THAT(text, Not(HasSubstr("\nsekisho_monitor_mode ")));
}

}  // namespace
}  // namespace sekisho

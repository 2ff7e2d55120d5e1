// What the daemon knows of itself, as Prometheus reads it.
//
// Plain data in, text out: who fills a snapshot in decides what it costs. By prometheus-cpp's core,
// which escapes labels and writes numbers; its HTTP server is not used. Pure; thread: any.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/base/time.h"

namespace sekisho {

struct MetricsSnapshot {
  struct Count {
    std::uint64_t packets = 0, bytes = 0;
  };
  struct ZoneCount {
    std::string zone;  // "" where none was found
    std::string verdict, reason;
    Count count;
  };
  struct RuleCount {
    std::string rule;
    Count count;
  };
  struct Receiver {
    std::string name;
    std::uint64_t lines_behind = 0, lines_missing = 0;
  };
  struct Zone {
    std::string id, kind;
  };
  struct Interface {
    std::string name, attach;  // "native", "generic"
  };
  struct Isolated {
    std::string kind, id;
  };
  // Of the rules in force.
  struct Policy {
    std::string name, digest;
    bool monitors = false;
    std::uint64_t generation = 0;
    Instant loaded;
    std::optional<Instant> change_due;
    std::map<std::string, Instant> exception_ends;  // by rule
    std::map<std::string, Instant> relaxation_ends;
    std::vector<Zone> zones;
    std::vector<Interface> interfaces;
    std::map<std::string, std::uint64_t> table_bytes;
  };
  struct Datapath {
    std::vector<ZoneCount> zones;
    std::uint64_t flows = 0, flows_max = 0, fragments = 0, records_lost = 0;
  };

  std::string version;
  Instant started;
  std::shared_ptr<const Policy> policy;  // null: no rules are in force
  std::optional<Datapath> datapath;      // none: there is none, or it cannot be read
  std::vector<RuleCount> rules;          // in force
  std::map<std::string, std::uint64_t, std::less<>> events, events_by_severity;
  std::chrono::seconds clock_behind{};  // the system's, behind the time that rules go by
  std::uint64_t events_suppressed = 0, lines_lost = 0, reload_failures = 0;
  std::vector<Receiver> receivers;
  std::vector<Isolated> isolated;
};

// Text exposition format 0.0.4. Every family has HELP and TYPE, those without samples too.
std::string to_prometheus_text(const MetricsSnapshot& snapshot);

}  // namespace sekisho

// sekishod.json: what the daemon is told before it has read any policy.
//
// Read like a policy: JSON with comments, every mistake located, unknown keys refused. Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sekisho/base/result.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/config/listen.h"
#include "sekisho/detect/config.h"
#include "sekisho/evidence/ring.h"
#include "sekisho/outlet/syslog.h"

namespace sekisho {

inline constexpr const char* kDefaultConfigPath = "/etc/sekisho/sekishod.json";

enum class DatapathKind : std::uint8_t { xdp, xdp_generic };
const char* to_string(DatapathKind kind);

// What packets meet when the daemon stops on purpose.
enum class OnStop : std::uint8_t { keep, block, open };
const char* to_string(OnStop on_stop);

struct Config {
  std::string policy = "/etc/sekisho/policy.json";
  DatapathKind datapath = DatapathKind::xdp;
  std::string state = "/var/lib/sekisho";
  std::string control = "/run/sekisho/control.sock";
  std::string events = "/var/log/sekisho/events.jsonl";
  std::uint64_t rotate_mib = 64;
  std::uint64_t keep_days = 400;
  EvidenceOptions evidence{.folder = "/var/log/sekisho/evidence"};
  std::optional<SyslogTarget> syslog;     // none: not sent
  std::optional<EventSeverity> journald;  // the lowest that is sent; none: not sent
  std::optional<ListenAddress> metrics = ListenAddress{"127.0.0.1", 9469};  // none: not served
  std::optional<ListenAddress> console = ListenAddress{"127.0.0.1", 9470};  // none: not served
  std::int64_t memory_budget_mib = kMemoryBudgetMib;                        // of the tables
  OnStop on_stop = OnStop::keep;
  std::uint64_t keep_generations = 10;  // of policies, for a rollback
  DetectConfig detect;
  std::string pin = "/sys/fs/bpf/sekisho";
  bool guard = true;  // what goes around the datapath is stopped (guard/guard.h)
};

// Codes are those of policies: SK1001 unreadable, SK1002 syntax, SK1003 unknown key, SK1005 wrong
// value. Relative paths are taken from the folder of `path`.
Result<Config> load_config(const std::string& path, SourceSet& sources);

CompileOptions compile_options(const Config& config);

// The first key whose change a running daemon cannot follow ("pin", "state", "control",
// "datapath", "guard", "evidence.snap"), or nullptr.
const char* find_fixed_change(const Config& running, const Config& wanted);

}  // namespace sekisho

// The compliance report: what a policy does for each principle, with the proof, as facts, and as
// one file of HTML, Markdown or JSON.
//
// A Report holds no layout and chooses no language: every Text has both. What cannot be judged
// from a policy is said to be for a person to confirm, never taken for met. Pure values; thread:
// any. Source: docs/report.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/load.h"
#include "sekisho/policy/model.h"

namespace sekisho::report {

using sekisho::to_string;  // of dates and the policy's words, beside those of this namespace

// met: the policy and the gateway show it. confirm: a person has to look. outside: nothing that
// this gateway could show.
enum class Status : std::uint8_t { met, not_met, confirm, outside };
const char* to_string(Status status);

// A diagnostic, with its place as people write it.
struct Remark {
  std::string code, principle, clause;
  Severity severity = Severity::error;
  Text message;
  std::string place;  // "policy.json:12:7"
};

struct CheckOutcome {
  enum class Result : std::uint8_t { passed, found, not_run };
  std::string code;
  Text holds;  // what is so where it passed
  Result result = Result::passed;
};

struct Principle {
  std::string id, clause;  // clause: "" where the profile has none
  Text asks, held, remains;
  Status status = Status::met;
  Text reason;
  std::vector<CheckOutcome> checks;
  std::vector<std::string> rules, zones;  // ids that it rests on
  std::vector<std::string> functions;     // commands and events of the gateway
  std::vector<Remark> findings;
};

struct ZoneFacts {
  std::string id, label;
  ZoneKind kind = ZoneKind::internet;
  std::vector<std::string> interfaces, subnets;
  bool registered_only = false, tracks_fragments = false;
  bool is_outer = false;  // a line to others: no devices of one's own are looked for there
  std::size_t by_own_mac = 0, by_router = 0;           // devices in force
  std::size_t hosts = 0, routers = 0, sanitisers = 0;  // the same by role
};

// From one zone to another. The gateway stands behind the zones.
struct Conduit {
  std::size_t rules = 0;  // not expired
  bool limited = false, sanitised = false, by_exception = false, by_relaxation = false;
  std::string never;  // the code that keeps it closed in any policy, or ""
};

// An endpoint as written, and who that is.
struct EndFacts {
  std::string written, label, addresses;
  std::string mac, router;  // of a device: its own, or the router's that is seen instead
};

// How an exception stands on the day of the report.
enum class ExceptionState : std::uint8_t { in_force, ends_soon, review_due, not_yet, expired };
const char* to_string(ExceptionState state);

// How a running gateway has used a rule.
struct RuleUse {
  std::uint64_t packets = 0;
  std::string last_hit;  // "" for never
};

struct Usage {
  std::string since;  // watched since then
  std::map<std::string, RuleUse, std::less<>> rules;
};

// What `sekisho rules --format json` printed; nullopt where it is not that.
std::optional<Usage> read_usage(std::string_view json);

struct RuleFacts {
  std::string id, label, relaxation;
  RuleKind kind = RuleKind::allow;
  std::vector<EndFacts> from, to;
  std::vector<std::string> services;
  std::vector<std::pair<std::size_t, std::size_t>> pairs;  // of zones, by index; sorted
  std::string schedule, starts, ends;                      // "" where there is none
  bool log = false, in_force = false, expired = false;
  bool limited = false;        // 特定通信
  bool by_router = false;      // and one of its ends is seen only by a router's MAC
  bool far_is_remote = false;  // and its far end stands behind a router or with another body
  bool breakout = false;       // from LGWAN to the Internet, past the security cloud
  bool all_ports = false, mail = false, administers = false;
  double sources = 0, destinations = 0, ports = 0, width = 0;
  std::string basis, necessity, owner, government_system, sanitiser, method;
  std::vector<std::string> approved_by;
  std::string approved_on, expires, review_by, ticket, reason, applicant, departs_from;
  ExceptionState state = ExceptionState::in_force;
  long days_left = 0;          // of an exception, today excluded
  std::optional<RuleUse> use;  // where it is known
};

struct SystemFacts {
  std::string id, label, operator_name, evidence, review_by;
  std::vector<std::string> addresses, services, rules;
  bool review_is_past = false;
};

struct BlockFacts {
  std::string id, reason, until;
  std::vector<EndFacts> match;
  bool in_force = false;
};

struct EndingDevice {
  std::string id, label, zone, owner, ends;
  long days_left = 0;
};

struct Report {
  std::string policy, command, version;  // the file as named, and what made the report
  std::string name, profile, digest, time_zone;
  std::string made_at;  // RFC 3339, in the policy's time zone
  Date today{};
  PolicyModel model = PolicyModel::alpha;
  Mode mode = Mode::enforce;
  Forwarding forwarding = Forwarding::kernel;
  TwoPerson two_person = TwoPerson::none;
  bool is_live = false;   // the machine was looked at, too
  bool is_whole = false;  // the policy has no errors; else all from `zones` to `devices` is empty
  bool has_cloud = false;
  std::string used_since;  // "" where the use of rules is not known

  std::vector<ZoneFacts> zones;
  std::vector<std::vector<Conduit>> conduits;  // [from][to]; the last of each is the gateway
  std::vector<RuleFacts> rules;                // in deciding order
  std::vector<SystemFacts> systems;
  std::vector<BlockFacts> blocks;
  std::vector<std::string> relaxations;
  std::vector<EndingDevice> ending;  // devices that end within 30 days
  std::size_t devices = 0;           // in force

  std::vector<Principle> principles;  // in the order of the manual
  std::vector<Remark> findings;       // every diagnostic

  std::size_t count(Status status) const;
};

struct Request {
  std::string policy, command, version;
  Instant at{};
  bool is_live = false;
  std::optional<Usage> usage;
};

// `model` is nullptr where the policy has errors.
Report gather(const Request& request, const PolicyHead& head, const Model* model,
              const Diagnostics& found, const SourceSet& sources);

// One file each, needing no other; texts of the policy are never taken for markup.
std::string to_html(const Report& report, Language language);
std::string to_markdown(const Report& report, Language language);
std::string to_json(const Report& report, Language language);

}  // namespace sekisho::report

#include "sekisho/doctor/examine.h"

#include <algorithm>

#include "doctor/checks.h"

namespace sekisho::doctor {
namespace {

struct Row {
  const char* id;
  Check check;
};

// What is worst for whoever relies on the gateway comes first.
constexpr Row kChecks[] = {
    {"daemon", check_daemon},
    {"policy", check_policy},
    {"digest", check_digest},
    {"health", check_health},
    {"link", check_links},
    {"xdp-program", check_programs},
    {"xdp-mode", check_modes},
    {"offload-vlan", check_tags},
    {"offload-merge", check_merging},
    {"mtu", check_mtu},
    {"queues", check_queues},
    {"route", check_routes},
    {"bypass", check_strangers},
    {"forwarding", check_forwarding},
    {"netfilter", check_netfilter},
    {"bpffs", check_bpffs},
    {"btf", check_btf},
    {"memlock", check_memlock},
    {"clock", check_clock},
    {"log", check_log},
    {"disk", check_disks},
};

}  // namespace

const char* to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::note:
      return "note";
    case Outcome::warning:
      return "warning";
    case Outcome::error:
      return "error";
  }
  return "ok";
}

std::vector<Finding> examine(const Facts& facts) {
  std::vector<Finding> list;
  for (const Row& row : kChecks) {
    Findings findings(list, row.id);
    row.check(facts, findings);
  }
  return list;
}

std::size_t count(const std::vector<Finding>& findings, Outcome outcome) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& each) { return each.outcome == outcome; }));
}

}  // namespace sekisho::doctor

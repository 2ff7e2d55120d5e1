#include "sekisho/policy/profile.h"

namespace sekisho {
namespace {

constexpr std::string_view kPrinciples[] = {
    "zones",
    "scope",
    "mn-isolation",
    "mn-limit",
    "mn-peer",
    "mn-government",
    "mn-carry-out",
    "lg-split",
    "lg-sanitise",
    "in-monitor",
    "in-cloud",
    "device-id",
    "ports-closed",
    "least-privilege",
    "config-consistency",
    "connect-others",
    "cut-off",
    "infected-device",
    "remote-maintenance",
    "change-record",
    "two-person",
    "separation-of-duty",
    "log",
    "time-sync",
    "fault-record",
    "backup",
    "redundancy",
    "exception",
    "relaxation",
    "dos",
    "insider",
    "targeted-attack",
    "mail-relay",
    "monitoring",
    "compliance-check",
    "audit",
};

}  // namespace

const char* to_string(TwoPerson two_person) {
  constexpr const char* kNames[] = {"none", "recommend", "require"};
  return kNames[static_cast<std::size_t>(two_person)];
}

std::string_view Profile::clause_of(std::string_view principle) const {
  const auto place = clauses.find(principle);
  return place == clauses.end() ? std::string_view() : place->second;
}

std::span<const std::string_view> principles() {
  return kPrinciples;
}

void cite_clauses(const Profile& profile, Diagnostics& found) {
  for (Diagnostic& diagnostic : found.all()) {
    const CodeInfo* info = find_code(diagnostic.code);
    if (!info) continue;
    diagnostic.clause = profile.clause_of(info->principle);
    const auto strict = profile.severities.find(diagnostic.code);
    const bool differs = strict != profile.severities.end();
    if (differs && diagnostic.severity == Severity::warning) diagnostic.severity = strict->second;
  }
}

}  // namespace sekisho

// The facts that answers to the principles rest on, and those answers. Pure; thread: any.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "report/judge.h"

namespace sekisho::report {

using RuleTest = std::function<bool(const RuleFacts&)>;
using ZoneTest = std::function<bool(const ZoneFacts&)>;
using KindPair = std::pair<ZoneKind, ZoneKind>;

// Ids, of rules that have not expired.
std::vector<std::string> rules_where(const Report& report, const RuleTest& test);
std::vector<std::string> zones_where(const Report& report, const ZoneTest& test);
ZoneTest of_kind(ZoneKind kind);
// "a, b, c", or the first eight and "…".
std::string list(const std::vector<std::string>& ids);
// The rule leads from a zone to another of such kinds.
bool joins(const Report& report, const RuleFacts& rule,
           const std::function<bool(const KindPair&)>& test);

// Adds what the principle rests on, and changes the answer that its findings gave.
using Refine = void(const Grounds& on, Principle& principle, Answer& answer);

// Of zones and what joins them.
Refine answer_scope, answer_zones, answer_isolation, answer_limit, answer_peer, answer_government,
    answer_split, answer_sanitise, answer_cloud, answer_device_id, answer_least, answer_consistency,
    answer_others;

// Of people, papers and records.
Refine answer_maintenance, answer_two_person, answer_duty, answer_exception, answer_relaxation,
    answer_log, answer_time, answer_mail;

}  // namespace sekisho::report

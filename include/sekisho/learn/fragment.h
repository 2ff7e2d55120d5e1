// Learned rules as a file that a policy may include (policy.md 1), with what was seen as comments.
// Pure; thread: any.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "sekisho/base/message.h"
#include "sekisho/learn/propose.h"

namespace sekisho {

// What stands for a reason that only people can give.
Text necessity_to_fill();

// One rule as a policy has it; of an exception also the fields of its approval, to be filled in.
nlohmann::ordered_json rule_json(const LearnedRule& rule, Language language);

// What may be only as an exception stands in it as a comment. Times are of `zone`.
std::string to_fragment(const Learned& learned, const TimeZone& zone, Language language);

}  // namespace sekisho

// One policy with names, and what an edit of it makes of its flows.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sekisho/diff/policy_diff.h"
#include "written_policy.h"

namespace sekisho::test {

using Json = nlohmann::ordered_json;
using Edit = std::function<void(Json&)>;
using Texts = std::vector<std::string>;

struct NamedPair {
  const char* why;
  Edit edit;
};

extern const Instant kFriday;

// Two networks of devices and an outside; pc-2 stands behind a router.
Json base();

PolicyDiff diff_of(const Json& before, const Json& after);
PolicyDiff diff_of(const Edit& edit);  // of base

// "zone:office except device:pc-1"
std::string text_of(const WrittenAddresses& written);
// " [2027-03-31T15:00:00.000000Z.. mon-fri 08:30-17:15]"
std::string text_of(const Occasion& occasion);

// "zone:office > device:web: https by all"
Texts flows_of(const PolicyDiff& diff, FlowChange change);
Texts allowed_by(const Edit& edit);
Texts denied_by(const Edit& edit);

}  // namespace sekisho::test

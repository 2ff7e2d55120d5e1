// The counters of the rules in force, for threads beside the loop's. Thread: any.
#pragma once

#include <memory>
#include <set>
#include <string_view>

#include "sekisho/dataplane/xdp.h"
#include "sekisho/image/image.h"

namespace sekisho::daemon {

struct RuleSource {
  ReadRules read;                           // none: there are no rules
  std::shared_ptr<const TableImage> image;  // in force
};

// The ids of rules and blocks; they live as long as the image.
std::set<std::string_view> rules_in(const TableImage& image);

}  // namespace sekisho::daemon

#include "policy/capacity.h"

#include "sekisho/policy/limits.h"

namespace sekisho {
namespace {

void refuse(const Text& what, std::size_t needed, std::size_t allowed, const Location& first_beyond,
            Diagnostics& found) {
  found.add(
      "SK9001",
      say("{} {} are needed, {} are allowed; this is the first beyond", needed, what, allowed),
      first_beyond);
}

}  // namespace

void check_capacity(const Model& model, Instant at, Diagnostics& found) {
  if (model.zones.size() > kMaxZones) {
    refuse(say("zones"), model.zones.size(), kMaxZones, model.zones[kMaxZones].where, found);
  }
  const Date today = model.time_zone.local(at).date;
  std::size_t count = 0;
  Location first_beyond;
  const auto add = [&](const std::optional<Date>& last_day, const Location& where) {
    if (last_day && *last_day < today) return;
    if (++count == kMaxRules + 1) first_beyond = where;
  };
  for (const Rule& rule : model.rules) add(rule.dates.ends, rule.where);
  for (const Block& block : model.blocks) add(block.until, block.where);
  if (count > kMaxRules) {
    refuse(say("rules and blocks"), count, kMaxRules, first_beyond, found);
  }
}

}  // namespace sekisho

// What zones must be to one another (policy.md 1.1).
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/ranges.h>

#include "policy/resolve.h"

namespace sekisho {
namespace {

std::string to_text(const Interface& entry) {
  return entry.vlan == 0 ? entry.port : fmt::format("{}.{}", entry.port, entry.vlan);
}

struct Subnet {
  Prefix prefix;
  std::uint32_t zone;
  Location where;
  AddressRange range;
};

// Outer prefixes before inner ones, equal ones in file order.
std::vector<Subnet> sorted_subnets(const Policy& policy) {
  std::vector<Subnet> subnets;
  for (std::uint32_t i = 0; i < policy.zones.size(); ++i) {
    for (const auto& prefix : policy.zones[i].subnets) {
      subnets.push_back({prefix.value, i, prefix.where, range_of(prefix.value)});
    }
  }
  std::stable_sort(subnets.begin(), subnets.end(), [](const Subnet& a, const Subnet& b) {
    return std::tuple(a.range.family, a.range.first, a.prefix.length) <
           std::tuple(b.range.family, b.range.first, b.prefix.length);
  });
  return subnets;
}

void report_same_prefix(Resolution& r, const Subnet& one, const Subnet& other) {
  r.found
      .add("SK2005",
           say("prefix \"{0}\" is in zone \"{1}\" and in zone \"{2}\"; it belongs to one only",
               to_string(other.prefix), r.model.zones[one.zone].id, r.model.zones[other.zone].id),
           other.where)
      .notes.push_back({say("the other one is here"), one.where});
}

void report_inside(Resolution& r, const Subnet& outer, const Subnet& inner) {
  r.found
      .add(
          "SK2006",
          say("prefix \"{}\" of zone \"{}\" lies inside \"{}\" of zone \"{}\"; the longer one wins",
              to_string(inner.prefix), r.model.zones[inner.zone].id, to_string(outer.prefix),
              r.model.zones[outer.zone].id),
          inner.where)
      .notes.push_back({say("the outer one is here"), outer.where});
}

// A zone that was refused may be the one.
void warn_of_missing_kinds(Resolution& r) {
  if (r.found.has_errors()) return;
  std::vector<const char*> missing;
  for (const ZoneKind kind : {ZoneKind::mynumber, ZoneKind::lgwan, ZoneKind::internet}) {
    const auto& zones = r.policy.zones;
    const bool is_there = std::any_of(zones.begin(), zones.end(),
                                      [&](const ZoneDraft& draft) { return draft.kind == kind; });
    if (!is_there) missing.push_back(to_string(kind));
  }
  if (missing.empty()) return;
  const Location& list = r.policy.zones_where;
  r.found.add("SK2017",
              say("no zone is of kind {}; a local government has all three networks",
                  fmt::format("{}", fmt::join(missing, ", "))),
              {list.file, list.begin, list.begin + 1});
}

void warn_of_shared_ports(Resolution& r) {
  std::map<std::string, const Interface*> internet;
  for (const Zone& zone : r.model.zones) {
    if (zone.kind != ZoneKind::internet) continue;
    for (const Interface& entry : zone.interfaces) internet.try_emplace(entry.port, &entry);
  }
  std::set<std::string> said;
  for (const Zone& zone : r.model.zones) {
    if (zone.kind != ZoneKind::mynumber) continue;
    for (const Interface& entry : zone.interfaces) {
      const auto shared = internet.find(entry.port);
      // The same entry in both is an error already.
      if (shared == internet.end() || *shared->second == entry) continue;
      if (!said.insert(entry.port).second) continue;
      r.found
          .add("SK2007",
               say("mynumber interface \"{}\" and internet interface \"{}\" are VLANs of one port; "
                   "only a tag keeps them apart",
                   to_text(entry), to_text(*shared->second)),
               entry.where)
          .notes.push_back({say("the internet interface is here"), shared->second->where});
    }
  }
}

}  // namespace

void check_interfaces(Resolution& r) {
  std::map<std::pair<std::string, std::uint16_t>, std::pair<std::uint32_t, Location>> owners;
  for (std::uint32_t i = 0; i < r.model.zones.size(); ++i) {
    for (const Interface& entry : r.model.zones[i].interfaces) {
      const auto [place, is_new] =
          owners.try_emplace({entry.port, entry.vlan}, std::pair(i, entry.where));
      if (is_new) continue;
      const auto& [owner, where] = place->second;
      // Of two zones with one id only the first counts.
      if (r.model.zones[owner].id == r.model.zones[i].id) continue;
      r.found
          .add("SK2004",
               say("interface \"{}\" is in zone \"{}\" and in zone \"{}\"; it belongs to one only",
                   to_text(entry), r.model.zones[owner].id, r.model.zones[i].id),
               entry.where)
          .notes.push_back({say("the other one is here"), where});
    }
  }
}

void check_subnets(Resolution& r) {
  std::vector<Subnet> open;  // each inside the one before
  for (const Subnet& subnet : sorted_subnets(r.policy)) {
    while (!open.empty() && !open.back().range.contains(subnet.range)) open.pop_back();
    if (!open.empty()) {
      const Subnet& outer = open.back();
      const bool is_same_zone = r.model.zones[outer.zone].id == r.model.zones[subnet.zone].id;
      const bool is_equal = outer.prefix == subnet.prefix;
      if (is_equal && !is_same_zone) {
        report_same_prefix(r, outer, subnet);
        r.doubtful_zones[outer.zone] = r.doubtful_zones[subnet.zone] = true;
      }
      if (is_equal) continue;
      if (!is_same_zone && outer.prefix.length != 0) report_inside(r, outer, subnet);
    }
    open.push_back(subnet);
  }
}

void check_zone_kinds(Resolution& r) {
  const auto& zones = r.policy.zones;
  const bool knows_all_kinds = !r.policy.has_unread_zones &&
                               std::all_of(zones.begin(), zones.end(),
                                           [](const ZoneDraft& z) { return z.kind.has_value(); });
  if (!knows_all_kinds) return;
  warn_of_missing_kinds(r);
  warn_of_shared_ports(r);
}

}  // namespace sekisho

#include "import/draft_zones.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "policy/zone_map.h"

namespace sekisho {
namespace {

// What is wider says nothing about what stands behind an interface.
constexpr unsigned kWidestBits = 24;   // host bits: a /8
constexpr unsigned kWidestBits6 = 96;  // a /32

// The fewest prefixes that are the range.
std::vector<Prefix> prefixes_of(AddressRange range) {
  std::vector<Prefix> prefixes;
  const unsigned bits = bits_of(range.family);
  while (true) {
    unsigned host_bits = 0;
    while (host_bits < bits) {
      const Uint128 mask = (Uint128{1} << host_bits << 1) - 1;
      if ((range.first & mask) != 0 || range.last - range.first < mask) break;
      ++host_bits;
    }
    const Uint128 end = range.first + ((Uint128{1} << host_bits) - 1);
    prefixes.push_back({to_address(range.family, range.first), bits - host_bits});
    if (end >= range.last) return prefixes;
    range.first = end + 1;
  }
}

using Seen = std::map<std::string, RangeSet>;

void note_addresses(const std::optional<std::set<std::string>>& interfaces, const RangeSet& set,
                    Seen& seen) {
  if (!interfaces) return;
  for (const std::string& name : *interfaces) {
    RangeSet& known = seen[name];
    if (interfaces->size() != 1) continue;
    for (const AddressRange& range : set)
      if (names_a_network(range)) known.push_back(range);
    known = make_set(std::move(known));
  }
}

// Addresses of two interfaces tell neither of them.
void drop_shared(Seen& seen, std::vector<NotCarried>& left_out) {
  const Seen before = seen;
  for (auto& [name, set] : seen)
    for (const auto& [other, theirs] : before) {
      const RangeSet shared = other == name ? RangeSet() : intersection(set, theirs);
      for (const AddressRange& range : shared)
        if (name < other)
          left_out.push_back(
              {0, to_string(range),
               say("asked for on interface {} and on {}: of no zone; say whose it is "
                   "with --subnet",
                   name, other)});
      set = difference(set, shared);
    }
}

std::string zone_id(const std::string& interface, std::set<std::string>& taken) {
  std::string id;
  for (const char c : interface) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_';
    id += is_plain ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : '-';
  }
  if (!std::isalnum(static_cast<unsigned char>(id.front()))) id.insert(0, "if");
  while (!taken.insert(id).second) id += "-2";
  return id;
}

std::vector<Zone> model_zones(const std::vector<DraftZone>& drafts) {
  std::vector<Zone> zones;
  for (const DraftZone& draft : drafts) {
    Zone zone;
    zone.id = draft.id;
    zone.subnets = draft.subnets;
    zones.push_back(std::move(zone));
  }
  return zones;
}

}  // namespace

bool names_a_network(const AddressRange& range) {
  const unsigned bits = range.family == Family::ipv4 ? kWidestBits : kWidestBits6;
  return (range.last - range.first) >> bits == 0;
}

std::vector<DraftZone> draft_zones(const std::vector<FlowMatch>& asked,
                                   const ImportOptions& options,
                                   std::vector<NotCarried>& left_out) {
  Seen seen;
  for (const FlowMatch& match : asked) {
    note_addresses(match.in, match.source, seen);
    note_addresses(match.out, match.destination, seen);
  }
  for (const auto& [interface, kind] : options.kinds) seen[interface];
  std::vector<AddressRange> told;
  for (const auto& [interface, subnets] : options.subnets) {
    seen[interface].clear();
    // What is wider than a network is what no other interface has: the longest prefix decides.
    for (const Prefix& prefix : subnets)
      if (names_a_network(range_of(prefix))) told.push_back(range_of(prefix));
  }
  const RangeSet told_set = make_set(std::move(told));
  for (auto& [interface, set] : seen) set = difference(set, told_set);
  drop_shared(seen, left_out);
  std::vector<DraftZone> zones;
  std::set<std::string> ids;
  for (const auto& [interface, set] : seen) {
    const auto given = options.subnets.find(interface);
    const auto kind = options.kinds.find(interface);
    DraftZone zone;
    zone.interface = interface;
    zone.kind = kind == options.kinds.end() ? "" : kind->second;
    zone.is_inferred = given == options.subnets.end();
    if (!zone.is_inferred) zone.subnets = given->second;
    for (const AddressRange& range : set)
      for (const Prefix& prefix : prefixes_of(range)) zone.subnets.push_back(prefix);
    if (zone.subnets.empty()) {
      left_out.push_back({0, interface,
                          say("no address of this interface is known, so it is no "
                              "zone; name its networks with --subnet")});
      continue;
    }
    zone.id = zone_id(interface, ids);
    zones.push_back(std::move(zone));
  }
  const auto extents = ZoneMap(model_zones(zones)).extents(zones.size());
  for (std::size_t i = 0; i < zones.size(); ++i) zones[i].extent = make_set(extents[i]);
  return zones;
}

}  // namespace sekisho

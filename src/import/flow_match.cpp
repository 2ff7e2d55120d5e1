#include <algorithm>

#include "import/filter.h"

namespace sekisho {
namespace {

using Ports = std::vector<PortRange>;

template <typename T>
std::optional<std::set<T>> common(const std::optional<std::set<T>>& a,
                                  const std::optional<std::set<T>>& b) {
  if (!a || !b) return a ? a : b;
  std::set<T> both;
  std::set_intersection(a->begin(), a->end(), b->begin(), b->end(),
                        std::inserter(both, both.end()));
  return both;
}

std::optional<Ports> common_ports(const std::optional<Ports>& a, const std::optional<Ports>& b) {
  if (!a || !b) return a ? a : b;
  Ports both;
  for (const PortRange& one : *a)
    for (const PortRange& other : *b) {
      const PortRange part{std::max(one.first, other.first), std::min(one.last, other.last)};
      if (part.first <= part.last) both.push_back(part);
    }
  return join_ports(std::move(both));
}

template <typename Part>
bool is_nothing(const std::optional<Part>& part) {
  return part && part->empty();
}

// All that `match` takes of this side, `taken` takes too.
template <typename Part>
bool covers(const std::optional<Part>& taken, const std::optional<Part>& match) {
  return !taken || (match && common(taken, match) == match);
}
bool covers_ports(const std::optional<Ports>& taken, const std::optional<Ports>& match) {
  return !taken || (match && common_ports(taken, match) == match);
}

Ports minus(const std::optional<Ports>& from, const Ports& taken) {
  Ports rest;
  for (const PortRange& range : from.value_or(Ports{{0, 65535}})) {
    unsigned next = range.first;
    for (const PortRange& cut : taken) {
      if (cut.last < next || cut.first > range.last) continue;
      if (cut.first > next)
        rest.push_back(
            {static_cast<std::uint16_t>(next), static_cast<std::uint16_t>(cut.first - 1)});
      next = cut.last + 1u;
    }
    if (next <= range.last) rest.push_back({static_cast<std::uint16_t>(next), range.last});
  }
  return rest;
}

}  // namespace

RangeSet whole_family(Family family) {
  return {range_of(Prefix{to_address(family, 0), 0})};
}

RangeSet all_addresses() {
  return {whole_family(Family::ipv4).front(), whole_family(Family::ipv6).front()};
}

FlowMatch::FlowMatch() : source(all_addresses()), destination(all_addresses()) {}

std::vector<PortRange> join_ports(std::vector<PortRange> ports) {
  std::sort(ports.begin(), ports.end());
  std::vector<PortRange> joined;
  for (const PortRange& range : ports) {
    if (!joined.empty() && range.first <= joined.back().last + 1u)
      joined.back().last = std::max(joined.back().last, range.last);
    else
      joined.push_back(range);
  }
  return joined;
}

FlowMatch both(const FlowMatch& a, const FlowMatch& b) {
  FlowMatch match;
  match.in = common(a.in, b.in);
  match.out = common(a.out, b.out);
  match.source = intersection(a.source, b.source);
  match.destination = intersection(a.destination, b.destination);
  match.protocols = common(a.protocols, b.protocols);
  match.ports = common_ports(a.ports, b.ports);
  match.source_ports = common_ports(a.source_ports, b.source_ports);
  match.types = common(a.types, b.types);
  match.takes_new = a.takes_new && b.takes_new;
  match.unknown = a.unknown;
  match.unknown.insert(match.unknown.end(), b.unknown.begin(), b.unknown.end());
  return match;
}

bool is_impossible(const FlowMatch& match) {
  const auto is_of = [](const RangeSet& set, Family family) {
    return std::any_of(set.begin(), set.end(),
                       [&](const AddressRange& range) { return range.family == family; });
  };
  const auto has_ends = [&](Family family) {
    return is_of(match.source, family) && is_of(match.destination, family);
  };
  return !match.takes_new || is_nothing(match.in) || is_nothing(match.out) ||
         (!has_ends(Family::ipv4) && !has_ends(Family::ipv6)) || is_nothing(match.protocols) ||
         is_nothing(match.ports) || is_nothing(match.source_ports) || is_nothing(match.types);
}

// A flow is of one family, so the two are apart. Where `taken` covers every side but one, that one
// is cut; the service is a side of both families.
std::optional<FlowMatch> without(const FlowMatch& match, const FlowMatch& taken) {
  const FlowMatch common_part = both(match, taken);
  if (is_impossible(common_part)) return match;
  const bool covers_rest = covers(taken.in, match.in) && covers(taken.out, match.out) &&
                           covers(taken.protocols, match.protocols) &&
                           covers_ports(taken.source_ports, match.source_ports) &&
                           covers(taken.types, match.types);
  if (!covers_rest) return std::nullopt;
  FlowMatch rest = match;
  const bool covers_service = covers_ports(taken.ports, match.ports);
  bool covers_ends = true;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const RangeSet whole = whole_family(family);
    const RangeSet source = intersection(match.source, whole);
    const RangeSet destination = intersection(match.destination, whole);
    if (source.empty() || destination.empty()) continue;
    const RangeSet taken_source = intersection(common_part.source, whole);
    const RangeSet taken_destination = intersection(common_part.destination, whole);
    const bool covers_source = taken_source == source;
    const bool covers_destination = taken_destination == destination;
    covers_ends = covers_ends && covers_source && covers_destination;
    if (!covers_service || taken_source.empty() || taken_destination.empty()) continue;
    if (!covers_source && !covers_destination) return std::nullopt;
    if (covers_destination) rest.source = difference(rest.source, taken_source);
    if (covers_source) rest.destination = difference(rest.destination, taken_destination);
  }
  if (covers_service) return rest;
  if (!covers_ends) return std::nullopt;
  rest.ports = minus(match.ports, *taken.ports);
  return rest;
}

}  // namespace sekisho

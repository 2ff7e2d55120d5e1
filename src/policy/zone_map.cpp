#include "policy/zone_map.h"

#include <algorithm>
#include <tuple>

namespace sekisho {
namespace {

struct Holding {
  AddressRange range;
  std::optional<ZoneId> zone;
};

// Prefixes lie one in another or apart; sorted so, an outer one stands before its inner ones.
std::vector<Holding> sorted_holdings(const std::vector<Zone>& zones, Family family) {
  const auto specials = special_ranges();
  std::vector<Holding> holdings;
  for (const AddressRange& special : specials) {
    if (special.family == family) holdings.push_back({special, std::nullopt});
  }
  for (std::uint32_t i = 0; i < zones.size(); ++i) {
    for (const Prefix& prefix : zones[i].subnets) {
      const AddressRange range = range_of(prefix);
      const bool is_special =
          std::any_of(specials.begin(), specials.end(),
                      [&](const AddressRange& special) { return special.contains(range); });
      if (range.family == family && !is_special) holdings.push_back({range, ZoneId{i}});
    }
  }
  std::stable_sort(holdings.begin(), holdings.end(), [](const Holding& a, const Holding& b) {
    return std::tuple(a.range.first, b.range.last) < std::tuple(b.range.first, a.range.last);
  });
  return holdings;
}

}  // namespace

ZoneMap::ZoneMap(const std::vector<Zone>& zones) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const Uint128 highest = bits_of(family) == 32 ? Uint128{0xFFFFFFFFu} : ~Uint128{0};
    const auto begin_segment = [&](Uint128 first, std::optional<ZoneId> zone) {
      const bool replaces = !segments_.empty() && segments_.back().family == family &&
                            segments_.back().first == first;
      if (replaces) {
        segments_.back().zone = zone;
      } else {
        segments_.push_back({family, first, zone});
      }
    };
    std::vector<Holding> open{{{family, 0, highest}, std::nullopt}};
    const auto close_innermost = [&] {
      const Uint128 last = open.back().range.last;
      open.pop_back();
      if (last != highest) begin_segment(last + 1, open.back().zone);
    };
    begin_segment(0, std::nullopt);
    for (const Holding& holding : sorted_holdings(zones, family)) {
      while (open.back().range.last < holding.range.first) close_innermost();
      begin_segment(holding.range.first, holding.zone);
      open.push_back(holding);
    }
    while (open.size() > 1) close_innermost();
  }
}

std::size_t ZoneMap::segment_of(Family family, Uint128 number) const {
  const auto after =
      std::partition_point(segments_.begin(), segments_.end(), [&](const Segment& segment) {
        return std::tuple(segment.family, segment.first) <= std::tuple(family, number);
      });
  return static_cast<std::size_t>(after - segments_.begin()) - 1;
}

std::optional<ZoneId> ZoneMap::at(const Address& address) const {
  return segments_[segment_of(address.family, to_number(address))].zone;
}

std::vector<RangeSet> ZoneMap::extents(std::size_t zones) const {
  std::vector<RangeSet> extents(zones);
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const auto& [family, first, zone] = segments_[i];
    if (!zone) continue;
    const bool is_last = i + 1 == segments_.size() || segments_[i + 1].family != family;
    const Uint128 highest = bits_of(family) == 32 ? Uint128{0xFFFFFFFFu} : ~Uint128{0};
    const Uint128 last = is_last ? highest : segments_[i + 1].first - 1;
    extents[index_of(*zone)].push_back({family, first, last});
  }
  for (RangeSet& extent : extents) extent = make_set(std::move(extent));
  return extents;
}

std::optional<ZoneMap::Stray> ZoneMap::first_outside(const AddressRange& range, ZoneId zone) const {
  for (std::size_t i = segment_of(range.family, range.first); i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    if (segment.family != range.family || segment.first > range.last) return std::nullopt;
    if (segment.zone == zone) continue;
    return Stray{to_address(range.family, std::max(segment.first, range.first)), segment.zone};
  }
  return std::nullopt;
}

std::vector<ZoneMap::Part> ZoneMap::parts_of(const AddressRange& range) const {
  std::vector<Part> parts;
  for (std::size_t i = segment_of(range.family, range.first); i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    if (segment.family != range.family || segment.first > range.last) break;
    if (!segment.zone) continue;
    const bool has_next = i + 1 < segments_.size() && segments_[i + 1].family == range.family;
    const Uint128 last = has_next ? segments_[i + 1].first - 1 : range.last;
    const AddressRange part{range.family, std::max(segment.first, range.first),
                            std::min(last, range.last)};
    const bool goes_on = !parts.empty() && parts.back().zone == *segment.zone &&
                         parts.back().range.last + 1 == part.first;
    if (goes_on) {
      parts.back().range.last = part.last;
    } else {
      parts.push_back({part, *segment.zone});
    }
  }
  return parts;
}

}  // namespace sekisho

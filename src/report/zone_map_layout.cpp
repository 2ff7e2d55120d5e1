// Where each zone and each conduit stands in the zone map.
#include <algorithm>
#include <array>

#include "report/zone_map.h"

namespace sekisho::report {
namespace {

// Where a kind stands: its pillar, and its place in that.
std::pair<unsigned, unsigned> place_of(const ZoneFacts& zone) {
  switch (zone.kind) {
    case ZoneKind::mynumber:
      return {0, 0};
    case ZoneKind::lgwan:
      return {1, 0};
    case ZoneKind::lgwan_uplink:
      return {1, 1};
    case ZoneKind::sanitiser:
      return {2, 0};
    case ZoneKind::internet:
      return {3, zone.is_outer ? 2u : 0u};
    case ZoneKind::dmz:
      return {3, 1};
    case ZoneKind::management:
      return {4, 0};
    case ZoneKind::development:
      return {4, 1};
    case ZoneKind::partner:
      return {4, 3};
    case ZoneKind::out_of_scope:
      break;
  }
  return {4, 4};
}

constexpr std::pair<unsigned, unsigned> kGatewayPlace{4, 2};

}  // namespace

void ZoneMap::place_columns() {
  const std::size_t gateway = report_.zones.size();
  std::vector<std::pair<std::pair<unsigned, unsigned>, Column>> placed;
  for (std::size_t i = 0; i < gateway; ++i) {
    const auto place = place_of(report_.zones[i]);
    placed.push_back({place, {i, place.first, report_.zones[i].is_outer}});
  }
  bool is_an_end = false;
  for (std::size_t i = 0; i <= gateway; ++i)
    is_an_end |= report_.conduits[gateway][i].rules > 0 || report_.conduits[i][gateway].rules > 0;
  if (is_an_end) placed.push_back({kGatewayPlace, {gateway, kGatewayPlace.first, false}});
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  slot_ = std::clamp(680.0 / double(std::max<std::size_t>(placed.size(), 1)), 66.0, 150.0);
  for (auto& [place, column] : placed) {
    column.x = kMargin + kGutter + slot_ * (double(columns_.size()) + 0.5);
    columns_.push_back(column);
  }
  width_ = std::max(2 * kMargin + kGutter + slot_ * double(columns_.size()), 560.0);
}

void ZoneMap::place_lanes() {
  for (std::size_t from = 0; from < columns_.size(); ++from) {
    for (std::size_t to = 0; to < columns_.size(); ++to) {
      const Conduit& conduit = report_.conduits[columns_[from].zone][columns_[to].zone];
      if (from != to && conduit.rules > 0) lanes_.push_back({from, to, &conduit});
    }
  }
  // Those between inner zones above, so that their lines end early.
  const auto key = [&](const Lane& lane) {
    const bool is_outward = columns_[lane.from].is_outer || columns_[lane.to].is_outer;
    const auto [left, right] = std::minmax(lane.from, lane.to);
    return std::array<std::size_t, 4>{is_outward, left, right, lane.from};
  };
  std::sort(lanes_.begin(), lanes_.end(),
            [&](const Lane& a, const Lane& b) { return key(a) < key(b); });
  if (lanes_.size() > 40) lane_height_ = 14;
  for (std::size_t i = 0; i < lanes_.size(); ++i)
    lanes_[i].y = band_top() + kBandHead + lane_height_ * (double(i) + 0.5);
}

}  // namespace sekisho::report

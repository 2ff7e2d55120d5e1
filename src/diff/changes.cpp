#include "sekisho/diff/changes.h"

#include <algorithm>
#include <map>

#include "diff/compare_fields.h"
#include "diff/longest.h"
#include "sekisho/policy/in_force.h"

namespace sekisho {

namespace {

using namespace diffing;

// Each item with its place.
template <typename Item>
std::map<std::string, std::uint32_t> places_of(const std::vector<Item>& items) {
  std::map<std::string, std::uint32_t> places;
  for (std::uint32_t i = 0; i < items.size(); ++i) places.emplace(items[i].id, i);
  return places;
}

// By place in `after`: whether it stands elsewhere among those that both have.
template <typename Item>
std::vector<bool> find_moved(const std::vector<Item>& before, const std::vector<Item>& after) {
  const auto places = places_of(before);
  std::vector<std::uint32_t> common, order;  // in the order of `after`: places in both
  for (std::uint32_t i = 0; i < after.size(); ++i) {
    const auto place = places.find(after[i].id);
    if (place == places.end()) continue;
    common.push_back(i);
    order.push_back(place->second);
  }
  std::vector<bool> is_moved(after.size());
  for (const std::uint32_t place : common) is_moved[place] = true;
  for (const std::size_t kept : longest_ascent(order)) is_moved[common[kept]] = false;
  return is_moved;
}

// `compare(a, b)`: the fields that differ; `decides(item)`: coming or going does by itself.
template <typename Item, typename KindOf, typename Compare, typename Decides>
void compare_items(const std::vector<Item>& before, const std::vector<Item>& after, bool is_ordered,
                   KindOf kind_of, Compare compare, Decides decides,
                   std::vector<PolicyItem>& found) {
  const auto old_places = places_of(before), new_places = places_of(after);
  const auto add = [&](const Item& item, ItemChange change) {
    found.push_back({.kind = kind_of(item),
                     .id = item.id,
                     .change = change,
                     .is_moved = false,
                     .fields = {},
                     .decides = decides(item)});
  };
  for (const Item& item : before)
    if (!new_places.contains(item.id)) add(item, ItemChange::removed);
  const std::vector<bool> moved =
      is_ordered ? find_moved(before, after) : std::vector<bool>(after.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto place = old_places.find(after[i].id);
    if (place == old_places.end()) {
      add(after[i], ItemChange::added);
      continue;
    }
    std::vector<FieldChange> fields = compare(before[place->second], after[i]);
    if (fields.empty() && !moved[i]) continue;
    add(after[i], fields.empty() ? ItemChange::moved : ItemChange::changed);
    found.back().is_moved = moved[i];
    found.back().decides = std::ranges::any_of(fields, &FieldChange::decides);
    found.back().fields = std::move(fields);
  }
}

void list_rules(const Model& before, const Model& after, std::vector<PolicyItem>& found) {
  const auto never = [](const auto&) { return false; };
  compare_items(
      before.rules, after.rules, true, [](const Rule& rule) { return to_string(rule.kind); },
      [&](const Rule& a, const Rule& b) { return compare_rules(before, a, after, b); }, never,
      found);
  compare_items(
      before.blocks, after.blocks, true, [](const Block&) { return "block"; },
      [&](const Block& a, const Block& b) { return compare_blocks(before, a, after, b); }, never,
      found);
}

// A device that will never be in force again is in no packet.
bool is_over(const Device& device, const Model& model, Instant at) {
  if (!device.dates.ends || is_in_force(device, model.time_zone, at)) return false;
  return *device.dates.ends < model.time_zone.local(at).date;
}

void list_devices(const Model& before, const Model& after, Instant at,
                  std::vector<PolicyItem>& found) {
  compare_items(
      before.devices, after.devices, false, [](const Device&) { return "device"; },
      [&](const Device& a, const Device& b) {
        std::vector<FieldChange> fields = compare_devices(before, a, after, b);
        if (is_over(a, before, at) && is_over(b, after, at))
          for (FieldChange& field : fields) field.decides = false;
        return fields;
      },
      [&](const Device& device) {
        return !is_over(device, before, at) || !is_over(device, after, at);
      },
      found);
}

void list_zones(const Model& before, const Model& after, std::vector<PolicyItem>& found) {
  compare_items(
      before.zones, after.zones, false, [](const Zone&) { return "zone"; }, compare_zones,
      [](const Zone&) { return true; }, found);
}

}  // namespace

const char* to_string(ItemChange change) {
  switch (change) {
    case ItemChange::added:
      return "added";
    case ItemChange::removed:
      return "removed";
    case ItemChange::moved:
      return "moved";
    case ItemChange::changed:
      break;
  }
  return "changed";
}

bool PolicyChanges::decide() const {
  const auto decides = [](const auto& each) { return each.decides; };
  return std::ranges::any_of(rules, decides) || std::ranges::any_of(devices, decides) ||
         std::ranges::any_of(zones, decides) || std::ranges::any_of(settings, decides);
}

PolicyChanges list_changes(const Model& before, const Model& after, Instant at) {
  PolicyChanges changes;
  list_rules(before, after, changes.rules);
  list_devices(before, after, at, changes.devices);
  list_zones(before, after, changes.zones);
  changes.settings = compare_settings(before, after);
  return changes;
}

}  // namespace sekisho

// The devices of a random policy.
#include <fmt/format.h>

#include "policy_maker.h"

namespace sekisho::test {

namespace {

std::string write_mac(Dice& dice, unsigned number) {
  switch (dice.below(4)) {
    case 0:
      return fmt::format("00-00-5E-00-53-{:02X}", number);
    case 1:
      return fmt::format("0000.5e00.53{:02x}", number);
    case 2:
      return fmt::format("00005E0053{:02x}", number);
    default:
      return fmt::format("00:00:5e:00:53:{:02x}", number);
  }
}

bool is_wholly_in(const Model& ground, const AddressRange& range, std::size_t zone) {
  for (Uint128 number = range.first;; ++number) {
    const auto found = zone_of(ground, to_address(range.family, number));
    if (!found || index_of(*found) != zone) return false;
    if (number == range.last) return true;
  }
}

}  // namespace

std::string PolicyMaker::new_mac() {
  return write_mac(dice_, ++macs_);
}

// A small range of the zone that is nobody's.
std::optional<AddressRange> PolicyMaker::free_range(std::size_t zone) {
  for (int tries = 0; tries < 30; ++tries) {
    const AddressRange subnet = range_of(dice_.pick(ground_.zones[zone].subnets));
    const Uint128 size = std::min<Uint128>(subnet.last - subnet.first, 511);
    const Uint128 base = dice_.chance(50) ? subnet.first : subnet.last - size;
    AddressRange range{subnet.family, base + dice_.any() % (size + 1), 0};
    const unsigned bits = dice_.chance(30) ? dice_.between(1, 3) : 0;
    range.first = range.first >> bits << bits;
    range.last = range.first + (Uint128{1} << bits) - 1;
    const auto meets = [&](const AddressRange& other) { return other.overlaps(range); };
    bool is_free = std::none_of(taken_.begin(), taken_.end(), meets);
    for (const Address& own : ground_.gateway.addresses)
      is_free = is_free && !range.contains(range_of(own));
    if (!is_free || !is_wholly_in(ground_, range, zone)) continue;
    taken_.push_back(range);
    return range;
  }
  return std::nullopt;
}

// Days around those on which worlds play.
std::string PolicyMaker::near_date() {
  return fmt::format("2026-11-{}", dice_.between(18, 23));
}

void PolicyMaker::add_dates(Json& device) {
  std::string a = near_date(), b = near_date();
  if (a > b) std::swap(a, b);
  const unsigned which = dice_.between(1, 3);
  if (which & 1) device["starts"] = a;
  if (which & 2) device["ends"] = b;
}

// The same MACs and addresses on another device from the day after.
void PolicyMaker::add_successor(const Json& device) {
  Json next = device;
  const std::string last = device["ends"];
  next.erase("ends");
  next["id"] = device["id"].get<std::string>() + "-new";
  next["starts"] = last.substr(0, 8) + std::to_string(std::stoi(last.substr(8)) + 1);
  device_zones_[next["id"]] = device_zones_[device["id"]];
  policy_["devices"].push_back(std::move(next));
}

void PolicyMaker::make_device(std::size_t zone) {
  Json device{{"id", "d" + std::to_string(policy_["devices"].size())},
              {"zone", ground_.zones[zone].id}};
  for (unsigned n = dice_.chance(25) ? 2 : 1; n > 0; --n)
    if (const auto range = free_range(zone)) device["ip"].push_back(to_string(*range));
  if (!device.contains("ip")) return;
  if (device["ip"].size() == 1 && dice_.chance(50)) device["ip"] = Json(device["ip"][0]);
  std::vector<std::string> routers;
  for (const Json& other : policy_["devices"])
    if (other["zone"] == device["zone"] && other.value("role", "") == "router")
      routers.push_back(other["id"]);
  if (!routers.empty() && dice_.chance(60)) {
    device["via"] = dice_.pick(routers);
  } else {
    device["mac"] = new_mac();
    if (dice_.chance(20)) device["mac"] = Json{new_mac(), new_mac()};
  }
  if (ground_.zones[zone].kind == ZoneKind::sanitiser) {
    device["role"] = "sanitiser";
  } else if (dice_.chance(35)) {
    device["role"] = "router";
  }
  if (dice_.chance(25)) add_dates(device);
  device_zones_[device["id"]].set(zone);
  policy_["devices"].push_back(device);
  if (device.contains("ends") && dice_.chance(50)) add_successor(device);
}

void PolicyMaker::make_devices() {
  policy_["devices"] = Json::array();
  taken_.clear();
  device_zones_.clear();
  macs_ = 0;
  for (std::size_t zone = 0; zone < ground_.zones.size(); ++zone)
    for (unsigned n = dice_.between(0, 4); n > 0; --n) make_device(zone);
  shuffle_list(policy_["devices"]);  // a router may stand behind those that are via it
}

// Of two devices that are always there: MACs of others may be lent from one to the next.
void PolicyMaker::swap_macs() {
  if (policy_["devices"].empty()) return;
  Json& one = policy_["devices"][dice_.below(policy_["devices"].size())];
  Json& other = policy_["devices"][dice_.below(policy_["devices"].size())];
  for (const Json* device : {&one, &other})
    if (!device->contains("mac") || device->contains("starts") || device->contains("ends")) return;
  if (&one != &other) one["mac"].swap(other["mac"]);
}

// Fewer days never make two devices overlap.
void PolicyMaker::narrow_a_device() {
  if (policy_["devices"].empty()) return;
  Json& device = policy_["devices"][dice_.below(policy_["devices"].size())];
  if (device.contains("ends") || device.contains("starts")) return;
  add_dates(device);
}

}  // namespace sekisho::test

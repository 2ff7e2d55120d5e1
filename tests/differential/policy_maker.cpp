#include "policy_maker.h"

namespace sekisho::test {

namespace {

// Few addresses, so that prefixes lie in one another and packets hit them.
Address some_address(Dice& dice, bool is_v6) {
  Address address;
  if (!is_v6) {
    address.bytes = {10, static_cast<std::uint8_t>(dice.below(3)),
                     dice.pick<std::uint8_t>({0, 1, 127, 128, 255}),
                     dice.pick<std::uint8_t>({0, 1, 2, 64, 128, 254, 255})};
    return address;
  }
  address.family = Family::ipv6;
  address.bytes = {0x20, 1, 0x0d, 0xb8};
  address.bytes[5] = static_cast<std::uint8_t>(dice.below(3));
  address.bytes[7] = dice.pick<std::uint8_t>({0, 1, 0xff});
  address.bytes[15] = dice.pick<std::uint8_t>({0, 1, 2, 0x80, 0xff});
  if (dice.chance(10)) address.bytes[0] = 0xfd;
  return address;
}

Prefix some_prefix(Dice& dice, bool is_v6) {
  const unsigned length =
      is_v6 ? dice.pick<unsigned>({32, 47, 48, 63, 64, 64, 120, 126, 127, 128, 7})
            : dice.pick<unsigned>({8, 15, 16, 16, 17, 24, 24, 25, 28, 30, 31, 32});
  return masked({some_address(dice, is_v6), length});
}

}  // namespace

Json PolicyMaker::make() {
  policy_ = Json::object();
  make_header();
  make_zones();
  make_gateway();
  make_devices();
  make_services();
  make_groups();
  make_rules();
  make_blocks();
  make_limits();
  return policy_;
}

Json PolicyMaker::vary() {
  const Json before = policy_;
  if (dice_.chance(60)) make_rules();
  if (dice_.chance(30)) make_blocks();
  if (dice_.chance(25)) make_limits();
  if (dice_.chance(30)) narrow_a_device();
  if (dice_.chance(15)) swap_macs();
  if (dice_.chance(20)) change_a_zone();
  if (dice_.chance(15)) policy_["forwarding"] = dice_.pick({"kernel", "bridge", "route"});
  for (const char* key : {"allow", "exceptions", "block"}) {
    if (!policy_.contains(key) || policy_[key].empty() || !dice_.chance(60)) continue;
    policy_[key].erase(dice_.below(policy_[key].size()));
  }
  Json varied = policy_;
  if (dice_.chance(30)) shuffle_list(varied["zones"]);
  if (dice_.chance(30)) shuffle_list(varied["devices"]);
  if (dice_.chance(40)) policy_ = before;  // the next version is one of this one's siblings
  return varied;
}

// What stands where in a list means nothing, but in those of rules and blocks.
void PolicyMaker::shuffle_list(Json& list) {
  std::vector<Json> items(list.begin(), list.end());
  dice_.shuffle(items);
  list = items;
}

// One that no device and no gateway address lies in: what it held falls to an outer one, or to
// none.
void PolicyMaker::drop_a_subnet(Json& zone) {
  Json& subnets = zone["subnets"];
  if (subnets.size() < 2) return;
  const std::size_t place = dice_.below(subnets.size());
  const AddressRange range = range_of(*parse_prefix(subnets[place].get<std::string>()));
  for (const AddressRange& taken : taken_)
    if (range.overlaps(taken)) return;
  for (const Address& own : ground_.gateway.addresses)
    if (range.overlaps(range_of(own))) return;
  subnets.erase(place);
}

void PolicyMaker::change_a_zone() {
  Json& zone = policy_["zones"][dice_.below(policy_["zones"].size())];
  Json& other = policy_["zones"][dice_.below(policy_["zones"].size())];
  switch (dice_.below(4)) {
    case 2:
      drop_a_subnet(zone);
      break;
    case 0:
      zone["devices"] = zone["kind"] == "mynumber" || dice_.chance(50) ? "registered" : "any";
      break;
    case 1:
      zone["fragments"] = dice_.pick({"deny", "track"});
      break;
    default:  // the cables of two zones are changed over
      zone["interfaces"].swap(other["interfaces"]);
  }
}

void PolicyMaker::make_header() {
  policy_["sekisho"] = 1;
  policy_["name"] = "a random world";
  policy_["forwarding"] = dice_.pick({"kernel", "bridge", "bridge", "route"});
  if (dice_.chance(10)) policy_["mode"] = "monitor";
  policy_["timezone"] = dice_.pick({"Asia/Tokyo", "Asia/Tokyo", "UTC", "Europe/Berlin"});
}

// Two themes, in which rules between most zones are plain (section 3); now and then a zone of a
// kind that rules hardly touch.
ZoneKind PolicyMaker::kind_of_zone(std::size_t index) {
  using enum ZoneKind;
  if (index == 0) themes_ = dice_.chance(75) ? 0 : 1;
  if (index > 1 && dice_.chance(20))
    return dice_.pick({mynumber, management, sanitiser, out_of_scope});
  if (themes_ == 0) return dice_.pick({internet, internet, dmz, dmz, partner, development});
  return dice_.pick({lgwan, lgwan, lgwan_uplink, partner});
}

bool PolicyMaker::add_subnet(Json& zone, Zone& model, const Prefix& prefix) {
  const auto holds = [&](const Zone& other) {
    return std::find(other.subnets.begin(), other.subnets.end(), prefix) != other.subnets.end();
  };
  if (holds(model) || std::any_of(ground_.zones.begin(), ground_.zones.end(), holds)) return false;
  model.subnets.push_back(prefix);
  zone["subnets"].push_back(to_string(prefix));
  return true;
}

void PolicyMaker::add_subnets(Json& zone, Zone& model) {
  const bool is_plain = model.kind == ZoneKind::internet || model.kind == ZoneKind::dmz ||
                        model.kind == ZoneKind::lgwan || model.kind == ZoneKind::partner;
  for (unsigned n = dice_.between(1, 3); n > 0; --n)
    add_subnet(zone, model, some_prefix(dice_, false));
  for (unsigned n = dice_.between(0, 2); n > 0; --n)
    add_subnet(zone, model, some_prefix(dice_, true));
  if (is_plain && dice_.chance(30)) add_subnet(zone, model, *parse_prefix("0.0.0.0/0"));
  if (is_plain && dice_.chance(30)) add_subnet(zone, model, *parse_prefix("::/0"));
  // Special addresses have no zone, whatever the prefixes say.
  if (dice_.chance(5)) add_subnet(zone, model, *parse_prefix("127.0.0.0/8"));
  if (dice_.chance(5)) add_subnet(zone, model, *parse_prefix("fe80::/10"));
  while (model.subnets.empty()) add_subnet(zone, model, some_prefix(dice_, dice_.chance(50)));
}

Json PolicyMaker::make_zone(std::size_t index, std::vector<std::string>& interfaces) {
  Zone model;
  model.id = "z" + std::to_string(index);
  model.kind = kind_of_zone(index);
  Json zone{{"id", model.id}, {"kind", to_string(model.kind)}};
  for (unsigned n = dice_.between(1, 2); n > 0; --n) {
    zone["interfaces"].push_back(interfaces.back());
    interfaces.pop_back();
  }
  zone["subnets"] = Json::array();
  add_subnets(zone, model);
  const bool must_register = model.kind == ZoneKind::mynumber;
  if (dice_.chance(60)) zone["devices"] = must_register || dice_.chance(40) ? "registered" : "any";
  if (dice_.chance(50)) zone["fragments"] = dice_.chance(25) ? "deny" : "track";
  ground_.zones.push_back(std::move(model));
  return zone;
}

void PolicyMaker::make_zones() {
  ground_ = {};
  std::vector<std::string> interfaces;
  for (const std::string port : kPorts)
    for (const char* tag : {"", "", ".10", ".20", ".4094"})
      if (*tag || interfaces.empty() || interfaces.back() != port) interfaces.push_back(port + tag);
  dice_.shuffle(interfaces);
  policy_["zones"] = Json::array();
  for (std::size_t index = 0, count = dice_.between(2, 6); index < count; ++index)
    policy_["zones"].push_back(make_zone(index, interfaces));
}

void PolicyMaker::make_gateway() {
  Json addresses = Json::array();
  for (const Zone& zone : ground_.zones) {
    for (const Prefix& subnet : zone.subnets) {
      if (!dice_.chance(35)) continue;
      const AddressRange range = range_of(subnet);
      const Uint128 last = std::min<Uint128>(range.last - range.first, 255);
      const Address address = to_address(range.family, range.first + dice_.any() % (last + 1));
      if (is_special(address) || !zone_of(ground_, address)) continue;
      if (std::find(ground_.gateway.addresses.begin(), ground_.gateway.addresses.end(), address) !=
          ground_.gateway.addresses.end())
        continue;
      ground_.gateway.addresses.push_back(address);
      addresses.push_back(to_string(address));
    }
  }
  if (addresses.empty()) return;
  policy_["gateway"]["addresses"] = addresses;
  if (dice_.chance(50))
    policy_["gateway"]["local_ports"] =
        dice_.chance(50) ? Json{"1024-50000"} : Json{53, "4000-4003", 65535};
}

}  // namespace sekisho::test

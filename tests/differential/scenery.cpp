#include "scenery.h"

namespace sekisho::test {

namespace {

constexpr const char *kGateway = "02:00:00:00:00:01",
                     *kStrangers[] = {"02:00:00:00:00:91", "02:00:00:00:00:92"};

Address at_edge(Dice& dice, const AddressRange& range) {
  const Uint128 size = range.last - range.first;
  switch (dice.below(4)) {
    case 0:
      return to_address(range.family, range.last);
    case 1:
      return to_address(range.family, range.first + dice.any() % (std::min<Uint128>(size, 7) + 1));
    default:
      return to_address(range.family, range.first);
  }
}

}  // namespace

Scenery::Scenery(Model model, Instant at, const SwitchedOn& relaxed) : model_(std::move(model)) {
  for (const Rule& rule : model_.rules)
    if (is_in_force(rule, model_.time_zone, at, relaxed)) rules_.push_back(rule);
  for (const Device& device : model_.devices) {
    for (const AddressRange& range : device.addresses) add_edges(range);
    if (is_in_force(device, model_.time_zone, at)) devices_.push_back(device);
  }
  for (const Zone& zone : model_.zones)
    for (const Prefix& subnet : zone.subnets) add_edges(range_of(subnet));
  for (const Rule& rule : model_.rules)
    for (const auto* ends : {&rule.from, &rule.to})
      for (const Endpoint& end : *ends)
        if (end.kind == EndpointKind::range) add_edges(end.range);
  for (const Block& block : model_.blocks)
    for (const Endpoint& end : block.match)
      if (end.kind == EndpointKind::range) add_edges(end.range);
  for (const Address& own : model_.gateway.addresses)
    addresses_[slot_of(own.family)].push_back(own);
  addresses_[0].push_back(*parse_address("192.0.2.1"));
  addresses_[1].push_back(*parse_address("2001:db8:ffff::1"));
  addresses_[1].push_back(*parse_address("::ffff:10.0.0.1"));
}

void Scenery::add_edges(const AddressRange& range) {
  auto& addresses = addresses_[slot_of(range.family)];
  const Uint128 most = bits_of(range.family) == 32 ? 0xffffffffu : ~Uint128{0};
  addresses.push_back(to_address(range.family, range.first));
  addresses.push_back(to_address(range.family, range.last));
  if (range.first != range.last) addresses.push_back(to_address(range.family, range.first + 1));
  if (range.first > 0) addresses.push_back(to_address(range.family, range.first - 1));
  if (range.last < most) addresses.push_back(to_address(range.family, range.last + 1));
}

Address Scenery::any_address(Dice& dice, Family family) const {
  return dice.pick(addresses_[slot_of(family)]);
}

Address Scenery::special_address(Dice& dice, Family family) const {
  const char* text =
      family == Family::ipv4
          ? dice.pick({"0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.255", "224.0.0.1",
                       "239.255.255.255", "255.255.255.255", "240.0.0.1", "1.0.0.0", "128.0.0.0"})
          : dice.pick({"::", "::1", "::2", "fe80::1", "febf:ffff::1", "fec0::1", "ff02::1",
                       "ff00::", "ff02::1:ff00:1", "fe7f::1"});
  return *parse_address(text);
}

std::optional<Address> Scenery::own_address(Dice& dice, Family family) const {
  for (int tries = 0; tries < 8 && !model_.gateway.addresses.empty(); ++tries) {
    const Address& address = dice.pick(model_.gateway.addresses);
    if (address.family == family) return address;
  }
  return std::nullopt;
}

std::optional<Address> Scenery::address_of_zone(Dice& dice, ZoneId zone, Family family) const {
  for (int tries = 0; tries < 20; ++tries) {
    const Address address = any_address(dice, family);
    if (zone_of(model_, address) == zone) return address;
  }
  return std::nullopt;
}

std::optional<Address> Scenery::address_in(Dice& dice, const Endpoint& endpoint,
                                           Family family) const {
  switch (endpoint.kind) {
    case EndpointKind::zone:
      return address_of_zone(dice, endpoint.zone, family);
    case EndpointKind::gateway:
      return own_address(dice, family);
    case EndpointKind::device: {
      const AddressRange& range = dice.pick(model_[endpoint.device].addresses);
      if (range.family != family) return std::nullopt;
      return at_edge(dice, range);
    }
    case EndpointKind::range:
      if (endpoint.range.family != family) return std::nullopt;
      // A wide range holds many edges of narrower things.
      for (int tries = 0; tries < 10; ++tries) {
        const Address address = any_address(dice, family);
        if (endpoint.range.contains(range_of(address))) return address;
      }
      return at_edge(dice, endpoint.range);
  }
  return std::nullopt;
}

const Device* Scenery::device_of(const Address& address) const {
  for (const Device& device : devices_)
    for (const AddressRange& range : device.addresses)
      if (range.contains(range_of(address))) return &device;
  return nullptr;
}

bool Scenery::can_speak(const Address& address) const {
  const auto& own = model_.gateway.addresses;
  const auto zone = zone_of(model_, address);
  if (!zone || std::find(own.begin(), own.end(), address) != own.end()) return false;
  return device_of(address) || !model_[*zone].registered_only;
}

bool Scenery::tracks_fragments(const Address& address) const {
  const auto zone = zone_of(model_, address);
  return zone && model_[*zone].tracks_fragments;
}

std::optional<std::string> Scenery::mac_of(Dice& dice, const Device& device) const {
  const Device& owner = device.via ? model_[*device.via] : device;
  if (owner.macs.empty()) return std::nullopt;
  return to_string(dice.pick(owner.macs));
}

std::string Scenery::any_mac(Dice& dice) const {
  if (!model_.devices.empty() && dice.chance(80))
    if (const auto mac = mac_of(dice, dice.pick(model_.devices))) return *mac;
  return dice.pick({kStrangers[0], kStrangers[1], kGateway});
}

std::string Scenery::source_mac(Dice& dice, const Address& source) const {
  const Device* device = device_of(source);
  if (const auto mac = device ? mac_of(dice, *device) : std::nullopt) return *mac;
  // Behind a router of its zone, or a stranger.
  const auto zone = zone_of(model_, source);
  for (int tries = 0; tries < 4 && !devices_.empty(); ++tries) {
    const Device& router = dice.pick(devices_);
    if (router.role == Role::router && zone == router.zone && !router.via && dice.chance(50))
      return *mac_of(dice, router);
  }
  return dice.pick({kStrangers[0], kStrangers[1]});
}

std::string Scenery::destination_mac(Dice& dice, const Address& destination) const {
  const Device* device = device_of(destination);
  if (model_.forwarding != Forwarding::bridge && dice.chance(90)) return kGateway;
  if (const auto mac = device ? mac_of(dice, *device) : std::nullopt; mac && dice.chance(85))
    return *mac;
  return dice.chance(80) ? kGateway : any_mac(dice);
}

Link Scenery::link_of_zone(Dice& dice, std::optional<ZoneId> zone) const {
  const Zone& where = zone ? model_[*zone] : dice.pick(model_.zones);
  const Interface& interface = dice.pick(where.interfaces);
  return {interface.port, interface.vlan, any_mac(dice), kGateway};
}

Link Scenery::link(Dice& dice, const Address& source, const Address& destination) const {
  Link link = link_of_zone(dice, zone_of(model_, source));
  link.source_mac = source_mac(dice, source);
  link.destination_mac = destination_mac(dice, destination);
  return link;
}

}  // namespace sekisho::test

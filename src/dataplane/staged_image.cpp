#include "dataplane/staged_image.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "sekisho/abi/lookup_hash.h"

namespace sekisho {

void set_isolated(IsolatedIds& ids, std::string_view id, bool isolated) {
  if (isolated)
    ids.emplace(id);
  else if (const auto place = ids.find(id); place != ids.end())
    ids.erase(place);
}

void set_isolated(IsolatedAddresses& addresses, const Address& address, bool isolated) {
  if (isolated)
    addresses.insert(address);
  else
    addresses.erase(address);
}

sk_isolated_address isolated_address(const Address& address) {
  sk_isolated_address key{};
  std::copy(address.bytes.begin(), address.bytes.end(), key.address);
  key.family = static_cast<std::uint32_t>(address.family);
  return key;
}

Address isolated_address(const sk_isolated_address& key) {
  Address address;
  address.family = static_cast<Family>(key.family);
  std::copy_n(key.address, address.bytes.size(), address.bytes.begin());
  return address;
}

bool set_link(std::uint8_t* image, std::uint32_t port, std::uint64_t link) {
  const auto* header = reinterpret_cast<const sk_image_header*>(image);
  auto* ports = reinterpret_cast<sk_port*>(image + header->sections[SK_SECTION_PORTS].offset);
  return std::atomic_ref<__u64>(ports[port].link).exchange(link, std::memory_order_relaxed) != link;
}

StagedImage::StagedImage(const TableImage& image)
    : bytes_(image.data(), image.data() + image.bytes().size()) {}

void StagedImage::set_zone_slots(const std::vector<std::uint32_t>& slots) {
  auto* zones = section<sk_zone>(SK_SECTION_ZONES);
  for (std::size_t i = 0; i < slots.size(); ++i)
    zones[i + 1].slot = static_cast<std::uint16_t>(slots[i]);
}

void StagedImage::set_rule_slots(const std::vector<std::uint32_t>& slots) {
  auto* rules = section<sk_rule>(SK_SECTION_RULES);
  for (std::size_t i = 0; i < slots.size(); ++i) rules[i + 1].slot = slots[i];
}

void StagedImage::set_interfaces(const std::vector<StagedInterface>& interfaces) {
  for (const StagedInterface& interface : interfaces) {
    sk_port& port = section<sk_port>(SK_SECTION_PORTS)[interface.port];
    port.ifindex = interface.ifindex;
    port.link = interface.link;
  }
  const std::uint32_t count = header().sections[SK_SECTION_INTERFACES].count;
  auto* table = section<sk_interface>(SK_SECTION_INTERFACES);
  for (std::uint32_t multiplier = 0x9e3779b1u;; multiplier += 0x3c6ef362u) {
    std::memset(table, 0, count * sizeof(sk_interface));
    bool collides = false;
    for (const StagedInterface& interface : interfaces) {
      sk_interface& place = table[sk_interface_slot_of(interface.ifindex, multiplier, count)];
      collides = collides || place.ifindex != 0;
      place = {interface.ifindex, interface.port};
    }
    header().interface_hash = multiplier;
    if (!collides) return;
  }
}

void StagedImage::set_exits() {
  auto* zones = section<sk_zone>(SK_SECTION_ZONES);
  const auto* owners = section<std::uint16_t>(SK_SECTION_PORT_ZONES);
  const std::uint32_t ports = header().sections[SK_SECTION_PORTS].count;
  std::vector<std::uint32_t> ways(header().sections[SK_SECTION_ZONES].count);
  for (std::size_t zone = 0; zone < ways.size(); ++zone)
    zones[zone].exit_port = zones[zone].exit_vlan = 0;
  for (std::uint32_t port = 1; port < ports; ++port) {
    for (std::uint32_t vlan = 0; vlan < SK_VLANS; ++vlan) {
      const std::uint16_t owner = owners[port * SK_VLANS + vlan];
      if (owner == 0) continue;
      const bool is_only = ++ways[owner] == 1 && port <= UINT16_MAX;
      zones[owner].exit_port = is_only ? static_cast<std::uint16_t>(port) : 0;
      zones[owner].exit_vlan = is_only ? static_cast<std::uint16_t>(vlan) : 0;
    }
  }
}

void StagedImage::set_isolation(const TableImage& image, const Isolated& isolated) {
  auto* flags = section<std::uint8_t>(SK_SECTION_ISOLATION);
  const std::uint32_t zones = header().sections[SK_SECTION_ZONES].count;
  const std::uint32_t devices = header().sections[SK_SECTION_DEVICES].count;
  flags[0] = !isolated.addresses.empty();
  for (std::uint32_t zone = 1; zone < zones; ++zone)
    flags[zone] = isolated.zones.contains(image.zone_name(zone));
  for (std::uint32_t device = 1; device < devices; ++device)
    flags[zones + device] = isolated.devices.contains(image.device_name(device));
}

}  // namespace sekisho

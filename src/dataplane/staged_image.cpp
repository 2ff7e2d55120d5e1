#include "dataplane/staged_image.h"

#include <cstring>

#include "sekisho/abi/lookup_hash.h"

namespace sekisho {

void set_isolated(IsolatedIds& ids, std::string_view id, bool isolated) {
  if (isolated)
    ids.emplace(id);
  else if (const auto place = ids.find(id); place != ids.end())
    ids.erase(place);
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

void StagedImage::set_isolation(const TableImage& image, const Isolated& isolated) {
  auto* flags = section<std::uint8_t>(SK_SECTION_ISOLATION);
  const std::uint32_t zones = header().sections[SK_SECTION_ZONES].count;
  const std::uint32_t devices = header().sections[SK_SECTION_DEVICES].count;
  for (std::uint32_t zone = 1; zone < zones; ++zone)
    flags[zone] = isolated.zones.contains(image.zone_name(zone));
  for (std::uint32_t device = 1; device < devices; ++device)
    flags[zones + device] = isolated.devices.contains(image.device_name(device));
}

}  // namespace sekisho

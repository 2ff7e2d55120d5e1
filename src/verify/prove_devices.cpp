// Every MAC leads to its device or to none, and every device is what the ledger says.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "verify/look_up.h"
#include "verify/proof.h"

namespace sekisho::verifying {

namespace {

std::string told(const Proof& proof, std::string_view id, std::uint32_t zone, unsigned role,
                 std::uint32_t mac_owner) {
  return fmt::format("{} in {} as {} with the MACs of {}", id, proof.zone_id(zone),
                     to_string(static_cast<Role>(role)),
                     mac_owner ? proof.present.device_id(mac_owner) : "nobody");
}

bool prove_rows(Proof& proof) {
  const auto rows = proof.image.section<sk_device>(SK_SECTION_DEVICES);
  const auto& devices = proof.present.devices;
  if (rows.size() != devices.size() + 1)
    return proof.differs(SK_SECTION_DEVICES, say("number of devices in force"),
                         std::to_string(devices.size()), std::to_string(rows.size() - 1));
  for (std::uint32_t number = 1; number < rows.size(); ++number) {
    const Device& device = *devices[number - 1];
    const sk_device& row = rows[number];
    // Behind a router that is not in force nobody's MAC is right.
    const std::uint32_t owner =
        device.via ? proof.present.number_of_device[index_of(*device.via)] : number;
    const bool is_same = row.zone == index_of(device.zone) + 1 && row.mac_owner == owner &&
                         row.role == static_cast<std::uint8_t>(device.role) &&
                         proof.image.device_name(number) == device.id;
    if (is_same) continue;
    return proof.differs(SK_SECTION_DEVICES, say("device {}", device.id),
                         told(proof, device.id, index_of(device.zone) + 1,
                              static_cast<unsigned>(device.role), owner),
                         told(proof, proof.image.device_name(number), row.zone,
                              row.role > SK_ROLE_SANITISER ? 0 : row.role, row.mac_owner));
  }
  return true;
}

std::optional<WitnessPacket> witness_of(const Proof& proof, const Device& device, const Mac& mac) {
  const auto& addresses = device.addresses;
  if (addresses.empty() || proof.model.zones.empty()) return std::nullopt;
  const Address address = to_address(addresses[0].family, addresses[0].first);
  auto packet = proof.witness(address, address);
  if (packet) packet->source_mac = mac;
  return packet;
}

std::uint64_t number_of(const Mac& mac) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : mac.bytes) number = number << 8 | byte;
  return number;
}

}  // namespace

bool prove_devices(Proof& proof) {
  if (!prove_rows(proof)) return false;
  std::uint64_t registered = 0;
  for (std::uint32_t number = 1; number <= proof.present.devices.size(); ++number) {
    const Device& device = *proof.present.devices[number - 1];
    for (const Mac& mac : std::set(device.macs.begin(), device.macs.end())) {
      ++registered;
      const std::uint32_t owner = sk_device_of_mac(proof.image.data(), mac.bytes.data());
      if (owner == number) continue;
      return proof.differs(SK_SECTION_MACS, say("MAC {}", to_string(mac)), device.id,
                           proof.present.device_id(owner), witness_of(proof, device, mac));
    }
  }
  // Each of those was found in a slot of its own; if no other slot is filled, no other MAC is
  // known.
  std::uint64_t filled = 0;
  for (const sk_mac_bucket& bucket : proof.image.section<sk_mac_bucket>(SK_SECTION_MACS))
    for (const sk_mac_slot& slot : bucket.slots)
      if (slot.device != 0) ++filled;
  proof.stats.devices = proof.present.devices.size();
  proof.stats.macs = registered;
  if (filled == registered) return true;
  for (const sk_mac_bucket& bucket : proof.image.section<sk_mac_bucket>(SK_SECTION_MACS))
    for (const sk_mac_slot& slot : bucket.slots) {
      if (slot.device == 0) continue;
      const auto& macs = proof.present.devices[slot.device - 1]->macs;
      const auto is_its = [&](const Mac& mac) { return number_of(mac) == slot.mac; };
      if (std::none_of(macs.begin(), macs.end(), is_its))
        return proof.differs(SK_SECTION_MACS, say("MAC {:012x}", std::uint64_t{slot.mac}), "nobody",
                             proof.present.device_id(slot.device));
    }
  return proof.differs(SK_SECTION_MACS, say("number of MACs"), std::to_string(registered),
                       std::to_string(filled));
}

}  // namespace sekisho::verifying

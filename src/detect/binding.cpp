#include "detect/binding.h"

#include "sekisho/abi/reason.h"

#define SK_AT(type, image, offset) (reinterpret_cast<const type*>((image) + (offset)))
#include "sekisho/abi/lookup.h"

namespace sekisho::detect {
namespace {

// So many addresses behind one MAC are a router's: it may have two ways here.
constexpr std::size_t kAddressesOfHost = 8;
constexpr std::uint32_t kAddressesWindowS = 3600;

std::string mac_text(std::uint64_t number) {
  Mac mac;
  for (std::size_t i = 0; i < 6; ++i)
    mac.bytes[i] = static_cast<std::uint8_t>(number >> (40 - 8 * i));
  return to_string(mac);
}

std::string device_id(const TableImage& image, std::uint32_t device) {
  return std::string(image.device_name(device));
}

LineFields id_or_null(const TableImage& image, std::uint32_t device) {
  return device ? LineFields(device_id(image, device)) : LineFields(nullptr);
}

bool is_registered_zone(const Seen& seen) {
  const auto zones = seen.image->section<sk_zone>(SK_SECTION_ZONES);
  const std::uint16_t zone = seen.packet.source_zone;
  return zone && zone < zones.size() && (zones[zone].flags & SK_ZONE_REGISTERED);
}

bool has_source(const Seen& seen) {
  return (seen.packet.has & (SK_HAS_ADDRESSES | SK_HAS_ARP)) != 0;
}

}  // namespace

bool BindingWatch::is_own(std::uint64_t mac) const {
  return std::find(own_macs_.begin(), own_macs_.end(), mac) != own_macs_.end();
}

bool BindingWatch::is_router(const Seen& seen, std::uint64_t mac) {
  std::uint8_t bytes[6];
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(mac >> (40 - 8 * i));
  const std::uint32_t device = device_of_mac(*seen.image, bytes);
  const auto devices = seen.image->section<sk_device>(SK_SECTION_DEVICES);
  if (device) return devices[device].role == SK_ROLE_ROUTER;
  Place* place = macs_.find(mac);
  return place && place->addresses.count(DistinctWindow::ms_of(seen.now_ns()), kAddressesWindowS) >
                      kAddressesOfHost;
}

void BindingWatch::see(const Seen& seen, const View& view) {
  const bool has_mac = (seen.packet.has & SK_HAS_ETHERNET) && !(seen.packet.src_mac[0] & 1);
  if (!has_mac || is_own(number_of_mac(seen.packet.src_mac))) return;
  see_stranger(seen, view);
  see_claim(seen, view);
  see_side(seen, view);
}

void BindingWatch::see_side(const Seen& seen, const View& view) {
  see_place(seen, view);
  if (has_source(seen) && is_bound(seen.packet.reason)) see_tenant(seen, view);
}

// 自動識別: in a zone of registered devices, a MAC that the ledger does not know.
void BindingWatch::see_stranger(const Seen& seen, const View& view) {
  if (seen.flow || !is_registered_zone(seen)) return;
  if (sk_verdict_of(seen.packet.reason) == SK_ALLOW) return;
  if (device_of_mac(*seen.image, seen.packet.src_mac)) return;
  const std::uint64_t mac = number_of_mac(seen.packet.src_mac);
  Stranger& stranger = strangers_.touch(mac);
  if (stranger.first_ns == 0) stranger.first_ns = seen.now_ns();
  if (has_source(seen)) stranger.sample.add(Host::source_of(seen.packet.tuple));
  const AttackKey key =
      key_of(Detection::new_device, {}, {}, mac | std::uint64_t{seen.packet.source_zone} << 48);
  const Report report = report_of(Detection::new_device, key, seen, EventSeverity::high,
                                  stranger.first_ns, seen.packet.count);
  view.reporter.report(report, [&] {
    const std::string text = mac_text(mac);
    return LineFields{{"mac", text},
                      {"oui", text.substr(0, 8)},
                      {"locally_administered", (seen.packet.src_mac[0] & 2) != 0},
                      {"addresses_sample", stranger.sample.texts()}};
  });
}

// An address that the ledger or the gateway has, claimed by another MAC on the same network.
void BindingWatch::see_claim(const Seen& seen, const View& view) {
  if (seen.flow || !has_source(seen) || seen.packet.source_zone == 0) return;
  const std::uint32_t reason = seen.packet.reason;
  if (reason != SK_MAC_IP_MISMATCH && reason != SK_ARP_SPOOF && reason != SK_SPOOFED_SOURCE &&
      reason != SK_UNKNOWN_DEVICE)
    return;
  const std::uint8_t* image = seen.image->data();
  const sk_tuple& tuple = seen.packet.tuple;
  const sk_address* address =
      sk_address_at(image, sk_address_entry(image, tuple.family, tuple.src));
  const bool is_gateways = (address->flags & SK_ADDRESS_GATEWAY) != 0;
  if (!is_gateways && (!address->device || address->zone != seen.packet.source_zone)) return;
  const std::uint32_t claimant = device_of_mac(*seen.image, seen.packet.src_mac);
  const auto devices = seen.image->section<sk_device>(SK_SECTION_DEVICES);
  if (!is_gateways && claimant && claimant == devices[address->device].mac_owner) return;
  const std::uint64_t mac = number_of_mac(seen.packet.src_mac);
  const Host host = Host::source_of(tuple);
  Claim& claim = claims_.touch(ClaimKey{mac, host, {}});
  if (claim.first_ns == 0) claim.first_ns = seen.now_ns();
  const Report report =
      report_of(Detection::duplicate_address, key_of(Detection::duplicate_address, host, {}, mac),
                seen, EventSeverity::high, claim.first_ns, seen.packet.count);
  view.reporter.report(report, [&] {
    LineFields owner = {{"gateway", true}};
    if (!is_gateways) {
      owner = {{"device", device_id(*seen.image, address->device)}};
      const LineFields known = view.reporter.devices().describe(seen.image.get(), address->device);
      for (const char* key : {"label", "section"})
        if (known.contains(key)) owner[key] = known[key];
    }
    return LineFields{
        {"address", to_string(to_address(host))},
        {"owner", owner},
        {"claimant", {{"mac", mac_text(mac)}, {"device", id_or_null(*seen.image, claimant)}}}};
  });
}

// An address that no ledger binds goes back and forth between two MACs.
void BindingWatch::see_tenant(const Seen& seen, const View& view) {
  const DetectConfig::DuplicateAddress& limits = view.config.duplicate_address;
  const Host host = Host::source_of(seen.packet.tuple);
  if (device_of_address(*seen.image, host.family, host.bytes.data())) return;
  const std::uint64_t mac = number_of_mac(seen.packet.src_mac);
  Tenant& tenant = addresses_.touch(host);
  if (tenant.first_ns == 0) tenant.first_ns = seen.now_ns();
  if (tenant.mac == mac) return;
  const bool is_return = mac == tenant.mac_before;
  tenant.mac_before = std::exchange(tenant.mac, mac);
  if (!is_return || is_router(seen, mac) || is_router(seen, tenant.mac_before)) return;
  tenant.count += 1;
  const double changes = tenant.changes.add(seen.now_ns(), 1, limits.window_s);
  if (changes < limits.changes) return;
  const Report report =
      report_of(Detection::duplicate_address, key_of(Detection::duplicate_address, host), seen,
                EventSeverity::high, tenant.first_ns, std::exchange(tenant.count, 0));
  view.reporter.report(report, [&] {
    return LineFields{{"address", to_string(to_address(host))},
                      {"owner", {{"mac", mac_text(tenant.mac_before)}}},
                      {"claimant", {{"mac", mac_text(mac)}, {"device", nullptr}}},
                      {"changes", static_cast<std::uint64_t>(changes)}};
  });
}

void BindingWatch::see_place(const Seen& seen, const View& view) {
  const DetectConfig::MacMoved& limits = view.config.mac_moved;
  const std::uint64_t mac = number_of_mac(seen.packet.src_mac);
  const std::uint32_t port = seen.packet.port;
  if (port == 0) return;
  Place& place = macs_.touch(mac);
  if (has_source(seen) && is_bound(seen.packet.reason))
    place.addresses.add(number_of(Host::source_of(seen.packet.tuple)),
                        DistinctWindow::ms_of(seen.now_ns()), kAddressesOfHost + 1);
  const bool was_here = place.port == port || place.port == 0;
  const bool is_recent = seen.now_ns() < place.last_ns + limits.window_s * kSecondNs;
  place.last_ns = std::max(place.last_ns, seen.now_ns());
  if (was_here) {
    place.port = port;
    return;
  }
  place.port_before = std::exchange(place.port, port);
  if (!is_recent || is_router(seen, mac)) return;
  const double changes = place.changes.add(seen.now_ns(), 1, limits.window_s);
  if (place.first_ns == 0) place.first_ns = seen.now_ns();
  const bool is_flapping = changes >= limits.flapping_changes;
  const AttackKey key = key_of(Detection::mac_moved, {}, {}, mac | (is_flapping ? 1ull << 63 : 0));
  const Report report =
      report_of(Detection::mac_moved, key, seen,
                is_flapping ? EventSeverity::high : EventSeverity::medium, place.first_ns, 1);
  view.reporter.report(report, [&] {
    return LineFields{{"mac", mac_text(mac)},
                      {"from_iface", std::string(seen.image->port_name(place.port_before))},
                      {"to_iface", std::string(seen.image->port_name(port))},
                      {"changes", static_cast<std::uint64_t>(changes)},
                      {"flapping", is_flapping}};
  });
}

}  // namespace sekisho::detect

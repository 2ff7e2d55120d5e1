#include "detect/line.h"

#include <algorithm>
#include <string_view>

#include "detect/facts.h"
#include "sekisho/abi/reason.h"

namespace sekisho::detect {
namespace {

void add_unless_empty(LineFields& fields, const char* key, std::string_view text) {
  if (!text.empty()) fields[key] = text;
}

std::string_view principle_of(const LineParts& parts) {
  switch (parts.detection) {
    case Detection::scan:
    case Detection::sweep: {
      const std::uint8_t kind = parts.image && parts.packet
                                    ? kind_of_zone(*parts.image, parts.packet->source_zone)
                                    : 0xff;
      const bool is_outside = kind == static_cast<std::uint8_t>(ZoneKind::internet);
      return is_outside ? "in-monitor" : "insider";
    }
    case Detection::lateral:
    case Detection::beacon:
      return "targeted-attack";
    case Detection::lgwan_probe:
      return "in-monitor";
    case Detection::new_device:
    case Detection::duplicate_address:
    case Detection::mac_moved:
      return "device-id";
    case Detection::storm:
    case Detection::flood:
      return "dos";
    case Detection::mail_burst:
      return "mail-relay";
    case Detection::tunnel:
      return "least-privilege";
    case Detection::volume:
      return "mn-carry-out";
  }
  return "";
}

std::string mac_text(const std::uint8_t* bytes) {
  Mac mac;
  std::copy_n(bytes, mac.bytes.size(), mac.bytes.begin());
  return to_string(mac);
}

void add_addresses(LineFields& fields, const sk_event& packet) {
  const bool has_addresses = packet.has & (SK_HAS_ADDRESSES | SK_HAS_ARP);
  const bool has_ports = packet.has & SK_HAS_PORTS;
  if (packet.has & SK_HAS_ETHERNET) {
    fields["ether"]["src_mac"] = mac_text(packet.src_mac);
    if (packet.reason != SK_RULE) fields["ether"]["dest_mac"] = mac_text(packet.dst_mac);
  }
  if (!has_addresses) return;
  fields["src_ip"] = to_string(to_address(Host::source_of(packet.tuple)));
  if (has_ports) fields["src_port"] = packet.tuple.sport;
  fields["dest_ip"] = to_string(to_address(Host::destination_of(packet.tuple)));
  if (has_ports) fields["dest_port"] = packet.tuple.dport;
  const bool is_arp = packet.ethertype == SK_ETHERTYPE_ARP;
  fields["proto"] = is_arp ? "ARP" : protocol_name(packet.tuple.protocol);
}

void add_packet(LineFields& fields, const LineParts& parts, const DeviceBook& devices) {
  const sk_event& packet = *parts.packet;
  const TableImage* image = parts.image;
  if (image) add_unless_empty(fields, "in_iface", image->port_name(packet.port));
  if (packet.vlan) fields["vlan"] = packet.vlan;
  if (image) add_unless_empty(fields, "src_zone", image->zone_name(packet.source_zone));
  if (image) add_unless_empty(fields, "dest_zone", image->zone_name(packet.destination_zone));
  add_addresses(fields, packet);
  if (!image) return;
  fields["device"] = text_or_null(image->device_name(packet.source_device));
  if (packet.source_device) fields["src_device"] = devices.describe(image, packet.source_device);
  if (!(packet.has & SK_HAS_ADDRESSES)) return;
  const std::uint32_t to = device_of_address(*image, packet.tuple.family, packet.tuple.dst);
  if (to) fields["dest_device"] = devices.describe(image, to);
}

}  // namespace

EventLine to_line(const LineParts& parts, const TimeZone& zone, const Clauses& clauses,
                  const DeviceBook& devices, const InForce& in_force) {
  LineFields fields = begin_line(to_string(parts.detection), parts.severity, parts.time, zone);
  const auto clause = clauses.find(principle_of(parts));
  fields["clause"] = clause == clauses.end() ? LineFields(nullptr) : LineFields(clause->second);
  fields["count"] = parts.count;
  fields["first_seen"] = to_eve(parts.first_seen, zone);
  if (parts.packet)
    add_packet(fields, parts, devices);
  else if (parts.image)
    add_unless_empty(fields, "src_zone", parts.image->zone_name(parts.zone));
  fields["detection"] = *parts.details;
  if (parts.is_ongoing) fields["detection"]["ongoing"] = true;
  add_in_force(fields, in_force);
  return {finish_line(fields), "", 0, 0};
}

}  // namespace sekisho::detect

#include "sekisho/event/packet_line.h"

#include <algorithm>
#include <utility>

#include "event/principle.h"
#include "sekisho/abi/reason.h"
#include "sekisho/base/address.h"

namespace sekisho {
namespace {

void add_unless_empty(LineFields& fields, const char* key, std::string_view text) {
  if (!text.empty()) fields[key] = text;
}

std::string mac_text(const std::uint8_t* bytes) {
  Mac mac;
  std::copy_n(bytes, mac.bytes.size(), mac.bytes.begin());
  return to_string(mac);
}

void add_places(LineFields& fields, const PacketEvent& event) {
  const sk_event& packet = event.packet;
  const TableImage* image = event.image.get();
  if (image) add_unless_empty(fields, "in_iface", image->port_name(packet.port));
  if (packet.vlan) fields["vlan"] = packet.vlan;
  if (image) add_unless_empty(fields, "src_zone", image->zone_name(packet.source_zone));
  if (image) add_unless_empty(fields, "dest_zone", image->zone_name(packet.destination_zone));
}

void add_addresses(LineFields& fields, const sk_event& packet) {
  const bool has_addresses = packet.has & (SK_HAS_ADDRESSES | SK_HAS_ARP);
  const bool has_ports = packet.has & SK_HAS_PORTS;
  if (packet.has & SK_HAS_ETHERNET) {
    fields["ether"]["src_mac"] = mac_text(packet.src_mac);
    fields["ether"]["dest_mac"] = mac_text(packet.dst_mac);
  }
  if (has_addresses) fields["src_ip"] = address_text(packet.tuple.family, packet.tuple.src);
  if (has_ports) fields["src_port"] = packet.tuple.sport;
  if (has_addresses) fields["dest_ip"] = address_text(packet.tuple.family, packet.tuple.dst);
  if (has_ports) fields["dest_port"] = packet.tuple.dport;
  if (packet.ethertype == SK_ETHERTYPE_ARP) {
    fields["proto"] = "ARP";
  } else if (packet.has & SK_HAS_ADDRESSES) {
    fields["proto"] = protocol_name(packet.tuple.protocol);
  }
}

void add_devices(LineFields& fields, const PacketEvent& event, const DeviceBook& devices) {
  const TableImage* image = event.image.get();
  if (!image) return;
  const sk_event& packet = event.packet;
  const bool has_addresses = packet.has & (SK_HAS_ADDRESSES | SK_HAS_ARP);
  const std::uint32_t destination =
      has_addresses ? device_of_address(*image, packet.tuple.family, packet.tuple.dst) : 0;
  if (packet.source_device) fields["src_device"] = devices.describe(image, packet.source_device);
  if (destination) fields["dest_device"] = devices.describe(image, destination);
}

}  // namespace

std::string_view clause_of(const sk_event& packet, const TableImage* image,
                           const Clauses& clauses) {
  const std::uint8_t from = kind_of(image, packet.source_zone);
  const std::uint8_t to = kind_of(image, packet.destination_zone);
  const bool crosses = packet.source_zone != packet.destination_zone;
  const auto place = clauses.find(principle_of(packet.reason, from, to, crosses));
  return place == clauses.end() ? std::string_view() : place->second;
}

std::string address_text(std::uint8_t family, const std::uint8_t* bytes) {
  Address address;
  address.family = family == 6 ? Family::ipv6 : Family::ipv4;
  std::copy_n(bytes, address.bytes.size(), address.bytes.begin());
  return to_string(address);
}

std::string protocol_name(std::uint8_t protocol) {
  // Names as /etc/protocols and Suricata write them.
  static constexpr std::pair<std::uint8_t, const char*> kNames[] = {
      {1, "ICMP"},  {2, "IGMP"},   {4, "IPIP"},   {6, "TCP"},        {17, "UDP"},   {41, "IPv6"},
      {47, "GRE"},  {50, "ESP"},   {51, "AH"},    {58, "IPv6-ICMP"}, {88, "EIGRP"}, {89, "OSPF"},
      {103, "PIM"}, {112, "VRRP"}, {132, "SCTP"}, {136, "UDPLite"}};
  for (const auto& [number, name] : kNames) {
    if (number == protocol) return name;
  }
  return std::to_string(protocol);
}

void add_in_force(LineFields& fields, const InForce& in_force) {
  if (!in_force.image) return;
  fields["policy"] = in_force.image->policy_digest();
  fields["generation"] = in_force.generation;
}

EventLine to_line(const PacketEvent& event, const TimeZone& zone, const PolicyNotes& notes) {
  const sk_event& packet = event.packet;
  const TableImage* image = event.image.get();
  const bool denied = sk_verdict_of(packet.reason) == SK_DENY;
  LineFields fields = begin_line(denied ? "deny" : "allow", severity_of(event), event.time, zone);
  fields["reason"] = reason_name(packet.reason);
  fields["rule"] = text_or_null(image ? image->rule_name(packet.rule) : std::string_view());
  if (denied) fields["clause"] = text_or_null(clause_of(packet, event.image.get(), notes.clauses));
  if (event.nearest) fields["nearest"] = to_fields(*event.nearest);
  fields["count"] = event.count;
  fields["first_seen"] = to_eve(event.first_seen, zone);
  add_places(fields, event);
  add_addresses(fields, packet);
  fields["device"] =
      text_or_null(image ? image->device_name(packet.source_device) : std::string_view());
  add_devices(fields, event, notes.devices);
  if (image) fields["policy"] = image->policy_digest();
  fields["generation"] = packet.generation;

  EventLine line;
  line.text = finish_line(fields);
  if (!denied) return line;
  if (image) line.zone = image->zone_name(packet.source_zone);
  line.reason = packet.reason;
  line.count = event.count;
  return line;
}

EventLine to_line(const Suppressed& suppressed, Instant now, const InForce& in_force,
                  const TimeZone& zone) {
  LineFields fields = begin_line("suppressed", severity_of(suppressed), now, zone);
  fields["reason"] = reason_name(suppressed.reason);
  fields["count"] = suppressed.count;
  add_unless_empty(fields, "src_zone", suppressed.zone);
  add_in_force(fields, in_force);
  return {finish_line(fields), suppressed.zone, suppressed.reason, suppressed.count};
}

}  // namespace sekisho

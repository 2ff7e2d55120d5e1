// A small image and packets that meet it, for the event tests.
#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "sekisho/abi/event.h"
#include "sekisho/abi/reason.h"
#include "sekisho/base/address.h"
#include "sekisho/compiler/compile.h"

namespace sekisho::samples {

// Zones by their order in the model; index 0 of an image is "none".
enum SampleZone : std::uint16_t { kNoZone, kMynumber, kLgwan, kInternet };

inline Zone make_zone(const char* id, ZoneKind kind, const char* port, const char* subnet) {
  Zone zone;
  zone.id = id;
  zone.kind = kind;
  zone.interfaces.push_back({port, 0, {}});
  zone.subnets.push_back(*parse_prefix(subnet));
  zone.registered_only = kind == ZoneKind::mynumber;
  return zone;
}

inline Model make_model() {
  Model model;
  model.name = "sample";
  model.zones = {make_zone("mn", ZoneKind::mynumber, "eth0", "10.10.0.0/24"),
                 make_zone("lg", ZoneKind::lgwan, "eth1", "10.20.0.0/24"),
                 make_zone("net", ZoneKind::internet, "eth2", "0.0.0.0/0")};
  Device device;
  device.id = "win-01";
  device.macs.push_back(*parse_mac("02:00:00:00:00:01"));
  device.addresses.push_back(range_of(*parse_address("10.10.0.5")));
  model.devices = {device};
  Endpoint end;
  end.kind = EndpointKind::zone;
  end.zone = ZoneId{1};
  Rule rule;
  rule.id = "lg-dns";
  rule.from = rule.to = {end};
  rule.services.push_back({17, {{53, 53}}, {}, {}});
  rule.log = true;
  model.rules.push_back(rule);
  model.digest = "sha256:" + std::string(64, 'a');
  return model;
}

inline std::shared_ptr<const TableImage> make_image() {
  auto compiled = compile(make_model(), Instant{});
  if (!compiled) {
    ADD_FAILURE() << compiled.error().message();
    return nullptr;
  }
  return std::make_shared<const TableImage>(std::move(compiled->image));
}

inline void put_address(std::uint8_t* target, const char* text) {
  const Address address = *parse_address(text);
  std::copy(address.bytes.begin(), address.bytes.end(), target);
}

// A TCP attempt from the Internet zone into the mynumber zone, denied.
inline sk_event make_packet() {
  sk_event packet{};
  packet.count = 1;
  packet.time_ns = 1000;
  packet.generation = 12;
  put_address(packet.tuple.src, "203.0.113.9");
  put_address(packet.tuple.dst, "10.10.0.5");
  packet.tuple.family = 4;
  packet.tuple.protocol = SK_PROTOCOL_TCP;
  packet.tuple.sport = 50000;
  packet.tuple.dport = 445;
  packet.port = 3;
  packet.ethertype = SK_ETHERTYPE_IPV4;
  packet.source_zone = kInternet;
  packet.destination_zone = kMynumber;
  packet.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES | SK_HAS_PORTS;
  packet.reason = SK_DEFAULT_DENY;
  const std::uint8_t src_mac[] = {2, 0, 0, 0, 0, 9};
  const std::uint8_t dst_mac[] = {2, 0, 0, 0, 0, 1};
  std::copy_n(src_mac, 6, packet.src_mac);
  std::copy_n(dst_mac, 6, packet.dst_mac);
  return packet;
}

}  // namespace sekisho::samples

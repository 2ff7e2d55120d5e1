#include "compiler/layout.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace sekisho {

namespace {

class Strings {
 public:
  std::uint32_t add(std::string_view text) {
    const auto place = static_cast<std::uint32_t>(bytes_.size());
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    bytes_.push_back('\0');
    return place;
  }
  const std::vector<char>& bytes() const { return bytes_; }

 private:
  std::vector<char> bytes_{'\0'};
};

class ImageWriter {
 public:
  ImageWriter() : bytes_(sizeof(sk_image_header)) {}

  template <typename T>
  void add(sk_section_id id, const std::vector<T>& elements) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.resize((bytes_.size() + 63) / 64 * 64);
    sections_[id] = {static_cast<std::uint32_t>(bytes_.size()),
                     static_cast<std::uint32_t>(elements.size())};
    const auto* from = reinterpret_cast<const std::byte*>(elements.data());
    bytes_.insert(bytes_.end(), from, from + elements.size() * sizeof(T));
  }

  std::vector<std::byte> finish(sk_image_header header) {
    header.image_size = bytes_.size();
    std::memcpy(header.sections, sections_, sizeof(sections_));
    std::memcpy(bytes_.data(), &header, sizeof(header));
    const auto sum = checksum_of(bytes_);
    std::memcpy(bytes_.data() + offsetof(sk_image_header, checksum), sum.data(), sum.size());
    return std::move(bytes_);
  }

 private:
  std::vector<std::byte> bytes_;
  sk_section sections_[SK_SECTION_COUNT]{};
};

std::vector<sk_zone> zone_table(const Model& model, Strings& strings) {
  std::vector<sk_zone> zones(1);
  for (const Zone& zone : model.zones) {
    std::uint8_t flags = 0;
    if (zone.registered_only) flags |= SK_ZONE_REGISTERED;
    if (zone.tracks_fragments) flags |= SK_ZONE_TRACKS_FRAGMENTS;
    zones.push_back({.name = strings.add(zone.id),
                     .slot = static_cast<std::uint16_t>(zones.size()),
                     .flags = flags,
                     .kind = static_cast<std::uint8_t>(zone.kind),
                     .exit_port = 0,
                     .exit_vlan = 0});
  }
  return zones;
}

struct PortTables {
  std::vector<sk_port> ports;
  std::vector<std::uint16_t> zones;  // port × VLAN
  std::vector<sk_interface> interfaces;
};

PortTables port_tables(const Model& model, Strings& strings) {
  PortTables tables;
  tables.ports.resize(1);
  tables.zones.resize(SK_VLANS);
  std::unordered_map<std::string_view, std::size_t> numbers;
  for (std::size_t zone = 0; zone < model.zones.size(); ++zone) {
    for (const Interface& interface : model.zones[zone].interfaces) {
      const auto [place, is_new] = numbers.try_emplace(interface.port, tables.ports.size());
      if (is_new) {
        tables.ports.push_back({.name = strings.add(interface.port), .ifindex = 0, .link = 0});
        tables.zones.resize(tables.zones.size() + SK_VLANS);
      }
      tables.zones[place->second * SK_VLANS + interface.vlan] =
          static_cast<std::uint16_t>(zone + 1);
    }
  }
  tables.interfaces.resize(std::bit_ceil(tables.ports.size() * 8));  // filled when staged
  return tables;
}

std::vector<sk_device> device_table(const SelectedRules& in_force, Strings& strings) {
  std::vector<sk_device> devices(1);
  for (const Device* device : in_force.devices) {
    const auto own = static_cast<ImageIndex>(devices.size());
    // Behind a router that is not in force nobody's MAC is right.
    const ImageIndex owner = device->via ? in_force.device_index[index_of(*device->via)] : own;
    devices.push_back({strings.add(device->id),
                       static_cast<std::uint16_t>(index_of(device->zone) + 1),
                       static_cast<std::uint8_t>(device->role), 0, owner});
  }
  return devices;
}

std::vector<sk_rule> rule_table(const SelectedRules& in_force, const Planes& planes,
                                Strings& strings) {
  std::vector<sk_rule> rules(1);
  const auto add = [&](const std::string& id, std::uint8_t kind, bool log, std::uint8_t plane) {
    rules.push_back({strings.add(id), static_cast<std::uint32_t>(rules.size()), kind,
                     static_cast<std::uint8_t>(log ? SK_RULE_LOG : 0), plane, 0});
  };
  for (const Rule* rule : in_force.rules)
    add(rule->id, static_cast<std::uint8_t>(rule->kind), rule->log, planes.of_rule[rules.size()]);
  for (const Block* block : in_force.blocks) add(block->id, SK_RULE_BLOCK, false, 0);
  return rules;
}

std::vector<std::uint8_t> local_port_bits(const Gateway& gateway) {
  std::vector<std::uint8_t> bits(8192);
  for (const PortRange& range : gateway.local_ports)
    for (std::uint32_t port = range.first; port <= range.last; ++port)
      bits[port >> 3] |= static_cast<std::uint8_t>(1u << (port & 7));
  return bits;
}

// "sha256:<hex>" to bytes; a digest of another form leaves zeros.
void read_digest(std::string_view digest, std::uint8_t (&bytes)[32]) {
  constexpr std::string_view kPrefix = "sha256:";
  if (!digest.starts_with(kPrefix) || digest.size() != kPrefix.size() + 64) return;
  digest.remove_prefix(kPrefix.size());
  const auto value = [](char c) {
    return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  };
  for (std::size_t i = 0; i < 32; ++i)
    bytes[i] = static_cast<std::uint8_t>(value(digest[2 * i]) << 4 | value(digest[2 * i + 1]));
}

sk_image_header header_of(const Parts& parts) {
  const Model& model = parts.model;
  sk_image_header header{};
  header.magic = SK_MAGIC;
  header.layout_version = SK_LAYOUT_VERSION;
  header.header_size = sizeof(header);
  read_digest(model.digest, header.policy_digest);
  header.valid_from_us = parts.at.time_since_epoch().count();
  header.valid_until_us = parts.until ? parts.until->time_since_epoch().count() : SK_NEVER;
  const Timeouts& t = model.timeouts;
  const std::uint32_t timeouts[SK_TIMEOUT_COUNT] = {
      t.tcp_opening, t.tcp_established, t.tcp_closing, t.udp_unreplied, t.udp_replied,
      t.icmp,        t.other,           t.fragment};
  std::copy(std::begin(timeouts), std::end(timeouts), header.timeouts_s);
  header.max_flows = model.limits.max_flows;
  header.max_flows_per_zone = model.limits.max_flows_per_zone;
  header.max_fragments = model.limits.max_fragments;
  header.mode = static_cast<std::uint32_t>(model.mode);
  header.forwarding = static_cast<std::uint32_t>(model.forwarding);
  header.mac_hash = parts.macs.seed;
  header.destination_depth = parts.conduits.destination_depth;
  header.service_depth = parts.conduits.service_depth;
  header.dport_depth = parts.conduits.dport_depth;
  header.sport_depth = parts.conduits.sport_depth;
  header.planes = parts.planes.count;
  return header;
}

}  // namespace

tl::expected<std::vector<std::byte>, TooLarge> lay_out(const Parts& parts,
                                                       std::uint64_t budget_bytes) {
  Strings strings;
  const auto zones = zone_table(parts.model, strings);
  const auto ports = port_tables(parts.model, strings);
  const auto devices = device_table(parts.in_force, strings);
  const auto rules = rule_table(parts.in_force, parts.planes, strings);
  ImageWriter writer;
  writer.add(SK_SECTION_STRINGS, strings.bytes());
  writer.add(SK_SECTION_ZONES, zones);
  writer.add(SK_SECTION_PORTS, ports.ports);
  writer.add(SK_SECTION_INTERFACES, ports.interfaces);
  writer.add(SK_SECTION_PORT_ZONES, ports.zones);
  writer.add(SK_SECTION_DEVICES, devices);
  writer.add(SK_SECTION_MACS, parts.macs.buckets);
  writer.add(SK_SECTION_V4_ROOT, parts.tries.v4_root);
  writer.add(SK_SECTION_V4_NODES, parts.tries.v4_nodes);
  writer.add(SK_SECTION_V6_NODES, parts.tries.v6_nodes);
  writer.add(SK_SECTION_ADDRESSES, parts.addresses.entries);
  writer.add(SK_SECTION_SOURCE_ROWS, parts.conduits.source_rows);
  // In one plane the class of an entry is the class of the plane.
  writer.add(SK_SECTION_DESTINATION_CLASSES, parts.planes.count == 1
                                                 ? std::vector<std::uint32_t>{}
                                                 : parts.addresses.destination_planes);
  writer.add(SK_SECTION_TREES, parts.trees.nodes());
  writer.add(SK_SECTION_PROTOCOLS, parts.conduits.protocols);
  writer.add(SK_SECTION_DPORT_CLASSES, parts.services.dport_classes);
  writer.add(SK_SECTION_SPORT_CLASSES, parts.services.sport_classes);
  writer.add(SK_SECTION_LOCAL_PORTS, local_port_bits(parts.model.gateway));
  writer.add(SK_SECTION_RULES, rules);
  writer.add(SK_SECTION_ISOLATION, std::vector<std::uint8_t>(zones.size() + devices.size()));
  auto bytes = writer.finish(header_of(parts));
  if (bytes.size() > budget_bytes)
    return tl::unexpected(TooLarge{
        say("the tables need {} bytes, the memory budget allows {}", bytes.size(), budget_bytes)});
  return bytes;
}

}  // namespace sekisho

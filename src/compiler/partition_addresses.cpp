// Addresses to classes: a sweep over both address spaces, with what is open at each point.
//
// Every range of the policy opens at its first address and closes behind its last. Between two such
// points nothing in force tells addresses apart, so a piece has one zone, one device, and in each
// plane one set of rules as source and one as destination. Source: RE2's ByteMapBuilder (colouring
// of ranges), for addresses. Cost: O(P log P) for P ranges, times the rules of a plane that overlap
// where one of them begins or ends.
#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "compiler/address_classes.h"

namespace sekisho {

namespace {

enum class Role : std::uint8_t { source, destination, block };

enum class SpanKind : std::uint8_t { zone, device, gateway, special, range };

struct Span {
  AddressRange range;
  SpanKind kind;
  std::uint32_t index;     // zone: image zone; device: image device; range: image rule
  unsigned prefix_length;  // zone
  Role role;               // range
};

class Partitioner {
 public:
  Partitioner(const Model& model, const SelectedRules& in_force, const Planes& planes)
      : in_force_(in_force),
        planes_(planes),
        sources_(planes.count, AddressClasses(model.zones.size(), in_force.devices.size())),
        destinations_(sources_),
        blocks_(sources_.front()) {
    collect(model);
  }

  AddressPartition run() {
    partition_.entries.push_back({});
    known_entries_.emplace(std::tuple(0u, 0u, 0u, 0u, 0u, 0u), 0);
    class_of_entry(sources_, {}, source_rows_);
    class_of_entry(destinations_, {}, destination_rows_);
    sweep(Family::ipv4);
    sweep(Family::ipv6);
    hand_over(sources_, source_rows_, partition_.sources, partition_.source_planes);
    hand_over(destinations_, destination_rows_, partition_.destinations,
              partition_.destination_planes);
    return std::move(partition_);
  }

 private:
  AddressClasses& classes_of(Role role, ImageIndex rule) {
    if (role == Role::block) return blocks_;
    return (role == Role::source ? sources_ : destinations_)[planes_.of_rule[rule]];
  }

  void collect(const Model& model) {
    for (std::uint32_t zone = 0; zone < model.zones.size(); ++zone)
      for (const Prefix& subnet : model.zones[zone].subnets)
        add({range_of(subnet), SpanKind::zone, zone + 1, subnet.length, {}});
    for (std::uint32_t device = 0; device < in_force_.devices.size(); ++device)
      for (const AddressRange& range : in_force_.devices[device]->addresses)
        add({range, SpanKind::device, device + 1, 0, {}});
    for (const Address& address : model.gateway.addresses)
      add({range_of(address), SpanKind::gateway, 0, 0, {}});
    for (const AddressRange& range : special_ranges()) add({range, SpanKind::special, 0, 0, {}});
    ImageIndex index = 0;
    for (const Rule* rule : in_force_.rules) {
      ++index;
      collect_endpoints(rule->from, index, Role::source);
      collect_endpoints(rule->to, index, Role::destination);
    }
    for (const Block* block : in_force_.blocks)
      collect_endpoints(block->match, ++index, Role::block);
  }

  void collect_endpoints(const std::vector<Endpoint>& endpoints, ImageIndex rule, Role role) {
    AddressClasses& classes = classes_of(role, rule);
    for (const Endpoint& endpoint : endpoints) {
      switch (endpoint.kind) {
        case EndpointKind::zone:
          classes.hold_zone(index_of(endpoint.zone) + 1, rule);
          break;
        case EndpointKind::device:
          // A device outside its dates holds nothing.
          if (const auto device = in_force_.device_index[index_of(endpoint.device)])
            classes.hold_device(device, rule);
          break;
        case EndpointKind::gateway:
          classes.hold_gateway(rule);
          break;
        case EndpointKind::range:
          add({endpoint.range, SpanKind::range, rule, 0, role});
          break;
      }
    }
  }

  void add(Span span) { spans_.push_back(span); }

  // What is open at the sweep's place.
  struct Open {
    std::multiset<std::pair<unsigned, std::uint32_t>> zones;  // (prefix length, zone)
    std::multiset<std::uint32_t> devices;
    unsigned gateways = 0, specials = 0;
  };

  void change(Open& open, const Span& span, bool opens) {
    const auto toggle = [opens](auto& set, const auto& value) {
      if (opens)
        set.insert(value);
      else
        set.erase(set.find(value));
    };
    switch (span.kind) {
      case SpanKind::zone:
        toggle(open.zones, std::pair(span.prefix_length, span.index));
        break;
      case SpanKind::device:
        toggle(open.devices, span.index);
        break;
      case SpanKind::gateway:
        open.gateways += opens ? 1 : -1;
        break;
      case SpanKind::special:
        open.specials += opens ? 1 : -1;
        break;
      case SpanKind::range:
        classes_of(span.role, span.index).toggle(span.index, opens);
        break;
    }
  }

  // The class of a piece in all planes. In one plane alone it is that plane's.
  using RowIds = std::map<std::vector<std::uint32_t>, std::uint32_t>;
  static std::uint32_t class_of_entry(std::vector<AddressClasses>& planes, const Owner& owner,
                                      RowIds& rows) {
    if (planes.size() == 1) return planes.front().class_of(owner);
    std::vector<std::uint32_t> row;
    for (AddressClasses& plane : planes) row.push_back(plane.class_of(owner));
    return rows.try_emplace(std::move(row), static_cast<std::uint32_t>(rows.size())).first->second;
  }

  static void hand_over(std::vector<AddressClasses>& planes, const RowIds& rows,
                        std::vector<RulesOfClass>& rules_of_class,
                        std::vector<std::uint32_t>& class_in_plane) {
    if (planes.size() == 1) {
      class_in_plane.resize(planes.front().rules().size());
      std::iota(class_in_plane.begin(), class_in_plane.end(), 0);
    }
    for (const auto& [row, id] : rows) {
      class_in_plane.resize(rows.size() * planes.size());
      std::copy(row.begin(), row.end(),
                class_in_plane.begin() + static_cast<std::ptrdiff_t>(id * row.size()));
    }
    for (AddressClasses& plane : planes) rules_of_class.push_back(plane.take_rules());
  }

  std::uint32_t intern_entry(const Open& open) {
    sk_address entry{};
    if (!open.specials && !open.zones.empty())
      entry.zone = static_cast<std::uint16_t>(open.zones.rbegin()->second);
    if (!open.devices.empty()) entry.device = *open.devices.begin();
    if (open.gateways) entry.flags = SK_ADDRESS_GATEWAY;
    const Owner owner{entry.zone, entry.device, open.gateways != 0};
    const std::uint32_t block = blocks_.class_of(owner);
    if (block != 0) entry.block = blocks_.rules()[block].front();
    entry.source_class = class_of_entry(sources_, owner, source_rows_);
    entry.destination_class = class_of_entry(destinations_, owner, destination_rows_);
    const auto key = std::tuple(entry.device, entry.source_class, entry.destination_class,
                                entry.block, std::uint32_t{entry.zone}, std::uint32_t{entry.flags});
    const auto [place, is_new] =
        known_entries_.try_emplace(key, static_cast<std::uint32_t>(partition_.entries.size()));
    if (is_new) partition_.entries.push_back(entry);
    return place->second;
  }

  // What ends with the last address of a family never closes in its sweep.
  void close_all() {
    for (AddressClasses& classes : sources_) classes.close_all();
    for (AddressClasses& classes : destinations_) classes.close_all();
    blocks_.close_all();
  }

  void sweep(Family family) {
    struct Change {
      Uint128 at;
      const Span* span;
      bool opens;
    };
    const Uint128 last = family == Family::ipv4 ? Uint128{0xffffffffu} : ~Uint128{0};
    std::vector<Change> changes;
    for (const Span& span : spans_) {
      if (span.range.family != family) continue;
      changes.push_back({span.range.first, &span, true});
      if (span.range.last != last) changes.push_back({span.range.last + 1, &span, false});
    }
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Change& a, const Change& b) { return a.at < b.at; });
    close_all();
    Open open;
    Uint128 from = 0;
    std::size_t next = 0;
    while (true) {
      while (next < changes.size() && changes[next].at == from) {
        change(open, *changes[next].span, changes[next].opens);
        ++next;
      }
      const Uint128 to = next < changes.size() ? changes[next].at - 1 : last;
      append({family, from, to}, intern_entry(open));
      if (to == last) return;
      from = to + 1;
    }
  }

  void append(const AddressRange& range, std::uint32_t entry) {
    auto& pieces = partition_.pieces;
    if (!pieces.empty() && pieces.back().entry == entry &&
        pieces.back().range.family == range.family)
      pieces.back().range.last = range.last;
    else
      pieces.push_back({range, entry});
  }

  const SelectedRules& in_force_;
  const Planes& planes_;
  std::vector<Span> spans_;
  std::vector<AddressClasses> sources_, destinations_;  // by plane
  AddressClasses blocks_;
  AddressPartition partition_;
  RowIds source_rows_, destination_rows_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t,
                      std::uint32_t>,
           std::uint32_t>
      known_entries_;
};

}  // namespace

AddressPartition partition_addresses(const Model& model, const SelectedRules& in_force,
                                     const Planes& planes) {
  return Partitioner(model, in_force, planes).run();
}

}  // namespace sekisho

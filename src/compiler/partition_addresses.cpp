// Addresses to classes: a sweep over both address spaces, with what is open at each point.
//
// Every range of the policy opens at its first address and closes behind its last. Between two such
// points nothing in force tells addresses apart, so a piece has one zone, one device, one set of
// rules as source and one as destination. Source: RE2's ByteMapBuilder (colouring of ranges), for
// addresses. Cost: O(P log P) for P ranges, times the rules that overlap at a point.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include <boost/functional/hash.hpp>

#include "compiler/passes.h"

namespace sekisho {

namespace {

enum class Role : std::uint8_t { source, destination, block };
constexpr std::size_t kRoles = 3;

enum class SpanKind : std::uint8_t { zone, device, gateway, special, range };

struct Span {
  AddressRange range;
  SpanKind kind;
  std::uint32_t index;     // zone: image zone; device: image device; range: image rule
  unsigned prefix_length;  // zone
  Role role;               // range
};

// Which image rules an endpoint other than a range belongs to.
using RuleLists = std::vector<std::vector<ImageIndex>>;
struct Holders {
  RuleLists by_zone, by_device;
  std::vector<ImageIndex> by_gateway;
};

class Partitioner {
 public:
  Partitioner(const Model& model, const SelectedRules& in_force) : in_force_(in_force) {
    for (Holders& holders : holders_) {
      holders.by_zone.resize(model.zones.size() + 1);
      holders.by_device.resize(in_force.devices.size() + 1);
    }
    collect(model);
  }

  AddressPartition run() {
    partition_.entries.push_back({});
    known_entries_.emplace(std::tuple(0u, 0u, 0u, 0u, 0u, 0u), 0);
    for (std::size_t role : {0, 1}) known_classes_[role].emplace(std::vector<ImageIndex>{}, 0);
    partition_.source_classes.emplace_back();
    partition_.destination_classes.emplace_back();
    sweep(Family::ipv4);
    sweep(Family::ipv6);
    return std::move(partition_);
  }

 private:
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
    Holders& holders = holders_[static_cast<std::size_t>(role)];
    for (const Endpoint& endpoint : endpoints) {
      switch (endpoint.kind) {
        case EndpointKind::zone:
          holders.by_zone[index_of(endpoint.zone) + 1].push_back(rule);
          break;
        case EndpointKind::device:
          holders.by_device[in_force_.device_index[index_of(endpoint.device)]].push_back(rule);
          break;
        case EndpointKind::gateway:
          holders.by_gateway.push_back(rule);
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
    std::array<std::multiset<ImageIndex>, kRoles> ranges;
  };

  static void change(Open& open, const Span& span, bool opens) {
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
        toggle(open.ranges[static_cast<std::size_t>(span.role)], span.index);
        break;
    }
  }

  // The image rules that hold an address of this piece in `role`, ascending, each once.
  std::vector<ImageIndex> rules_holding(const Open& open, Role role, std::uint32_t zone,
                                        std::uint32_t device) const {
    const Holders& holders = holders_[static_cast<std::size_t>(role)];
    std::vector<ImageIndex> rules;
    if (open.gateways) {  // which no other endpoint holds, whatever its range
      rules = holders.by_gateway;
    } else {
      const auto& ranges = open.ranges[static_cast<std::size_t>(role)];
      rules.assign(ranges.begin(), ranges.end());
      if (zone)
        rules.insert(rules.end(), holders.by_zone[zone].begin(), holders.by_zone[zone].end());
      if (device)
        rules.insert(rules.end(), holders.by_device[device].begin(),
                     holders.by_device[device].end());
    }
    std::sort(rules.begin(), rules.end());
    rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
    return rules;
  }

  std::uint32_t intern_class(std::size_t role, std::vector<ImageIndex> rules) {
    auto& classes = role == 0 ? partition_.source_classes : partition_.destination_classes;
    const auto [place, is_new] = known_classes_[role].try_emplace(
        std::move(rules), static_cast<std::uint32_t>(classes.size()));
    if (is_new) classes.push_back(place->first);
    return place->second;
  }

  std::uint32_t intern_entry(const Open& open) {
    sk_address entry{};
    if (!open.specials && !open.zones.empty())
      entry.zone = static_cast<std::uint16_t>(open.zones.rbegin()->second);
    if (!open.devices.empty()) entry.device = *open.devices.begin();
    if (open.gateways) entry.flags = SK_ADDRESS_GATEWAY;
    const auto blocks = rules_holding(open, Role::block, entry.zone, entry.device);
    if (!blocks.empty()) entry.block = blocks.front();
    entry.source_class =
        intern_class(0, rules_holding(open, Role::source, entry.zone, entry.device));
    entry.destination_class =
        intern_class(1, rules_holding(open, Role::destination, entry.zone, entry.device));
    const auto key = std::tuple(entry.device, entry.source_class, entry.destination_class,
                                entry.block, std::uint32_t{entry.zone}, std::uint32_t{entry.flags});
    const auto [place, is_new] =
        known_entries_.try_emplace(key, static_cast<std::uint32_t>(partition_.entries.size()));
    if (is_new) partition_.entries.push_back(entry);
    return place->second;
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
  std::vector<Span> spans_;
  std::array<Holders, kRoles> holders_;
  AddressPartition partition_;
  using RuleList = std::vector<ImageIndex>;
  std::unordered_map<RuleList, std::uint32_t, boost::hash<RuleList>> known_classes_[2];
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t,
                      std::uint32_t>,
           std::uint32_t>
      known_entries_;
};

}  // namespace

AddressPartition partition_addresses(const Model& model, const SelectedRules& in_force) {
  return Partitioner(model, in_force).run();
}

}  // namespace sekisho

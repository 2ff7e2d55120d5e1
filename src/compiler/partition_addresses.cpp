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
#include <unordered_map>

#include <boost/functional/hash.hpp>

#include "compiler/passes.h"

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

// Which image rules an endpoint other than a range belongs to.
using RuleList = std::vector<ImageIndex>;
struct Holders {
  std::vector<RuleList> by_zone, by_device;
  RuleList by_gateway;
};

// What is open at the sweep's place, of one plane's rules in one role; and their classes.
struct Field {
  Holders holders;
  std::multiset<ImageIndex> open;
  RulesOfClass classes{{}};
  std::unordered_map<RuleList, std::uint32_t, boost::hash<RuleList>> known{{{}, 0}};
  // The classes found since `open` last changed, by what else decides them.
  std::map<std::tuple<std::uint32_t, std::uint32_t, bool>, std::uint32_t> found;
};

class Partitioner {
 public:
  Partitioner(const Model& model, const SelectedRules& in_force, const Planes& planes)
      : in_force_(in_force), planes_(planes) {
    for (auto* fields : {&sources_, &destinations_}) {
      fields->resize(planes.count);
      for (Field& field : *fields) prepare(model, field);
    }
    prepare(model, blocks_);
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
  void prepare(const Model& model, Field& field) const {
    field.holders.by_zone.resize(model.zones.size() + 1);
    field.holders.by_device.resize(in_force_.devices.size() + 1);
  }

  Field& field_of(Role role, ImageIndex rule) {
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
    Holders& holders = field_of(role, rule).holders;
    for (const Endpoint& endpoint : endpoints) {
      switch (endpoint.kind) {
        case EndpointKind::zone:
          holders.by_zone[index_of(endpoint.zone) + 1].push_back(rule);
          break;
        case EndpointKind::device:
          // A device outside its dates holds nothing.
          if (const auto device = in_force_.device_index[index_of(endpoint.device)])
            holders.by_device[device].push_back(rule);
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
      case SpanKind::range: {
        Field& field = field_of(span.role, span.index);
        toggle(field.open, span.index);
        field.found.clear();
        break;
      }
    }
  }

  // The image rules of `field` that hold an address of this piece, ascending, each once.
  static RuleList rules_holding(const Field& field, bool is_gateway, std::uint32_t zone,
                                std::uint32_t device) {
    // Which no other endpoint holds, whatever its range.
    if (is_gateway) return field.holders.by_gateway;
    RuleList rules(field.open.begin(), field.open.end());
    const auto append = [&rules](const RuleList& more) {
      rules.insert(rules.end(), more.begin(), more.end());
    };
    append(field.holders.by_zone[zone]);
    append(field.holders.by_device[device]);
    std::sort(rules.begin(), rules.end());
    rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
    return rules;
  }

  // What else than ranges decides which rules hold a piece.
  struct Owner {
    std::uint32_t zone = 0, device = 0;
    bool is_gateway = false;
  };

  // The class of a piece in `field`. A device that no rule of the field names tells nothing apart.
  static std::uint32_t class_of(Field& field, Owner owner) {
    if (field.holders.by_device[owner.device].empty()) owner.device = 0;
    const auto [place, is_new] =
        field.found.try_emplace({owner.zone, owner.device, owner.is_gateway}, 0);
    if (!is_new) return place->second;
    const auto next = static_cast<std::uint32_t>(field.classes.size());
    const auto [known, is_unknown] = field.known.try_emplace(
        rules_holding(field, owner.is_gateway, owner.zone, owner.device), next);
    if (is_unknown) field.classes.push_back(known->first);
    return place->second = known->second;
  }

  // The class of a piece in all planes. In one plane alone it is that plane's.
  using RowIds = std::map<std::vector<std::uint32_t>, std::uint32_t>;
  static std::uint32_t class_of_entry(std::vector<Field>& fields, const Owner& owner,
                                      RowIds& rows) {
    if (fields.size() == 1) return class_of(fields.front(), owner);
    std::vector<std::uint32_t> row;
    for (Field& field : fields) row.push_back(class_of(field, owner));
    return rows.try_emplace(std::move(row), static_cast<std::uint32_t>(rows.size())).first->second;
  }

  static void hand_over(std::vector<Field>& fields, const RowIds& rows,
                        std::vector<RulesOfClass>& classes, std::vector<std::uint32_t>& planes) {
    planes.resize(fields.size() == 1 ? fields.front().classes.size() : fields.size() * rows.size());
    if (fields.size() == 1) std::iota(planes.begin(), planes.end(), 0);
    for (const auto& [row, id] : rows)
      std::copy(row.begin(), row.end(),
                planes.begin() + static_cast<std::ptrdiff_t>(id * row.size()));
    for (Field& field : fields) classes.push_back(std::move(field.classes));
  }

  std::uint32_t intern_entry(const Open& open) {
    sk_address entry{};
    if (!open.specials && !open.zones.empty())
      entry.zone = static_cast<std::uint16_t>(open.zones.rbegin()->second);
    if (!open.devices.empty()) entry.device = *open.devices.begin();
    if (open.gateways) entry.flags = SK_ADDRESS_GATEWAY;
    const Owner owner{entry.zone, entry.device, open.gateways != 0};
    const std::uint32_t block = class_of(blocks_, owner);
    if (block != 0) entry.block = blocks_.classes[block].front();
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
    const auto close = [](Field& field) {
      field.open.clear();
      field.found.clear();
    };
    std::for_each(sources_.begin(), sources_.end(), close);
    std::for_each(destinations_.begin(), destinations_.end(), close);
    close(blocks_);
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
  std::vector<Field> sources_, destinations_;  // by plane
  Field blocks_;
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

#include "diff/address_names.h"

#include <algorithm>
#include <set>

namespace sekisho::diffing {

namespace {

Uint128 count_addresses(const RangeSet& set) {
  Uint128 count = 0;
  for (const AddressRange& range : set) count += range.last - range.first;  // one less a range
  return count;
}

template <typename Name>
void put_larger_first(std::vector<Name>& names) {
  std::stable_sort(names.begin(), names.end(), [](const Name& a, const Name& b) {
    return count_addresses(a.extent) > count_addresses(b.extent);
  });
}

}  // namespace

// Takes words for a set of addresses until nothing is left to say.
class AddressWriter {
 public:
  AddressWriter(const AddressNames& names, RangeSet addresses, std::span<const Family> families,
                std::span<const Rule* const> rules)
      : names_(names),
        all_(std::move(addresses)),
        left_(all_),
        families_(families),
        rules_(rules) {}

  AddressWords run(bool may_except) {
    for (const auto& zone : names_.zones_) take(zone);
    if (may_except)
      for (const auto& zone : names_.zones_) take_most_of(zone);
    for (const auto& group : names_.groups_)
      if (!is_device(group.extent)) take(group);
    take_written_ranges();
    take_devices();
    take(names_.gateway_);
    for (const auto& own : names_.own_) take(own);
    for (const AddressRange& range : RangeSet(left_)) take({to_string(range), {range}});
    words_.held = difference(words_.held, excepted_);
    return std::move(words_);
  }

 private:
  using Name = AddressNames::Name;

  RangeSet here(const RangeSet& extent) const {
    RangeSet some;
    for (const Family family : families_) {
      const RangeSet part = of_family(extent, family);
      some.insert(some.end(), part.begin(), part.end());
    }
    return some;
  }

  void add(const Name& name, const RangeSet& said) {
    words_.written.names.push_back(name.text);
    words_.held = united(std::move(words_.held), name.extent);
    left_ = difference(left_, said);
  }

  bool take(const Name& name) {
    if (left_.empty() || !meet(name.extent, left_)) return false;
    const RangeSet extent = here(name.extent);
    if (!holds_all(all_, extent)) return false;
    add(name, extent);
    return true;
  }

  // "zone:a except device:b", where that is shorter.
  void take_most_of(const Name& zone) {
    const RangeSet extent = here(zone.extent);
    const RangeSet part = intersection(extent, left_);
    if (part.empty()) return;
    const RangeSet rest = difference(extent, all_);
    const std::size_t directly = words_for(part).written.names.size();
    const AddressWords except = words_for(rest);
    if (except.written.names.size() + 1 >= directly) return;
    add(zone, part);
    auto& said = words_.written.except;
    said.insert(said.end(), except.written.names.begin(), except.written.names.end());
    excepted_ = united(std::move(excepted_), except.held);
  }

  AddressWords words_for(const RangeSet& addresses) const {
    return AddressWriter(names_, addresses, families_, rules_).run(false);
  }

  void take_written_ranges() {
    std::vector<Name> ranges;
    for (const Rule* rule : rules_)
      for (const auto end : {&Rule::from, &Rule::to})
        for (const Endpoint& endpoint : rule->*end)
          if (endpoint.kind == EndpointKind::range && meet({endpoint.range}, left_))
            ranges.push_back({to_string(endpoint.range), extent_of(endpoint.range)});
    put_larger_first(ranges);
    for (const Name& range : ranges)
      if (!is_device(range.extent)) take(range);
  }

  // policy.md 1.4: no range holds the gateway's own addresses.
  RangeSet extent_of(const AddressRange& range) const {
    return difference(intersection({range}, names_.universe_), names_.gateway_.extent);
  }

  // Among these families.
  bool is_device(const RangeSet& extent) const {
    const RangeSet some = here(extent);
    if (some.empty()) return false;
    const std::set<std::uint32_t> devices = devices_at({some.front()});
    return devices.size() == 1 && here(names_.devices_[*devices.begin()].extent) == some;
  }

  // Devices with an address there, in the order of the ledger.
  std::set<std::uint32_t> devices_at(const RangeSet& addresses) const {
    std::set<std::uint32_t> devices;
    const auto& starts = names_.starts_;
    for (const AddressRange& range : addresses) {
      auto start =
          std::partition_point(starts.begin(), starts.end(), [&](const AddressNames::Start& each) {
            return each.range.family != range.family ? each.range.family < range.family
                                                     : each.range.last < range.first;
          });
      for (; start != starts.end() && start->range.overlaps(range); ++start)
        devices.insert(start->device);
    }
    return devices;
  }

  void take_devices() {
    for (const std::uint32_t device : devices_at(left_)) take(names_.devices_[device]);
  }

  const AddressNames& names_;
  const RangeSet all_;
  RangeSet left_, excepted_;
  std::span<const Family> families_;
  std::span<const Rule* const> rules_;
  AddressWords words_;
};

// No address belongs to two devices in force, so `starts_` are apart.
AddressNames::AddressNames(const Side& side, const PolicyNames& names, RangeSet universe)
    : universe_(std::move(universe)), gateway_{"gateway", intersection(side.gateway(), universe_)} {
  const Model& model = side.model();
  for (std::size_t zone = 0; zone < model.zones.size(); ++zone)
    zones_.push_back(
        {"zone:" + model.zones[zone].id, intersection(side.zone_extent(zone), universe_)});
  for (const NamedGroup& group : names.groups)
    if (!group.members.empty())
      groups_.push_back(
          {"group:" + group.name, intersection(side.extent_of(group.members), universe_)});
  put_larger_first(groups_);
  for (const Address& own : model.gateway.addresses)
    own_.push_back({to_string(own), intersection({range_of(own)}, universe_)});
  for (const Device* device : side.present().devices) {
    const auto number = static_cast<std::uint32_t>(devices_.size());
    devices_.push_back(
        {"device:" + device->id, intersection(make_set(device->addresses), universe_)});
    for (const AddressRange& range : devices_.back().extent) starts_.push_back({range, number});
  }
  std::sort(starts_.begin(), starts_.end(),
            [](const Start& a, const Start& b) { return a.range < b.range; });
}

AddressWords AddressNames::write(const RangeSet& addresses, std::span<const Family> families,
                                 std::span<const Rule* const> rules) const {
  return AddressWriter(*this, addresses, families, rules).run(true);
}

}  // namespace sekisho::diffing

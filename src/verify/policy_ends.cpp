#include "verify/policy_ends.h"

#include <algorithm>
#include <array>

namespace sekisho::verifying {

namespace {

// policy.md 2.2: these have no zone, whatever the prefixes say.
constexpr const char* kWithoutZone[] = {"0.0.0.0/8",          "127.0.0.0/8", "224.0.0.0/4",
                                        "255.255.255.255/32", "::/128",      "::1/128",
                                        "fe80::/10",          "ff00::/8"};

Uint128 last_of(Family family) {
  return family == Family::ipv4 ? Uint128{UINT32_MAX} : ~Uint128{0};
}

class Painter {
 public:
  Painter(const Model& model, const Present& present, Family family)
      : model_(model), present_(present), family_(family) {}

  std::vector<PolicyPiece> run() {
    cut();
    paint_zones();
    paint_devices();
    for (const Address& address : model_.gateway.addresses)
      paint(range_of(address), [](PolicyEnd& end) { end.is_gateway = true; });
    paint_blocks();
    return std::move(pieces_);
  }

 private:
  // Every place where the policy begins or ends to say something.
  void cut() {
    std::vector<Uint128> begins{0};
    const auto add = [&](const AddressRange& range) {
      if (range.family != family_) return;
      begins.push_back(range.first);
      if (range.last != last_of(family_)) begins.push_back(range.last + 1);
    };
    const auto add_all = [&](const std::vector<Endpoint>& endpoints) {
      for (const Endpoint& endpoint : endpoints)
        if (endpoint.kind == EndpointKind::range) add(endpoint.range);
    };
    for (const Zone& zone : model_.zones)
      for (const Prefix& subnet : zone.subnets) add(range_of(subnet));
    for (const char* prefix : kWithoutZone) add(range_of(*parse_prefix(prefix)));
    for (const Device* device : present_.devices)
      for (const AddressRange& range : device->addresses) add(range);
    for (const Address& address : model_.gateway.addresses) add(range_of(address));
    for (const Rule* rule : present_.rules) {
      add_all(rule->from);
      add_all(rule->to);
    }
    for (const Block* block : present_.blocks) add_all(block->match);
    std::sort(begins.begin(), begins.end());
    begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
    pieces_.resize(begins.size());
    for (std::size_t i = 0; i < begins.size(); ++i)
      pieces_[i].range = {family_, begins[i],
                          i + 1 < begins.size() ? begins[i + 1] - 1 : last_of(family_)};
  }

  template <typename Change>
  void paint(const AddressRange& range, Change change) {
    if (range.family != family_) return;
    auto piece =
        std::lower_bound(pieces_.begin(), pieces_.end(), range.first,
                         [](const PolicyPiece& a, Uint128 first) { return a.range.first < first; });
    for (; piece != pieces_.end() && piece->range.last <= range.last; ++piece) change(piece->end);
  }

  void paint_zones() {
    struct Subnet {
      Prefix prefix;
      std::uint32_t zone;
    };
    std::vector<Subnet> subnets;
    for (std::uint32_t zone = 0; zone < model_.zones.size(); ++zone)
      for (const Prefix& prefix : model_.zones[zone].subnets) subnets.push_back({prefix, zone + 1});
    std::sort(subnets.begin(), subnets.end(),
              [](const Subnet& a, const Subnet& b) { return a.prefix.length < b.prefix.length; });
    for (const Subnet& subnet : subnets)
      paint(range_of(subnet.prefix), [&](PolicyEnd& end) { end.zone = subnet.zone; });
    for (const char* prefix : kWithoutZone)
      paint(range_of(*parse_prefix(prefix)), [](PolicyEnd& end) { end.zone = 0; });
  }

  void paint_devices() {
    for (std::uint32_t n = 0; n < present_.devices.size(); ++n)
      for (const AddressRange& range : present_.devices[n]->addresses)
        paint(range, [n](PolicyEnd& end) { end.device = n + 1; });
  }

  // From the last to the first, so that the first stays.
  void paint_blocks() {
    for (std::size_t n = present_.blocks.size(); n-- > 0;) {
      const auto number = static_cast<std::uint32_t>(present_.rules.size() + n + 1);
      for (const Endpoint& endpoint : present_.blocks[n]->match) paint_block(endpoint, number);
    }
  }

  void paint_block(const Endpoint& endpoint, std::uint32_t number) {
    const auto mark = [number](PolicyEnd& end) { end.block = number; };
    if (endpoint.kind == EndpointKind::range) {
      paint(endpoint.range, [&](PolicyEnd& end) {
        if (!end.is_gateway) mark(end);
      });
      return;
    }
    const std::uint32_t device = endpoint.kind == EndpointKind::device
                                     ? present_.number_of_device[index_of(endpoint.device)]
                                     : 0;
    for (PolicyPiece& piece : pieces_) {
      PolicyEnd& end = piece.end;
      const bool holds = endpoint.kind == EndpointKind::gateway
                             ? end.is_gateway
                             : !end.is_gateway && (endpoint.kind == EndpointKind::zone
                                                       ? end.zone == index_of(endpoint.zone) + 1
                                                       : device != 0 && end.device == device);
      if (holds) mark(end);
    }
  }

  const Model& model_;
  const Present& present_;
  Family family_;
  std::vector<PolicyPiece> pieces_;
};

}  // namespace

std::vector<PolicyPiece> find_policy_ends(const Model& model, const Present& present) {
  std::vector<PolicyPiece> pieces = Painter(model, present, Family::ipv4).run();
  std::vector<PolicyPiece> v6 = Painter(model, present, Family::ipv6).run();
  pieces.insert(pieces.end(), v6.begin(), v6.end());
  return pieces;
}

}  // namespace sekisho::verifying

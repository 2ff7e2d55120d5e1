// Groups, rules and blocks of a random policy.
#include "policy_maker.h"

namespace sekisho::test {

namespace {

constexpr bool kYes = true;

// Whether section 3 lets a plain rule with a `necessity` stand between two zones; narrower than it,
// so that nothing of it need be worked out here.
bool is_free(ZoneKind from, ZoneKind to) {
  using enum ZoneKind;
  const auto is_any = [](ZoneKind kind, std::initializer_list<ZoneKind> kinds) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  };
  for (const ZoneKind kind : {from, to})
    if (kind == mynumber || kind == out_of_scope) return false;
  if (from == lgwan_uplink || to == lgwan_uplink)
    return is_any(from, {lgwan, lgwan_uplink, partner}) &&
           is_any(to, {lgwan, lgwan_uplink, partner});
  if (from == lgwan && to == internet) return false;
  if (is_any(to, {lgwan, management}) && is_any(from, {internet, dmz, partner, development}))
    return false;
  return kYes;
}

}  // namespace

std::bitset<16> PolicyMaker::zones_near(const AddressRange& range) const {
  std::bitset<16> zones;
  for (std::size_t i = 0; i < ground_.zones.size(); ++i)
    for (const Prefix& subnet : ground_.zones[i].subnets)
      if (range_of(subnet).overlaps(range)) zones.set(i);
  return zones;
}

// Somewhere at the edge of a subnet or a device.
std::optional<AddressRange> PolicyMaker::some_range() {
  const Zone& zone = dice_.pick(ground_.zones);
  AddressRange range = range_of(dice_.pick(zone.subnets));
  if (!taken_.empty() && dice_.chance(30)) range = dice_.pick(taken_);
  if (dice_.chance(30)) return range;
  const Uint128 size = range.last - range.first;
  range.first += dice_.any() % (std::min<Uint128>(size, 300) + 1);
  if (dice_.chance(40)) range.last = range.first;
  if (dice_.chance(30))
    range.last = std::min<Uint128>(range.last, range.first + dice_.between(1, 300));
  if (range.first > range.last) return std::nullopt;
  return range;
}

MadeEndpoint PolicyMaker::range_endpoint() {
  if (dice_.chance(10)) {
    const bool is_v6 = dice_.chance(40);
    const char* all = is_v6 ? "::/0" : "0.0.0.0/0";
    return {all, zones_near(range_of(*parse_prefix(all))), false, false};
  }
  for (;;)
    if (const auto range = some_range())
      return {to_string(*range), zones_near(*range), false, false};
}

MadeEndpoint PolicyMaker::make_endpoint() {
  const unsigned which = dice_.between(0, 9);
  if (which < 3) {
    const std::size_t zone = dice_.below(ground_.zones.size());
    return {"zone:" + ground_.zones[zone].id, std::bitset<16>{}.set(zone), false, false};
  }
  if (which < 6 && !device_zones_.empty()) {
    auto device = device_zones_.begin();
    std::advance(device, dice_.below(device_zones_.size()));
    return {"device:" + device->first, device->second, true, false};
  }
  if (which == 6 && !groups_.empty()) return dice_.pick(groups_);
  if (which == 7 && !ground_.gateway.addresses.empty()) return gateway_endpoint();
  return range_endpoint();
}

void PolicyMaker::make_groups() {
  groups_.clear();
  policy_["groups"] = Json::object();
  for (unsigned n = dice_.between(0, 4); n > 0; --n) {
    MadeEndpoint group{"group:g" + std::to_string(n), {}, true, false};
    Json members = Json::array();
    for (unsigned m = dice_.between(1, 4); m > 0; --m) {
      const MadeEndpoint member = make_endpoint();
      members.push_back(member.text);
      group.zones |= member.zones;
      group.is_devices = group.is_devices && member.is_devices && !member.is_gateway;
    }
    policy_["groups"][group.text.substr(6)] = members;
    groups_.push_back(std::move(group));
  }
}

ZoneKind PolicyMaker::kind_at(std::size_t bit) const {
  return bit == kGatewayBit ? ZoneKind::management : ground_.zones[bit].kind;
}

bool PolicyMaker::holds_kind(const std::bitset<16>& zones, ZoneKind wanted) const {
  for (std::size_t i = 0; i < zones.size(); ++i)
    if (zones[i] && kind_at(i) == wanted) return true;
  return false;
}

bool PolicyMaker::may_stand(const MadeEndpoint& from, const MadeEndpoint& to) const {
  const auto kind = [this](std::size_t zone) { return kind_at(zone); };
  for (std::size_t a = 0; a < 16; ++a) {
    for (std::size_t b = 0; b < 16; ++b) {
      if (!from.zones[a] || !to.zones[b]) continue;
      const bool is_management = kind(a) == ZoneKind::management || kind(b) == ZoneKind::management;
      if (is_management && !from.is_devices) return false;
      if (a == b && kind(a) != ZoneKind::out_of_scope) continue;
      // Into the inner zones only to devices; not at all from the Internet.
      const bool is_inward = (kind(b) == ZoneKind::lgwan || kind(b) == ZoneKind::management) &&
                             (kind(a) == ZoneKind::dmz || kind(a) == ZoneKind::partner ||
                              kind(a) == ZoneKind::development);
      if (is_inward && to.is_devices) continue;
      if (!is_free(kind(a), kind(b))) return false;
    }
  }
  return true;
}

MadeEndpoint PolicyMaker::gateway_endpoint() const {
  return {"gateway", std::bitset<16>{}.set(kGatewayBit), true, true};
}

bool PolicyMaker::choose_ends(Json& rule, std::bitset<16>& from_zones) {
  // The gateway would stand at an end too seldom by chance.
  const bool has_own = !ground_.gateway.addresses.empty();
  const bool is_from_us = has_own && dice_.chance(3);
  const bool is_to_us = has_own && !is_from_us && dice_.chance(12);
  for (int tries = 0; tries < 40; ++tries) {
    std::vector<MadeEndpoint> from, to;
    for (unsigned n = dice_.between(1, 2); n > 0; --n) from.push_back(make_endpoint());
    for (unsigned n = dice_.between(1, 2); n > 0; --n) to.push_back(make_endpoint());
    if (is_from_us) from = {gateway_endpoint()};
    if (is_to_us) to = {gateway_endpoint()};
    bool is_good = true;
    for (const MadeEndpoint& a : from)
      for (const MadeEndpoint& b : to) is_good = is_good && may_stand(a, b);
    if (!is_good) continue;
    for (const MadeEndpoint& a : from) {
      rule["from"].push_back(a.text);
      from_zones |= a.zones;
    }
    for (const MadeEndpoint& b : to) rule["to"].push_back(b.text);
    return true;
  }
  return false;
}

std::optional<Json> PolicyMaker::make_rule(bool is_relaxed) {
  Json rule{{"id", "r" + std::to_string(rules_++)}};
  std::bitset<16> from_zones;
  if (!choose_ends(rule, from_zones)) return std::nullopt;
  // Rules with a mynumber zone are within it, so `from` shows them.
  if (is_relaxed && holds_kind(from_zones, ZoneKind::mynumber)) return std::nullopt;
  const bool is_from_management = holds_kind(from_zones, ZoneKind::management);
  for (unsigned n = dice_.between(1, 3); n > 0; --n)
    rule["services"].push_back(is_from_management ? make_explicit_service() : make_service());
  rule["necessity"] = "a test";
  add_narrowing(rule);
  return rule;
}

// A device that the gateway may ask of, and that may ask of it: what is a reply, what is new?
void PolicyMaker::add_gateway_pair() {
  if (ground_.gateway.addresses.empty() || device_zones_.empty()) return;
  auto place = device_zones_.begin();
  std::advance(place, dice_.below(device_zones_.size()));
  const MadeEndpoint device{"device:" + place->first, place->second, true, false};
  if (!may_stand(device, gateway_endpoint()) || !may_stand(gateway_endpoint(), device)) return;
  for (const bool is_to_us : {true, false}) {
    Json rule{{"id", "r" + std::to_string(rules_++)}, {"necessity", "a test"}};
    rule["from"] = Json{is_to_us ? device.text : "gateway"};
    rule["to"] = Json{is_to_us ? "gateway" : device.text};
    for (const char* protocol : {"tcp", "udp"})
      if (dice_.chance(70))
        rule["services"].push_back({{"proto", protocol}, {"ports", {"0-65535"}}});
    if (rule.contains("services")) policy_["allow"].push_back(rule);
  }
}

Json PolicyMaker::make_exception(Json rule) {
  std::string first = near_date(), last = near_date();
  if (first > last) std::swap(first, last);
  rule["approved_by"] = Json{"A"};
  rule["approved_on"] = first;
  rule["expires"] = dice_.chance(50) ? "2026-11-29" : last;
  rule["ticket"] = "1";
  rule["reason"] = "a test";
  return rule;
}

void PolicyMaker::make_rules() {
  rules_ = 0;
  for (const char* key : {"allow", "exceptions", "relaxations"}) policy_[key] = Json::array();
  for (unsigned n = dice_.between(3, 12); n > 0; --n)
    if (auto rule = make_rule()) policy_["allow"].push_back(*rule);
  if (dice_.chance(30)) add_gateway_pair();
  for (unsigned n = dice_.between(0, 3); n > 0; --n)
    if (auto rule = make_rule()) policy_["exceptions"].push_back(make_exception(*rule));
  for (unsigned n = dice_.between(0, 2); n > 0; --n) {
    Json relaxation{{"id", "relax-" + std::to_string(n)}, {"label", "a test"}};
    relaxation["allow"] = Json::array();
    for (unsigned m = dice_.between(1, 2); m > 0; --m)
      if (auto rule = make_rule(true)) relaxation["allow"].push_back(*rule);
    policy_["relaxations"].push_back(relaxation);
  }
}

void PolicyMaker::make_blocks() {
  policy_["block"] = Json::array();
  for (unsigned n = dice_.chance(40) ? dice_.between(1, 2) : 0; n > 0; --n) {
    Json block{{"id", "b" + std::to_string(n)}};
    for (unsigned m = dice_.between(1, 2); m > 0; --m) {
      const MadeEndpoint endpoint = make_endpoint();
      // A whole zone leaves little to try; an address or two do.
      const bool is_wide = endpoint.text.starts_with("zone") || endpoint.text.ends_with("/0");
      block["match"].push_back(is_wide ? "10.1.0.1" : endpoint.text);
    }
    if (dice_.chance(40)) block["until"] = near_date();
    policy_["block"].push_back(block);
  }
}

}  // namespace sekisho::test

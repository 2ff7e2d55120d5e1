// Which pair of zones may be joined, and how: the table of policy.md 3, row for row.
//
// Each row's checks stand in the order in which their codes are reported.
#include <netinet/in.h>

#include <algorithm>
#include <span>

#include "policy/separate_checks.h"
#include "sekisho/policy/separation.h"

namespace sekisho {
namespace {

using Kinds = unsigned;

constexpr Kinds bit(ZoneKind kind) {
  return 1u << static_cast<unsigned>(kind);
}

constexpr Kinds kMynumber = bit(ZoneKind::mynumber);
constexpr Kinds kLgwan = bit(ZoneKind::lgwan);
constexpr Kinds kUplink = bit(ZoneKind::lgwan_uplink);
constexpr Kinds kInternet = bit(ZoneKind::internet);
constexpr Kinds kDmz = bit(ZoneKind::dmz);
constexpr Kinds kSanitiser = bit(ZoneKind::sanitiser);
constexpr Kinds kPartner = bit(ZoneKind::partner);
constexpr Kinds kDevelopment = bit(ZoneKind::development);
constexpr Kinds kManagement = bit(ZoneKind::management);
constexpr Kinds kOutOfScope = bit(ZoneKind::out_of_scope);
constexpr Kinds kAny = ~0u;

enum class Way : std::uint8_t { either, onward };  // onward: from `one` to `other`

constexpr Check kNeverMynumber[] = {never_mynumber};
constexpr Check kNeverUplink[] = {never_uplink};
constexpr Check kNeverScope[] = {never_scope};
constexpr Check kNeverManagement[] = {never_management};
constexpr Check kLimited[] = {ask_mynumber_devices, ask_ports,  ask_mynumber_necessity,
                              ask_sanitiser_end,    ask_method, ask_cloud};
constexpr Check kLimitedInLgwan[] = {
    ask_lgwan_government, ask_mynumber_devices, ask_ports, ask_mynumber_necessity,
    ask_sanitiser_end,    ask_method,           ask_cloud};
constexpr Check kGovernment[] = {
    ask_government,    ask_mynumber_devices, ask_ports, ask_mynumber_necessity,
    ask_sanitiser_end, ask_method,           ask_cloud};
constexpr Check kSanitisedOut[] = {ask_sanitiser_end, ask_method, ask_breakout, ask_outward,
                                   ask_cloud};
constexpr Check kSanitisedIn[] = {ask_sanitiser_end, ask_method, ask_breakout, ask_inward,
                                  ask_cloud};
constexpr Check kNeeded[] = {ask_sanitiser_end, ask_method, ask_necessity, ask_management,
                             ask_cloud};
constexpr Check kNeededToDevices[] = {ask_sanitiser_end, ask_method,     ask_inner_devices,
                                      ask_necessity,     ask_management, ask_cloud};
constexpr Check kPlain[] = {ask_sanitiser_end, ask_method, ask_management, ask_cloud};
constexpr Check kWithin[] = {ask_sanitiser_end, ask_method, ask_cloud};

struct Row {
  Kinds one;
  Way way;
  Kinds other;
  std::span<const Check> checks;
};

// clang-format off
constexpr Row kRows[] = {
    {kMynumber, Way::either, kInternet | kDmz | kOutOfScope | kDevelopment | kSanitiser, kNeverMynumber},
    {kMynumber, Way::either, kPartner | kManagement, kLimited},
    {kMynumber, Way::either, kLgwan, kLimitedInLgwan},
    {kMynumber, Way::either, kMynumber, kLimited},  // another one
    {kMynumber, Way::either, kUplink, kGovernment},
    {kUplink, Way::either, kInternet | kDmz | kOutOfScope | kDevelopment, kNeverUplink},
    {kOutOfScope, Way::either, kAny, kNeverScope},
    {kLgwan, Way::onward, kInternet, kSanitisedOut},
    {kInternet, Way::onward, kLgwan, kSanitisedIn},
    {kLgwan | kManagement, Way::onward, kDmz | kPartner | kDevelopment, kNeeded},
    {kDmz | kPartner | kDevelopment, Way::onward, kLgwan | kManagement, kNeededToDevices},
    {kInternet, Way::onward, kManagement, kNeverManagement},
    {kAny, Way::either, kAny, kPlain},
};
// clang-format on

bool is_same_zone(const Conduit& conduit) {
  return conduit.from.zone == conduit.to.zone;
}

bool matches(const Row& row, Kinds from, Kinds to) {
  const bool is_onward = (from & row.one) && (to & row.other);
  const bool is_back = (from & row.other) && (to & row.one);
  return is_onward || (row.way == Way::either && is_back);
}

std::span<const Check> checks_between(Kinds from, Kinds to) {
  for (const Row& row : kRows) {
    if (matches(row, from, to)) return row.checks;
  }
  return kPlain;
}

std::span<const Check> checks_of(const Conduit& conduit) {
  const bool is_within = is_same_zone(conduit) && conduit.from.kind != ZoneKind::out_of_scope;
  if (is_within) return kWithin;
  return checks_between(bit(conduit.from.kind), bit(conduit.to.kind));
}

std::vector<AddressRange> near_internet_of(const Model& model) {
  std::vector<AddressRange> locals;
  for (const char* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}) {
    locals.push_back(range_of(*parse_prefix(text)));
  }
  const AddressSet local(std::move(locals));  // RFC 1918, RFC 4193
  std::vector<AddressRange> near = model.security_cloud;
  for (const Zone& zone : model.zones) {
    if (zone.kind != ZoneKind::internet) continue;
    for (const Prefix& prefix : zone.subnets) {
      if (local.contains(range_of(prefix))) near.push_back(range_of(prefix));
    }
  }
  return near;
}

std::vector<AddressRange> known_of(const Model& model) {
  std::vector<AddressRange> known = model.security_cloud;
  for (const Zone& zone : model.zones) {
    for (const Prefix& prefix : zone.subnets) {
      if (prefix.length != 0) known.push_back(range_of(prefix));
    }
  }
  return known;
}

// The rows that are never, whatever a rule says.
struct Never {
  std::span<const Check> checks;
  std::string_view code;
};
constexpr Never kNevers[] = {{kNeverMynumber, "SK3001"},
                             {kNeverUplink, "SK3106"},
                             {kNeverScope, "SK3108"},
                             {kNeverManagement, "SK3105"}};

}  // namespace

Landscape::Landscape(const Model& policy)
    : model(policy), near_internet(near_internet_of(policy)), known(known_of(policy)) {
  const ZoneMap map(model.zones);
  const auto is_lgwan = [&](const AddressRange& range) {
    const auto parts = map.parts_of(range);
    return std::any_of(parts.begin(), parts.end(), [&](const ZoneMap::Part& part) {
      return model[part.zone].kind == ZoneKind::lgwan;
    });
  };
  std::vector<AddressRange> all;
  for (const GovernmentSystem& system : model.government_systems) {
    const auto& ranges = system.addresses;
    all.insert(all.end(), ranges.begin(), ranges.end());
    const bool is_in_lgwan = std::any_of(ranges.begin(), ranges.end(), is_lgwan);
    systems.emplace(system.id, StateSystem{&system, AddressSet(ranges), is_in_lgwan});
  }
  state = AddressSet(std::move(all));
  for (const Sanitiser& sanitiser : model.sanitisers) {
    const auto& devices = sanitiser.devices;
    sanitisers.emplace(sanitiser.id, SanitiserSet{&sanitiser, {devices.begin(), devices.end()}});
  }
}

std::string_view never_joined(ZoneKind from, ZoneKind to) {
  const std::span<const Check> checks = checks_between(bit(from), bit(to));
  for (const Never& never : kNevers) {
    if (never.checks.data() == checks.data()) return never.code;
  }
  return {};
}

std::optional<Finding> judge(const Landscape& land, const Conduit& conduit) {
  for (const Check check : checks_of(conduit)) {
    if (auto found = check(land, conduit)) return found;
  }
  return std::nullopt;
}

bool has_mynumber_end(const Conduit& conduit) {
  return conduit.from.kind == ZoneKind::mynumber || conduit.to.kind == ZoneKind::mynumber;
}

bool is_mynumber_rule(const Conduit& conduit) {
  return has_mynumber_end(conduit) && !is_same_zone(conduit);
}

const End& far_end(const Conduit& conduit) {
  return conduit.from.kind == ZoneKind::mynumber ? conduit.to : conduit.from;
}

const StateSystem* system_of(const Landscape& land, const Rule& rule) {
  const auto found = land.systems.find(rule.paper.government_system);
  return found == land.systems.end() ? nullptr : &found->second;
}

bool is_of_system(const StateSystem* system, const AddressRange& range) {
  return system && system->addresses.contains(range);
}

Finding finding(std::string_view code, const Landscape& land, const Conduit& conduit,
                const Location& where, const Text& rest) {
  const Text from = name_of(land.model, conduit.from);
  const Text to = name_of(land.model, conduit.to);
  const std::string& id = conduit.rule.id;
  return {code, say("rule \"{}\", from {} to {}: {}", id, from, to, rest), where};
}

}  // namespace sekisho

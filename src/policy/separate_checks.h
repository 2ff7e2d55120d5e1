// What section 3 of policy.md asks of one rule between two zones. Each check is one code and finds
// one thing; separate_table.cpp says which pair of kinds is asked which, and in what order.
// Thread: any.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "policy/separate_ends.h"
#include "sekisho/base/diagnostic.h"

namespace sekisho {

struct StateSystem {
  const GovernmentSystem* system;
  AddressSet addresses;
  bool is_in_lgwan;  // has an address in a zone of kind lgwan
};

struct SanitiserSet {
  const Sanitiser* sanitiser;
  std::set<DeviceId> devices;
};

// What the checks ask of the whole policy. Borrows the model.
struct Landscape {
  explicit Landscape(const Model& model);

  const Model& model;
  AddressSet near_internet;  // internet zones' private prefixes, and the security cloud
  AddressSet known;          // all that some zone has by a prefix longer than /0, and the cloud
  AddressSet state;          // every government system's addresses
  std::map<std::string_view, StateSystem> systems;
  std::map<std::string_view, SanitiserSet> sanitisers;
};

struct Finding {
  std::string_view code;
  Text message;
  Location where;
};

using Check = std::optional<Finding> (*)(const Landscape& land, const Conduit& conduit);

// separate_kinds.cpp: pairs of zones that are never joined.
std::optional<Finding> never_mynumber(const Landscape& land, const Conduit& conduit);    // SK3001
std::optional<Finding> never_uplink(const Landscape& land, const Conduit& conduit);      // SK3106
std::optional<Finding> never_scope(const Landscape& land, const Conduit& conduit);       // SK3108
std::optional<Finding> never_management(const Landscape& land, const Conduit& conduit);  // SK3105

// separate_mynumber.cpp: *limited*.
std::optional<Finding> ask_government(const Landscape& land, const Conduit& conduit);  // SK3005
std::optional<Finding> ask_lgwan_government(const Landscape& land, const Conduit& conduit);
std::optional<Finding> ask_mynumber_devices(const Landscape& land, const Conduit& conduit);  // 3002
std::optional<Finding> ask_ports(const Landscape& land, const Conduit& conduit);  // SK3003
std::optional<Finding> ask_mynumber_necessity(const Landscape& land, const Conduit& conduit);
// The (device, far address) pairs of a mynumber rule, of which there may be few in all of a rule.
std::uint64_t count_pairs(const Conduit& conduit);
std::optional<Finding> ask_few_pairs(const Landscape& land, const Conduit& conduit,
                                     std::uint64_t pairs);  // SK3010

// separate_sanitise.cpp: lgwan and the Internet.
std::optional<Finding> ask_sanitiser_end(const Landscape& land, const Conduit& conduit);  // SK3102
std::optional<Finding> ask_method(const Landscape& land, const Conduit& conduit);         // SK3103
std::optional<Finding> ask_breakout(const Landscape& land, const Conduit& conduit);       // SK3104
std::optional<Finding> ask_outward(const Landscape& land, const Conduit& conduit);        // SK3101
std::optional<Finding> ask_inward(const Landscape& land, const Conduit& conduit);         // SK3101

// separate_inner.cpp: the other conduits.
std::optional<Finding> ask_inner_devices(const Landscape& land, const Conduit& conduit);  // SK3105
std::optional<Finding> ask_necessity(const Landscape& land, const Conduit& conduit);      // SK3109
std::optional<Finding> ask_management(const Landscape& land, const Conduit& conduit);     // SK3112
std::optional<Finding> ask_cloud(const Landscape& land, const Conduit& conduit);          // SK3107

// The first finding, or nullopt where the conduit may be.
std::optional<Finding> judge(const Landscape& land, const Conduit& conduit);

// Exceptions, and relaxations as exceptions do.
inline bool is_exception(const Rule& rule) {
  return rule.kind != RuleKind::allow;
}
// An exception past its end, which is left out.
bool has_mynumber_end(const Conduit& conduit);
// Between a mynumber zone and another zone.
bool is_mynumber_rule(const Conduit& conduit);
// The end that is not mynumber's, or the second of two mynumber zones.
const End& far_end(const Conduit& conduit);
// The system that the rule names, or nullptr.
const StateSystem* system_of(const Landscape& land, const Rule& rule);
// The range is that system's.
bool is_of_system(const StateSystem* system, const AddressRange& range);
// The rule names a sanitiser and its method.
inline bool has_sanitiser(const Rule& rule) {
  return !rule.paper.sanitiser_id.empty();
}

// `rest` behind which rule it is said of, and between what.
Finding finding(std::string_view code, const Landscape& land, const Conduit& conduit,
                const Location& where, const Text& rest);

}  // namespace sekisho

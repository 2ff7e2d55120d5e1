// A policy as written: every file's lists put together, values parsed, names not yet resolved.
//
// What decode refused is left out or marked, so that later passes neither use it nor complain of it
// again: one mistake is one diagnostic.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "policy/device_draft.h"
#include "sekisho/policy/model.h"

namespace sekisho {

struct EndpointDraft {
  enum class Kind : std::uint8_t { zone, device, group, range, gateway };
  Kind kind = Kind::range;
  std::string name;    // of a zone, device or group
  AddressRange range;  // of Kind::range
  Location where;
};

// A service, or the name of one.
struct ServiceDraft {
  std::string name;  // "" for an inline service
  Service service;
  Location where;
};

struct ZoneDraft {
  Zone zone;  // label and interfaces; the rest depends on the kind
  Located<std::string> id;
  std::optional<ZoneKind> kind;  // absent: refused
  std::vector<Located<Prefix>> subnets;
  Located<std::optional<bool>> registered_only;
  std::optional<bool> tracks_fragments;
  bool has_unread_subnet = false;  // one was refused: what lies in the zone is not known
};

// A ledger that the list of devices names.
struct LedgerName {
  std::string path;  // as written
  Location where;
};

struct RuleDraft {
  Rule rule;  // all but its endpoints and services
  std::vector<EndpointDraft> from, to;
  std::vector<ServiceDraft> services;
  Location sanitiser_where, government_system_where;
};

struct BlockDraft {
  Block block;
  std::vector<EndpointDraft> match;
};

struct GroupDraft {
  Located<std::string> name;
  std::vector<EndpointDraft> members;
};

struct NamedServiceDraft {
  Located<std::string> name;
  std::vector<ServiceDraft> members;
};

struct SanitiserDraft {
  Sanitiser sanitiser;
  std::vector<EndpointDraft> devices;
};

struct GovernmentSystemDraft {
  GovernmentSystem system;  // all but its addresses and services
  std::vector<Located<AddressRange>> addresses;
  std::vector<ServiceDraft> services;
};

struct Policy {
  std::string name;
  Located<std::string> profile{"generic", {}};  // a built-in one or a file
  PolicyModel model = PolicyModel::alpha;
  Mode mode = Mode::enforce;
  Forwarding forwarding = Forwarding::kernel;
  std::string time_zone = "Asia/Tokyo";
  std::vector<Located<Address>> gateway_addresses;
  std::optional<std::vector<PortRange>> local_ports;

  std::vector<ZoneDraft> zones;
  std::vector<std::variant<DeviceDraft, LedgerName>> devices;  // in file order
  std::vector<GroupDraft> groups;
  std::vector<NamedServiceDraft> services;
  std::vector<RuleDraft> allow, exceptions, relaxed;
  std::vector<BlockDraft> blocks;
  std::vector<SanitiserDraft> sanitisers;
  std::vector<GovernmentSystemDraft> government_systems;
  std::vector<Located<std::string>> relaxations;
  Located<std::vector<Located<AddressRange>>> security_cloud;
  Located<Timeouts> timeouts;
  Located<Limits> limits;

  Location zones_where;           // of the main file's list
  bool has_unread_zones = false;  // an entry was refused so far that it has no id
  bool has_unread_devices = false;
};

}  // namespace sekisho

// A policy with every name resolved: what the compiler, explain and report work from.
//
// Valid by construction: every id indexes its vector, every device address lies in its zone, rules
// stand in the order in which the first match decides (allow, then exceptions, then relaxations; an
// included file's after those of the file that includes it). Dates and schedules are kept, not
// applied: in_force.h says what is in force at a moment. Immutable once loaded; thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/base/address.h"
#include "sekisho/base/diagnostic.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/profile.h"

namespace sekisho {

enum class ZoneId : std::uint32_t {};
enum class DeviceId : std::uint32_t {};
enum class RuleId : std::uint32_t {};

constexpr std::uint32_t index_of(ZoneId id) {
  return static_cast<std::uint32_t>(id);
}
constexpr std::uint32_t index_of(DeviceId id) {
  return static_cast<std::uint32_t>(id);
}
constexpr std::uint32_t index_of(RuleId id) {
  return static_cast<std::uint32_t>(id);
}

enum class ZoneKind : std::uint8_t {
  mynumber,
  lgwan,
  lgwan_uplink,
  internet,
  dmz,
  sanitiser,
  partner,
  development,
  management,
  out_of_scope,
};
enum class PolicyModel : std::uint8_t { alpha, alpha_prime, beta, beta_prime };
enum class Mode : std::uint8_t { enforce, monitor };
enum class Forwarding : std::uint8_t { kernel, bridge, route };
enum class Role : std::uint8_t { host, router, sanitiser };

// The untagged frames of `port`, or those with the one tag `vlan`.
struct Interface {
  std::string port;
  std::uint16_t vlan = 0;  // 0: untagged
  Location where;

  friend bool operator==(const Interface& a, const Interface& b) {
    return a.port == b.port && a.vlan == b.vlan;
  }
};

struct Zone {
  std::string id;
  ZoneKind kind = ZoneKind::internet;
  std::string label;
  std::vector<Interface> interfaces;
  std::vector<Prefix> subnets;
  bool registered_only = false;   // devices: registered
  bool tracks_fragments = false;  // fragments: track
  Location where;
};

// Both dates are days in force; absent: no bound on that side.
struct DateSpan {
  std::optional<Date> starts;
  std::optional<Date> ends;
};

struct Device {
  std::string id;
  ZoneId zone{};
  std::vector<Mac> macs;  // empty where `via` is set
  std::vector<AddressRange> addresses;
  Role role = Role::host;
  std::optional<DeviceId> via;  // a router of the same zone
  DateSpan dates;
  std::string label;
  std::string owner;  // 課室
  Location where;
};

enum class EndpointKind : std::uint8_t { zone, device, range, gateway };

// Groups are already replaced by what they hold; `group` keeps the name for people.
struct Endpoint {
  EndpointKind kind = EndpointKind::range;
  ZoneId zone{};
  DeviceId device{};
  AddressRange range;
  std::string group;  // "" where written directly
  Location where;     // the endpoint as the rule writes it
};

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 65535;

  friend auto operator<=>(const PortRange&, const PortRange&) = default;
};

// One protocol with what it narrows to. Empty lists: all.
struct Service {
  std::uint8_t protocol = 0;            // IANA number
  std::vector<PortRange> ports;         // tcp, udp, sctp: destination
  std::vector<PortRange> source_ports;  // tcp, udp, sctp
  std::vector<std::uint8_t> types;      // icmp, icmpv6
  Location where{};                     // as the rule or system that it stands in writes it

  friend bool operator==(const Service& a, const Service& b) {
    return a.protocol == b.protocol && a.ports == b.ports && a.source_ports == b.source_ports &&
           a.types == b.types;
  }
};

struct Schedule {
  std::uint8_t days = 0x7f;            // bit 0: Monday; the days on which a span begins
  std::chrono::minutes begins{0};      // since midnight
  std::chrono::minutes ends{24 * 60};  // excluded; <= begins: crosses midnight
};

enum class RuleKind : std::uint8_t { allow, exception, relaxation };

// What only people and the separation checks read; none of it decides a packet.
struct RulePaper {
  std::string label, basis, necessity, owner;
  std::string government_system;               // id or ""
  std::string sanitiser_id, sanitiser_method;  // both or neither
  std::vector<std::string> approved_by;
  std::optional<Date> approved_on, expires, review_by;
  std::string ticket, reason, applicant, departs_from;
};

struct Rule {
  std::string id;
  RuleKind kind = RuleKind::allow;
  std::string relaxation;  // the relaxation's id where kind is relaxation
  std::vector<Endpoint> from;
  std::vector<Endpoint> to;
  std::vector<Service> services;
  bool log = false;
  std::optional<Schedule> schedule;
  DateSpan dates;  // starts/ends, narrowed by approved_on/expires
  RulePaper paper;
  Location where;  // the rule's id
};

struct Block {
  std::string id;
  std::vector<Endpoint> match;
  std::string reason;
  std::optional<Date> until;
  Location where;
};

struct GovernmentSystem {
  std::string id, label, operator_name, evidence;
  std::vector<AddressRange> addresses;
  std::vector<Service> services;
  std::optional<Date> review_by;
  Location where;
};

struct Sanitiser {
  std::string id;
  std::vector<DeviceId> devices;
  std::vector<std::string> methods;
  Location where;
};

struct Gateway {
  std::vector<Address> addresses;
  std::vector<PortRange> local_ports{{32768, 60999}};
};

// Seconds.
struct Timeouts {
  std::uint32_t tcp_opening = 30, tcp_established = 3600, tcp_closing = 60;
  std::uint32_t udp_unreplied = 30, udp_replied = 180, icmp = 30, other = 60, fragment = 30;
};

struct Limits {
  std::uint32_t max_flows = 262144;
  std::uint32_t max_flows_per_zone = 196608;  // three quarters of max_flows where not given
  std::uint32_t max_fragments = 4096;
};

struct Model {
  std::string name;
  Profile profile;
  PolicyModel model = PolicyModel::alpha;
  Mode mode = Mode::enforce;
  Forwarding forwarding = Forwarding::kernel;
  TimeZone time_zone = TimeZone::utc();
  Gateway gateway;
  std::vector<Zone> zones;
  std::vector<Device> devices;
  std::vector<Rule> rules;  // in deciding order
  std::vector<Block> blocks;
  std::vector<Sanitiser> sanitisers;
  std::vector<GovernmentSystem> government_systems;
  std::vector<AddressRange> security_cloud;
  std::vector<std::string> relaxations;  // ids
  Timeouts timeouts;
  Limits limits;
  std::string digest;  // "sha256:<hex>" over the bytes of every file read, in reading order

  const Zone& operator[](ZoneId id) const { return zones[index_of(id)]; }
  const Device& operator[](DeviceId id) const { return devices[index_of(id)]; }
  const Rule& operator[](RuleId id) const { return rules[index_of(id)]; }
};

const char* to_string(ZoneKind kind);
Text kind_name(ZoneKind kind);  // for people: in English as a policy writes it
const char* to_string(PolicyModel model);
const char* to_string(Mode mode);
const char* to_string(Forwarding forwarding);
const char* to_string(Role role);
const char* to_string(RuleKind kind);

// The zone of an address: that of the longest prefix that holds it (policy.md 2.2); nullopt for
// special addresses and for what no prefix holds. Cost: O(prefixes).
std::optional<ZoneId> zone_of(const Model& model, const Address& address);

}  // namespace sekisho
